"""What a new plugin is called: in configurations, in Python and on an index."""

import keyword
import re
from typing import Final, NamedTuple

from packaging.utils import InvalidName, canonicalize_name

from castle.aigr import Diagnostic, DiagnosticError, Severity

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
_RESERVED: Final = {"plugins", "TESTDOUBLES", "abcs"}
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
        if not _WORD.fullmatch(word) or keyword.iskeyword(word) or word in _RESERVED:
            what = f"`{name}` cannot be the name of a {kind}: `{word}` is no free name"
            advice = "join words of small letters, digits and `_` with dots, such as fsm.nice_fsm"
            raise refused("CAS1320", what, advice)
    if distribution is None:
        distribution = "-".join(["castle", *words, kind]).replace("_", "-")
    try:
        canonicalize_name(distribution, validate=True)
    except InvalidName as error:
        what = f"`{distribution}` cannot be the name of a distribution"
        raise refused("CAS1320", what, "use letters, digits, `-`, `_` and `.`") from error
    return Plugin(kind, name, distribution)


def refused(code: str, message: str, advice: str) -> DiagnosticError:
    """Why nothing is made."""
    return DiagnosticError([Diagnostic(code, Severity.ERROR, message, help=advice)])
