"""What can stand where: the kinds of declarations that a name may have meant in its place."""

from collections.abc import Callable
from typing import TypeAlias

from castle.aigr import (
    Alias,
    BuiltinFunction,
    ComponentInterface,
    ConstantDefinition,
    Declaration,
    DefaultHandler,
    Enumeration,
    Enumerator,
    EventProtocol,
    HandlerParameter,
    LocalVariable,
    LoopVariable,
    Member,
    Method,
    NameSpace,
    Port,
    ScalarType,
    SubElement,
    TypedParameter,
)

Wanted: TypeAlias = Callable[[Declaration], bool]
"""Whether a declaration can stand in a place."""

_VARIABLES = (
    LocalVariable,
    LoopVariable,
    TypedParameter,
    HandlerParameter,
    Member,
    SubElement,
    Alias,
    ConstantDefinition,
    Enumerator,
)
_HOLDERS = (LocalVariable, TypedParameter, SubElement, Alias)


def any_kind(one: Declaration) -> bool:
    """Anything at all: what is imported."""
    return True


def is_component(one: Declaration) -> bool:
    """What is implemented, inherited from, or the type of an element."""
    return isinstance(one, ComponentInterface)


def is_protocol(one: Declaration) -> bool:
    """What a port carries, or another protocol inherits from."""
    return isinstance(one, EventProtocol)


def is_namespace(one: Declaration) -> bool:
    """What stands before the dot in a type."""
    return isinstance(one, NameSpace)


def is_variable(one: Declaration) -> bool:
    """What has a value."""
    return isinstance(one, _VARIABLES)


def is_forwarded(one: Declaration) -> bool:
    """What stands behind `=`, other than a port; or what may have stood behind `:=`."""
    return is_variable(one) or isinstance(one, DefaultHandler)


def is_called(one: Declaration) -> bool:
    """What stands before parentheses."""
    return isinstance(one, Method | ComponentInterface | BuiltinFunction)


def is_port(one: Declaration) -> bool:
    """What is connected, sent over or handled."""
    return isinstance(one, Port)


def is_holder(one: Declaration) -> bool:
    """What stands before a dot in code: something with ports, events or values, or a namespace."""
    return is_element(one) or isinstance(one, Port | NameSpace | Enumeration)


def is_element(one: Declaration) -> bool:
    """What stands before the dot and a port."""
    return isinstance(one, _HOLDERS) and not isinstance(one.type, ScalarType)


def before(wanted: Wanted) -> Wanted:
    """What stands before the dot and something that is wanted."""
    return is_element if wanted is is_port else is_holder


def nothing(one: Declaration) -> bool:
    """No declaration: a value whose type has a name of its own, such as `int`."""
    return False
