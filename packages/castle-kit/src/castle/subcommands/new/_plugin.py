"""What a new plugin is called: in configurations, in Python and on an index."""

import keyword
import re
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from typing import Final, NamedTuple

from packaging.utils import InvalidName, canonicalize_name

from castle.aigr import Diagnostic, DiagnosticError, Severity
from castle.kit.audit import called_like, shared_names
from castle.monorail.loader import discover

KINDS: Final = {
    "reader": "readers",
    "transformer": "transformers",
    "writer": "writers",
    "engine": "engines",
    "system": "systems",
    "backend": "backends",
    "processor": "processors",
}
"""The kinds that can be started, with their namespaces."""
_RESERVED: Final = {"abcs", "conftest"}
"""What the class of a kind, and what pytest loads by itself, are called."""
_ANOTHER: Final = "give it another name; or change what is there, when it is yours"
_WORD: Final = re.compile(r"[a-z][a-z0-9_]*")


class Plugin(NamedTuple):
    """The names of a new plugin."""

    kind: str
    """The kind in the singular."""
    name: str
    """What configurations call it."""
    distribution: str
    """What is installed."""

    @property
    def module(self) -> str:
        """The leaf's full dotted name."""
        return f"castle.{KINDS[self.kind]}.{self.name}"

    @property
    def leaf(self) -> str:
        """The leaf's folder below src/."""
        return self.module.replace(".", "/")

    @property
    def class_name(self) -> str:
        """The name of the class, such as `NiceFsmTransformer`."""
        words = self.name.rpartition(".")[2].split("_")
        return "".join(word.capitalize() for word in [*words, self.kind])


def described(kind: str, name: str, distribution: str | None) -> Plugin:
    """The names of a plugin.

    Raises:
        DiagnosticError: a name cannot be used.
    """
    words = name.split(".")
    for word in words:
        if reason := _unfree(word):
            what = f"`{name}` cannot be the name of a {kind}: `{word}` {reason}"
            advice = "join words of small letters, digits and `_` with dots, such as fsm.nice_fsm"
            raise refused("CAS1320", what, advice)
    if distribution is None:
        distribution = "-".join(["castle", *words, kind]).replace("_", "-")
    try:
        canonical = canonicalize_name(distribution, validate=True)
    except InvalidName as error:
        what = f"`{distribution}` cannot be the name of a distribution"
        raise refused("CAS1320", what, "use letters, digits, `-`, `_` and `.`") from error
    _check_place(kind, name)
    _check_distribution(canonical)
    return Plugin(kind, name, distribution)


def _unfree(word: str) -> str | None:
    """Why a word cannot stand in a plugin's name, or None."""
    if word in _RESERVED or word in shared_names():
        return "has a meaning already"
    if not _WORD.fullmatch(word) or keyword.iskeyword(word):
        return "is no name that Python and the namespace take"
    taken = called_like(word)
    return f"would be taken for {taken} file" if taken else None


def _check_place(kind: str, name: str) -> None:
    """Refuse the place of a leaf that is installed, and what lies in one or above one."""
    for one in discover(KINDS[kind]):
        if not f"{one.name}.".startswith(f"{name}.") and not f"{name}.".startswith(f"{one.name}."):
            continue
        what = f"`{name}` cannot be the name of a {kind}: {one.module} is there already"
        if one.name != name:
            what += ", and of two leaves one above the other hides the other"
            raise refused("CAS1320", what, "give it a place that no leaf is above, and none below")
        if one.distribution:
            what += f", from {one.distribution}"
        raise refused("CAS1320", what, _ANOTHER)


def _check_distribution(distribution: str) -> None:
    """Refuse the name of a distribution that is installed."""
    with suppress(PackageNotFoundError):
        what = f"{distribution} {version(distribution)} is installed, which this one would replace"
        raise refused("CAS1320", what, _ANOTHER)


def refused(code: str, message: str, advice: str) -> DiagnosticError:
    """Why nothing is made."""
    return DiagnosticError([Diagnostic(code, Severity.ERROR, message, help=advice)])
