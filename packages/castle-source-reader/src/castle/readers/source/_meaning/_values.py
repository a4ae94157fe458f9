"""The types that values have."""

from enum import Enum
from typing import TypeAlias

from castle.aigr import (
    ComponentInterface,
    Declaration,
    Enumeration,
    EventProtocol,
    ListOf,
    ListType,
    NamedType,
    Scalar,
    ScalarType,
    StaticType,
    Type,
)


class Special(Enum):
    """What an expression may have instead of a type that can be declared."""

    UNKNOWN = "a value of unknown type"
    """An error that was reported; nothing more is said about it."""
    GROUND = "`Ground`"
    """No element, of whatever component."""
    NOTHING = "no value"
    """A call or send that gives nothing back."""


UNKNOWN, GROUND, NOTHING = Special.UNKNOWN, Special.GROUND, Special.NOTHING

ValueType: TypeAlias = Scalar | ComponentInterface | Enumeration | ListOf | Special
"""The type of a value; an element's is the component it is made of."""

_SHOWN = 8
NUMBERS = (Scalar.INT, Scalar.FLOAT)


def describe(kind: ValueType) -> str:
    """The type as messages call it."""
    if isinstance(kind, Special):
        return kind.value
    if isinstance(kind, ListOf) and kind.item is None:
        return "a list"
    return f"`{_name(kind)}`"


def _name(kind: Scalar | Declaration | ListOf | None) -> str:
    if isinstance(kind, ListOf):
        return f"{_name(kind.item)}{'[]' * min(kind.depth, _SHOWN)}"
    if kind is None:
        return "?"
    return kind.value if isinstance(kind, Scalar) else kind.name


def declared(use: Type) -> ValueType:
    """The type that a use of a type stands for."""
    if isinstance(use, ListType):
        return list_of(declared(use.element))
    if isinstance(use, ScalarType):
        return use.scalar
    return known(use.target) if isinstance(use, NamedType) else UNKNOWN


def known(kind: StaticType) -> ValueType:
    """A type as it can be declared; of anything else nothing is known."""
    if isinstance(kind, Scalar | ComponentInterface | Enumeration | ListOf):
        return kind
    return UNKNOWN


def list_of(item: ValueType) -> ListOf:
    """The type of a list of such items."""
    if isinstance(item, ListOf):
        return ListOf(item.item, item.depth + 1)
    return ListOf(None if isinstance(item, Special) else item)


def assignable(place: ValueType, value: ValueType) -> bool:
    """Whether a value of one type may go where another is declared."""
    if place == value or place is UNKNOWN or value is UNKNOWN:
        return True
    if place is Scalar.FLOAT:
        return value is Scalar.INT
    if isinstance(place, ListOf):
        return isinstance(value, ListOf) and _same_items(place, value)
    if isinstance(place, ComponentInterface):
        return value is GROUND or (isinstance(value, ComponentInterface) and _is_a(value, place))
    return False


def _same_items(one: ListOf, other: ListOf) -> bool:
    """Whether two list types are the same, as far as they are known."""
    if one.item is None:
        return one.depth <= other.depth
    return other.item is None and other.depth <= one.depth


def widest(one: ValueType, other: ValueType) -> ValueType | None:
    """The type that the items of a list have, of which two have these types; None if none has."""
    if assignable(one, other):
        return other if one is UNKNOWN or (isinstance(one, ListOf) and one.item is None) else one
    return other if assignable(other, one) else None


def comparable(left: ValueType, right: ValueType) -> bool:
    """Whether `==` can tell two values apart."""
    if left in NUMBERS and right in NUMBERS:
        return True
    return assignable(left, right) or assignable(right, left)


def ordered(left: ValueType, right: ValueType) -> bool:
    """Whether one of two values can be the smaller."""
    if UNKNOWN in (left, right):
        return True
    return (left in NUMBERS and right in NUMBERS) or left is right is Scalar.STR


def _is_a(one: ComponentInterface, other: ComponentInterface) -> bool:
    seen: set[ComponentInterface] = set()
    current: object = one
    while isinstance(current, ComponentInterface) and current not in seen:
        if current is other:
            return True
        seen.add(current)
        current = current.base.target if current.base else None
    return not is_whole(one)


def is_whole(one: ComponentInterface | EventProtocol) -> bool:
    """Whether all that something inherits is known; if not, that was reported."""
    seen: set[Declaration] = set()
    current: ComponentInterface | EventProtocol = one
    while current.base is not None and current not in seen:
        seen.add(current)
        target = current.base.target
        if not isinstance(target, ComponentInterface | EventProtocol):
            return False
        current = target
    return True
