"""Checks what goes into a plugin and what comes out, so that mistakes are found where they are."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from castle.monorail.errors import ContractError, UnsupportedError

T = TypeVar("T")


def expect(plugin: object, method: str, result: object, wanted: type[T]) -> T:
    """Give back the result of a plugin's method when it is what was promised.

    Raises:
        ContractError: it is something else.
    """
    if isinstance(result, wanted):
        return result
    raise mismatch(plugin, f"{method} returned {type_name(result)}, not {wanted.__name__}")


def argument(plugin: object, name: str, value: object, wanted: type[T]) -> T:
    """Give back an argument when it is of the type that is wanted.

    Raises:
        ContractError: it is something else.
    """
    if isinstance(value, wanted):
        return value
    raise mismatch(plugin, f"{name} is {type_name(value)}, not {wanted.__name__}")


def paths(plugin: object, method: str, values: Iterable[object]) -> list[Path]:
    """Give back paths as a list when each of them is one.

    Raises:
        ContractError: there is something else among them, or it is one text.
    """
    items = [values] if isinstance(values, str) else list(values)
    return [argument(plugin, f"a path of {method}", item, Path) for item in items]


def unsupported(plugin: object, method: str) -> UnsupportedError:
    """The error of a method that a plugin does not offer."""
    message = f"{type_name(plugin)} does not support `{method}`"
    return UnsupportedError([UnsupportedError.saying("CAS0822", message)])


def mismatch(plugin: object, what: str) -> ContractError:
    """The error of a plugin, or of its caller, that does not keep to what the kind promises."""
    cure = "this is a mistake in the plugin, or in the code that calls it"
    saying = ContractError.saying("CAS0821", f"{type_name(plugin)}: {what}", help=cure)
    return ContractError([saying])


def type_name(value: object) -> str:
    """The name of a value's type, with its module where that tells something."""
    cls = type(value)
    return cls.__name__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"
