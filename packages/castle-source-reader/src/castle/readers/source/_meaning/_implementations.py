"""Implementations: their members, and all code in them."""

from castle.aigr import (
    Alias,
    ComponentImplementation,
    ComponentInterface,
    ConstantDefinition,
    Declaration,
    DefaultHandler,
    Enumeration,
    EventHandler,
    Expression,
    Init,
    ListOf,
    Member,
    Method,
    NamedType,
    PowerOn,
    Statement,
    SubElement,
    SuperInit,
    TypedParameter,
)
from castle.readers.source._meaning._bodies import declared_here
from castle.readers.source._meaning._contracts import NO_ELEMENT
from castle.readers.source._meaning._default_handlers import DefaultHandlers
from castle.readers.source._meaning._elements import Element
from castle.readers.source._meaning._open_types import infer_types
from castle.readers.source._meaning._scopes import Scope
from castle.readers.source._meaning._statements import CHECKS
from castle.readers.source._meaning._values import NOTHING, declared, describe
from castle.readers.source._problems import Code


class Implementations(DefaultHandlers):
    """Checks one implementation."""

    def __init__(self, scope: Scope, node: ComponentImplementation) -> None:
        target = node.interface.target
        interface = target if isinstance(target, ComponentInterface) else None
        super().__init__(scope, Element(node, interface, scope.program))
        self._node = node
        self._interface = interface
        self._opening: Statement | None = None

    def check(self) -> None:
        """Check the declarations first: code may use what stands further down."""
        self.check_heads()
        infer_types([(self, self._node.members)])
        self.check_code()
        if self._interface is not None:
            self.check_complete(self._interface, self._node.interface)
        self.check_delegated()

    def check_heads(self) -> None:
        """Check what members declare, and constants."""
        for member in self._node.members:
            self._head(member)
        for member in self._node.members:
            if isinstance(member, ConstantDefinition):
                self.define(member)
        for kind in (Init, PowerOn):
            found = [member for member in self._node.members if isinstance(member, kind)]
            self.program.report_repeated(found, found)

    def check_code(self) -> None:
        """Check all code, and first values."""
        for member in self._node.members:
            self._code(member)

    def _head(self, member: Declaration) -> None:
        if isinstance(member, SubElement | Alias):
            if member.type is not None and not self._is_turned(member, member.type):
                self.uses.component(member.type)
        elif isinstance(member, Enumeration):
            self._enumeration(member)
        elif isinstance(member, Member):
            self._type_of_member(member)
        elif isinstance(member, Method):
            self.uses.parameters(member.parameters, elements=None)
            if member.returns is not None:
                self.uses.value(member.returns, elements=NO_ELEMENT)
        elif isinstance(member, Init | PowerOn):
            self.uses.parameters(member.parameters, elements=NO_ELEMENT)
            self._from_outside(member)

    def _type_of_member(self, member: Member) -> None:
        kind = member.type.name if isinstance(member.type, NamedType) else ""
        help_ = f"write `sub {kind}:{member.name};`, or `alias` for what others own"
        self.uses.value(member.type, elements=NO_ELEMENT, help=help_)

    def _is_turned(self, member: SubElement | Alias, kind: NamedType) -> bool:
        """Whether the name stands before the component; it is known by that name from now on."""
        names = self.scope.names
        component = names.get(member.name)
        if kind.name in names or not isinstance(component, ComponentInterface):
            return False
        message = "the component stands before the `:`, and the name behind it"
        word = "sub" if isinstance(member, SubElement) else "alias"
        help_ = f"write `{word} {member.name}:{kind.name};`"
        self.report(Code.WHICH_TYPE, message, member, help=help_)
        if self.element is not None:
            self.element.parts.setdefault(kind.name, member)
        member.type, member.component = None, component
        return True

    def _code(self, member: Declaration) -> None:
        if isinstance(member, EventHandler):
            self.handler(member)
        elif isinstance(member, DefaultHandler):
            self.default_handler(member)
        elif isinstance(member, Member):
            self._initial(member, member.initial, "the first value of a member")
        elif isinstance(member, Init | PowerOn | Method):
            self._routine(member)

    def _routine(self, member: Init | PowerOn | Method) -> None:
        if isinstance(member, Init):
            self._check_init(member)
        self._defaults(member.parameters)
        self.in_init = isinstance(member, Init)
        self._opening = next(iter(member.body.statements), None)
        with self.block():
            self.locals |= {parameter.name: parameter for parameter in member.parameters}
            returns = member.returns if isinstance(member, Method) else None
            given = NOTHING if returns is None else declared(returns)
            self.run(member.body, given, f"`{member.name}`")
        self.in_init = False

    def _defaults(self, parameters: list[TypedParameter]) -> None:
        """Check default values; arguments come in order, so what may be left out comes last."""
        first: TypedParameter | None = None
        for parameter in parameters:
            self._initial(parameter, parameter.default, "a default value")
            if parameter.default is not None:
                first = first or parameter
            elif first is not None:
                message = f"`{parameter.name}` needs a default value, as `{first.name}` has one"
                self.report(Code.DEFAULT, message, parameter, *declared_here(first))

    def _from_outside(self, node: Init | PowerOn) -> None:
        """Check that what comes from outside has no type that is known inside only."""
        for parameter in node.parameters:
            kind = declared(parameter.type)
            inner = kind.item if isinstance(kind, ListOf) else kind
            if isinstance(inner, Enumeration):
                message = f"what `{node.name}` takes comes from outside, where no `{inner.name}` is"
                self.report(Code.WRONG_KIND, message, parameter, *declared_here(inner))

    def _enumeration(self, node: Enumeration) -> None:
        """Check the values of an enumeration, and that its name has no other meaning in a type."""
        first = self.scope.names.get(node.name)
        if first is not None:
            self.program.report_twice(node.name, node.location, first)
        self.program.report_repeated(node.enumerators, node.enumerators)

    def super_init(self, node: SuperInit) -> None:
        """Check what the `init` of the base gets; nothing is inherited that it could work on."""
        if not self.in_init or node is not self._opening:
            message = "`super.init` stands at the beginning of `init`, and there alone"
            self.report(Code.MISPLACED, message, node)
        base = self._interface.base.target if self._interface and self._interface.base else None
        if self._interface is not None and self._interface.base is None:
            base = self.program.predefined["Component"]
        if isinstance(base, ComponentInterface):
            self.give(node, node.arguments, base.parameters, base)
        for argument in node.arguments:
            self.check_quiet(argument.value, "an argument of `super.init`")

    def _initial(
        self, declaration: Member | TypedParameter, value: Expression | None, what: str
    ) -> None:
        if value is not None:
            help_ = "assign it in `init`" if isinstance(declaration, Member) else None
            self.constant(value, what, help_, (declared(declaration.type), declaration.name))

    def _check_init(self, node: Init) -> None:
        """Check that the parameters of the component are repeated."""
        if self._interface is None:
            return
        wanted = [_shown(parameter) for parameter in self._interface.parameters]
        if [_shown(parameter) for parameter in node.parameters] != wanted:
            message = f"`init` does not repeat the parameters of `{self._interface.name}`"
            help_ = f"write `init({', '.join(wanted)})`"
            self.report(Code.INIT, message, node, *declared_here(self._interface), help=help_)


def _shown(parameter: TypedParameter) -> str:
    return f"{describe(declared(parameter.type)).strip('`')}:{parameter.name}"


CHECKS[SuperInit] = Implementations.super_init
