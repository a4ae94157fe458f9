"""The types that values have."""

from enum import Enum
from typing import TypeAlias

from castle.aigr import (
    ComponentInterface,
    Declaration,
    EventProtocol,
    NamedType,
    Scalar,
    ScalarType,
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

ValueType: TypeAlias = Scalar | ComponentInterface | Special
"""The type of a value; an element's is the component it is made of."""

NUMBERS = (Scalar.INT, Scalar.FLOAT)


def describe(kind: ValueType) -> str:
    """The type as messages call it."""
    if isinstance(kind, Special):
        return kind.value
    return f"`{kind.value}`" if isinstance(kind, Scalar) else f"`{kind.name}`"


def declared(use: Type) -> ValueType:
    """The type that a use of a type stands for."""
    if isinstance(use, ScalarType):
        return use.scalar
    target = use.target if isinstance(use, NamedType) else None
    return target if isinstance(target, ComponentInterface) else UNKNOWN


def assignable(place: ValueType, value: ValueType) -> bool:
    """Whether a value of one type may go where another is declared."""
    if place is value or place is UNKNOWN or value is UNKNOWN:
        return True
    if place is Scalar.FLOAT:
        return value is Scalar.INT
    if isinstance(place, ComponentInterface):
        return value is GROUND or (isinstance(value, ComponentInterface) and _is_a(value, place))
    return False


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
