"""Implementations: their members, and all code in them."""

from castle.aigr import (
    Alias,
    ComponentImplementation,
    ComponentInterface,
    Declaration,
    EventHandler,
    Expression,
    Init,
    Member,
    Method,
    PowerOn,
    SubElement,
    TypedParameter,
)
from castle.readers.source._meaning._bodies import declared_here
from castle.readers.source._meaning._constants import is_constant
from castle.readers.source._meaning._contracts import NO_ELEMENT
from castle.readers.source._meaning._elements import Element
from castle.readers.source._meaning._handlers import Handlers
from castle.readers.source._meaning._scopes import Scope
from castle.readers.source._meaning._values import NOTHING, declared, describe
from castle.readers.source._problems import Code


class Implementations(Handlers):
    """Checks one implementation."""

    def __init__(self, scope: Scope, node: ComponentImplementation) -> None:
        target = node.interface.target
        interface = target if isinstance(target, ComponentInterface) else None
        super().__init__(scope, Element(node, interface, scope.program))
        self._node = node
        self._interface = interface

    def check(self) -> None:
        """Check the declarations first: code may use what stands further down."""
        for member in self._node.members:
            self._head(member)
        for kind in (Init, PowerOn):
            found = [member for member in self._node.members if isinstance(member, kind)]
            self.program.report_repeated(found, found)
        for member in self._node.members:
            self._code(member)
        if self._interface is not None:
            self.check_complete(self._interface, self._node.interface)

    def _head(self, member: Declaration) -> None:
        if isinstance(member, SubElement | Alias):
            if member.type is not None:
                self.uses.component(member.type)
        elif isinstance(member, Member):
            self.uses.value(member.type, elements=NO_ELEMENT)
        elif isinstance(member, Method):
            self.uses.parameters(member.parameters, elements=None)
            if member.returns is not None:
                self.uses.value(member.returns, elements=NO_ELEMENT)
        elif isinstance(member, Init | PowerOn):
            self.uses.parameters(member.parameters, elements=NO_ELEMENT)

    def _code(self, member: Declaration) -> None:
        if isinstance(member, EventHandler):
            self.handler(member)
        elif isinstance(member, Member):
            message = "the first value of a member is made of literals and operators"
            self._constant(member, member.initial, message, "assign it in `init`")
        elif isinstance(member, Init | PowerOn | Method):
            self._routine(member)

    def _routine(self, member: Init | PowerOn | Method) -> None:
        if isinstance(member, Init):
            self._check_init(member)
        for parameter in member.parameters:
            message = "a default value is made of literals and operators"
            self._constant(parameter, parameter.default, message, None)
        self.in_init = isinstance(member, Init)
        with self.block():
            self.locals |= {parameter.name: parameter for parameter in member.parameters}
            returns = member.returns if isinstance(member, Method) else None
            given = NOTHING if returns is None else declared(returns)
            self.run(member.body, given, f"`{member.name}`")
        self.in_init = False

    def _constant(
        self,
        declaration: Member | TypedParameter,
        value: Expression | None,
        message: str,
        help_: str | None,
    ) -> None:
        if value is None:
            return
        if not is_constant(value):
            self.report(Code.DEFAULT, message, value, help=help_)
            return
        self.fits(declared(declaration.type), value, declaration.name)

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
