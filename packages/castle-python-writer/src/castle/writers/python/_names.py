"""Names of the source as names in Python: the same, unless Python has other plans for them."""

import builtins
import keyword
import sys
from collections.abc import Iterable

RUNTIME = {
    "castle_program": ("run",),
    "castle_runtime": (
        *("Component", "DataPort", "EventProtocol", "Ground", "Turns"),
        *("connect", "default", "follow", "once", "proxy", "relay", "spread", "through"),
    ),
    "castle_values": (
        *("Enumeration", "copied", "int64", "item", "place", "power", "printf"),
        *("remove", "same", "text", "to_float", "to_int"),
    ),
}
"""The modules that every program has beside it, and what programs use of each."""
HOMES = {name: module for module, names in RUNTIME.items() for name in names}
POWER_ON = "powerOn"
SUBS = "_subs"
TURNS = "_turns"
_RESERVED = {POWER_ON, SUBS, TURNS}


class Scope:
    """Names that are taken, and those given out so far."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._given: dict[object, str] = {}

    def name(self, key: object, wanted: str) -> str:
        """The Python name of something: what is wanted, with `_` behind it while that is taken."""
        if key not in self._given:
            wanted = python_name(wanted)
            while wanted in self._taken:
                wanted += "_"
            self._taken.add(wanted)
            self._given[key] = wanted
        return self._given[key]


def python_name(name: str) -> str:
    """A name that means nothing else in Python; different names stay different.

    Keywords get a `_` behind them. Names that begin with `__` get a `u` before them, because
    Python gives them a class's name in one place and not in another.
    """
    if name.lstrip("u").startswith("__"):
        return f"u{name}"
    bare = name.rstrip("_")
    return f"{name}_" if keyword.iskeyword(bare) or bare in _RESERVED else name


def module_name(namespace: str) -> str:
    """The module that holds a namespace; never one that hides a module of Python."""
    bare = namespace.rstrip("_")
    hidden = bare in sys.stdlib_module_names or bare in RUNTIME
    return f"{namespace}_" if hidden or keyword.iskeyword(bare) else namespace


def builtin_names() -> set[str]:
    """Names of Python's that the code which is written may rely on."""
    return {name for name in dir(builtins) if name.islower()}
