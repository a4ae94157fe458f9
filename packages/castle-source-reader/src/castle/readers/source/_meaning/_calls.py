"""Calls of methods, built-ins and components, and what is given to them."""

from castle.aigr import (
    Alias,
    Argument,
    BuiltinFunction,
    Call,
    ComponentInterface,
    Constant,
    Declaration,
    Expression,
    HandlerParameter,
    Identifier,
    Index,
    ListOf,
    LocalVariable,
    Location,
    Member,
    Method,
    Node,
    Part,
    Port,
    Scalar,
    Self,
    SubElement,
    TypedParameter,
)
from castle.readers.source._meaning._bodies import Bodies, declared_here
from castle.readers.source._meaning._builtins import BUILTINS, is_printable
from castle.readers.source._meaning._formats import Conversion, conversions
from castle.readers.source._meaning._places import is_called
from castle.readers.source._meaning._references import References
from castle.readers.source._meaning._scopes import article
from castle.readers.source._meaning._values import (
    NOTHING,
    UNKNOWN,
    ValueType,
    declared,
    describe,
    known,
)
from castle.readers.source._problems import Code

CHANGEABLE = (Alias, HandlerParameter, LocalVariable, Member, SubElement, TypedParameter)
"""What can be assigned."""

_CHANGED = 2
_CHANGING = ("append", "remove")


