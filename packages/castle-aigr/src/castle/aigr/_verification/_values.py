"""Which values may go where."""

from castle.aigr._node import Declaration, Expression
from castle.aigr._nodes.expressions import Call, Ground, ListLiteral, SendEvent
from castle.aigr._nodes.handlers import Method
from castle.aigr._nodes.interfaces import ComponentInterface
from castle.aigr._nodes.predefined import BuiltinFunction
from castle.aigr._nodes.protocols import Event
from castle.aigr._nodes.types import Scalar
from castle.aigr._typing import ListOf, StaticType
from castle.aigr._verification._facts import Facts
from castle.aigr._verification._problems import shortened

NUMBERS = (Scalar.INT, Scalar.FLOAT)
_NO_VALUE = ("append", "print", "printf", "remove")


def goes_into(place: StaticType, value: Expression, facts: Facts) -> bool:
    """Whether a value may go where a type is declared; in doubt it may."""
    pending: list[tuple[StaticType, Expression]] = [(place, value)]
    while pending:
        wanted, given = pending.pop()
        if isinstance(given, ListLiteral) and isinstance(wanted, ListOf):
            # Each int in a literal list becomes a float; a whole list of ints does not.
            pending += [(wanted.inner, item) for item in given.items]
        elif not _goes_into(wanted, given, facts):
            return False
    return True


def gives_nothing(value: Expression) -> bool:
    """Whether an expression is a call or send that has no value."""
    match value:
        case SendEvent(target=Event(returns=None)):
            return True
        case Call():
            match value.callee.target:
                case Method(returns=None):
                    return True
                case BuiltinFunction(name=name):
                    return name in _NO_VALUE
    return False


def describe(kind: StaticType) -> str:
    """A type as messages call it."""
    match kind:
        case ListOf(item=item, depth=depth):
            return f"{describe(item)}{'[]' * depth}" if depth < 9 else "a list"
        case Scalar():
            return f"`{kind.value}`"
        case Declaration():
            return f"`{shortened(kind.name)}`"
    return "a value of unknown type"


def _goes_into(place: StaticType, value: Expression, facts: Facts) -> bool:
    if gives_nothing(value):
        return False
    if isinstance(value, Ground):
        return place is None or isinstance(place, ComponentInterface)
    kind = facts.types.of(value)
    if place is None or kind is None or place == kind:
        return True
    if isinstance(place, ComponentInterface) and isinstance(kind, ComponentInterface):
        return facts.inheritance.extends(kind, place)
    if isinstance(place, ListOf) and isinstance(kind, ListOf):
        return _same_items(place, kind)
    return place is Scalar.FLOAT and kind is Scalar.INT


def _same_items(place: ListOf, kind: ListOf) -> bool:
    """Whether two list types may be the same, as far as they are known."""
    if place.item is None:
        return place.depth <= kind.depth
    return kind.item is None and kind.depth <= place.depth