class Calls(References):
    """Checks calls."""

    def give(
        self,
        node: Node,
        arguments: list[Argument],
        parameters: list[TypedParameter],
        receiver: Declaration,
    ) -> None:
        """Check what is given to the parameters of something, one by one."""
        kinds = [self.value_of(argument.value) for argument in arguments]
        if len(kinds) != len(parameters):
            message = f"`{receiver.name}` takes {_count(len(parameters))}, not {len(kinds)}"
            self.report(Code.ARGUMENT_COUNT, message, node, *declared_here(receiver))
            return
        for argument, kind, parameter in zip(arguments, kinds, parameters, strict=True):
            wanted = declared(parameter.type)
            if not self.goes(wanted, argument.value, kind):
                message = f"`{parameter.name}` is {describe(wanted)}, and this is {describe(kind)}"
                self.report(Code.ARGUMENT_TYPE, message, argument, *declared_here(parameter))

    def of_call(self, node: Call) -> ValueType:
        """A call has the type of what is called."""
        callee = node.callee
        if isinstance(callee, Identifier):
            lacking = f"write a method: `{callee.name}({'...' if node.arguments else ''}) {{ }}`"
            target = self.resolve(callee, is_called, lacking if self.element else None)
        elif isinstance(callee.base, Self):
            target = self._without_dot(node, callee.name)
        else:
            target = self.resolve_part(callee, is_called)
        return self._called(node, target)

    def _called(self, node: Call, target: Declaration | None) -> ValueType:
        if isinstance(target, Method):
            self.give(node, node.arguments, target.parameters, target)
            return NOTHING if target.returns is None else declared(target.returns)
        if isinstance(target, ComponentInterface):
            return self._made(node, target)
        if isinstance(target, BuiltinFunction):
            return self._built_in(node, target.name)
        for argument in node.arguments:
            self.type_of(argument.value)
        if target is not None:
            name = node.callee.name
            help_ = f"write `.{name}.event(...)` to send" if isinstance(target, Port) else None
            message = f"`{name}` is {article(target)}, and cannot be called"
            self.report(Code.WRONG_KIND, message, node.callee, help=help_)
        return UNKNOWN

    def _without_dot(self, node: Call, name: str) -> Declaration | None:
        if self.element is not None and isinstance(self.element.undotted.get(name), Method):
            message = f"`{name}` is a method, and has no dot before it"
            self.report(Code.DOT, message, node.callee, help=f"write `{name}(...)`")
            return None
        callee = node.callee
        return self.resolve_part(callee, is_called) if isinstance(callee, Part) else None

    def _made(self, node: Call, component: ComponentInterface) -> ValueType:
        self.give(node, node.arguments, component.parameters, component)
        if component not in self.program.implementations and self.program.is_complete:
            message = f"nothing implements the component `{component.name}`"
            help_ = "import the file that does"
            self.report(
                Code.NO_IMPLEMENTATION, message, node, *declared_here(component), help=help_
            )
        return component

    def _built_in(self, node: Call, name: str) -> ValueType:
        kinds = [self.value_of(argument.value) for argument in node.arguments]
        builtin = BUILTINS[name]
        if len(kinds) < builtin.least or (builtin.most is not None and len(kinds) > builtin.most):
            wanted = _count(builtin.least) + (" or more" if builtin.most is None else "")
            message = f"`{name}` takes {wanted}, not {len(kinds)}"
            help_ = "write `range(0, n)`" if name == "range" and len(kinds) == 1 else None
            self.report(Code.ARGUMENT_COUNT, message, node, help=help_)
        for argument, kind in zip(node.arguments, kinds, strict=True):
            if not builtin.takes(kind):
                message = f"`{name}` takes {builtin.wanted}, and this is {describe(kind)}"
                self.report(Code.ARGUMENT_TYPE, message, argument)
        if name in _CHANGING and len(kinds) == _CHANGED:
            self._changed(node, name, kinds[0], kinds[1])
        elif name == "printf":
            self._formatted(node, kinds)
        return builtin.gives(kinds)

    def _changed(self, node: Call, name: str, items: ValueType, other: ValueType) -> None:
        """Check a call that changes a list, which therefore stands in a variable."""
        first, second = (argument.value for argument in node.arguments)
        if not isinstance(items, ListOf):
            if items is not UNKNOWN:
                message = f"`{name}` changes a list, and this is {describe(items)}"
                self.report(Code.NO_LIST, message, first)
            return
        self.changeable(first)
        wanted = known(items.inner) if name == "append" else Scalar.INT
        if not self.goes(wanted, second, other):
            what = "an item" if name == "append" else "an index"
            message = f"{what} is {describe(wanted)}, and this is {describe(other)}"
            self.report(Code.ARGUMENT_TYPE, message, second)

    def _formatted(self, node: Call, kinds: list[ValueType]) -> None:
        """Check a format, and each value against the conversion that it is for."""
        format = node.arguments[0].value if node.arguments else None
        if not isinstance(format, Constant) or not isinstance(format.value, str):
            if format is not None and kinds[0] is not UNKNOWN:
                message = "the format of `printf` is a text that is written here"
                self.report(Code.FORMAT, message, format, help='write `printf("%s", ...)`')
            return
        pieces = list(conversions(format.value))
        wrong = [piece for piece in pieces if piece.problem is not None]
        for piece in wrong:
            self.report(Code.FORMAT, f"{piece.problem}", _within(format, piece))
        if wrong:
            return
        if len(pieces) != len(kinds) - 1:
            given = len(kinds) - 1
            message = f"this format is for {_values(len(pieces))}, not {given}"
            self.report(Code.ARGUMENT_COUNT, message, node)
        for piece, argument, kind in zip(pieces, node.arguments[1:], kinds[1:], strict=False):
            if is_printable(kind) and not piece.takes(kind):
                message = f"`{piece.text}` takes {piece.wanted}, and this is {describe(kind)}"
                self.report(Code.ARGUMENT_TYPE, message, argument)

    def changeable(self, node: Expression) -> None:
        """Check that a list whose items change is that of a variable."""
        while isinstance(node, Index):
            node = node.base
        target = node.target if isinstance(node, Identifier | Part) else None
        if isinstance(node, Identifier | Part) and isinstance(target, (*CHANGEABLE, type(None))):
            return
        message = "only a list in a variable can be changed"
        self.report(Code.NOT_ASSIGNABLE, message, node)


def _count(number: int) -> str:
    return f"{number} argument" + ("" if number == 1 else "s")


def _values(number: int) -> str:
    return f"{number} value" + ("" if number == 1 else "s")


def _within(format: Constant, piece: Conversion) -> Location | None:
    """Where a conversion stands, if the text was written without escapes; else the whole text."""
    place = format.location
    if place is None or place.end - place.start != len(str(format.value)) + 2:
        return place
    start = place.start + 1 + piece.start
    return place._replace(start=start, end=start + len(piece.text))


Bodies.kinds_of[Call] = Calls.of_call
