"""What can go wrong between a configuration and a finished run.

Every error carries `diagnostics`, as the errors of all stages do, and the objects it is about.
The classes and the codes are API; the texts are not.
"""

import re
from collections.abc import Iterable

from castle.aigr import Diagnostic, DiagnosticError, Note, Severity
from castle.monorail._closest import closest
from castle.monorail._kinds import find_kind
from castle.monorail._names import NAMESPACE, distribution_of, is_published
from castle.monorail._raised import described, place_of

__all__ = [
    "BrokenPluginError",
    "ConfigurationError",
    "ContractError",
    "HiddenNamespaceError",
    "IncompatiblePluginError",
    "MissingPluginError",
    "MonorailError",
    "ObjectNameError",
    "PluginClassError",
    "PluginError",
    "PluginNameError",
    "StageError",
    "UnknownKindError",
    "UnsupportedError",
    "repair",
]


class MonorailError(DiagnosticError):
    """The root of all errors that castle.monorail raises."""

    @classmethod
    def saying(cls, code: str, message: str, *notes: str, help: str | None = None) -> Diagnostic:
        """One diagnostic about something that has no place in a file."""
        remarks = tuple(Note(note) for note in notes)
        return Diagnostic(code, Severity.ERROR, message, notes=remarks, help=help)


class ConfigurationError(MonorailError):
    """A configuration cannot be used; every error of the file is in `diagnostics`."""


class UnknownKindError(MonorailError):
    """There is no kind of plugin with this name."""

    def __init__(self, kind: str, kinds: Iterable[str]) -> None:
        self.kind = kind
        """The name that was given."""
        self.kinds = tuple(kinds)
        """The names that there are, in the plural."""
        known = ", ".join(self.kinds)
        message = f"there is no kind of plugin called `{kind}`; the kinds are {known}"
        super().__init__([self.saying("CAS0809", message, help=_meant(closest(kind, self.kinds)))])


class PluginError(MonorailError):
    """A plugin cannot be had; `kind` and `name` say which."""

    def __init__(self, kind: str, name: str, diagnostic: Diagnostic) -> None:
        self.kind = kind
        """The kind, in the plural."""
        self.name = name
        """The plugin's name, as it was given."""
        super().__init__([diagnostic])


class PluginNameError(PluginError):
    """A name cannot be a plugin's name, or lies outside what may be loaded."""


class MissingPluginError(PluginError):
    """No installed distribution holds the plugin."""

    def __init__(
        self,
        kind: str,
        name: str,
        *,
        installed: Iterable[str],
        known: Iterable[str] = (),
        outside: bool = False,
    ) -> None:
        self.installed = tuple(installed)
        """The names of the plugins of this kind that are installed."""
        self.closest = closest(name, {*self.installed, *known} - {name})
        """The names that look like it, the nearest first."""
        full = name if name.startswith(f"{NAMESPACE}.") else f"{NAMESPACE}.{kind}.{name}"
        self.distribution = distribution_of(full)
        """The distribution that would hold it, by the rules of the house."""
        self._outside = outside
        self._known = {one: distribution_of(f"{NAMESPACE}.{kind}.{one}") for one in known}
        super().__init__(kind, name, self._diagnostic(kind, name))

    def _diagnostic(self, kind: str, name: str) -> Diagnostic:
        what = find_kind(kind).singular
        present = f"installed {kind}: {', '.join(self.installed)}"
        return self.saying(
            "CAS0810",
            f"the {what} `{name}` is not installed",
            present if self.installed else f"no {what} is installed",
            help=self._cure(name),
        )

    def _cure(self, name: str) -> str:
        """What to do, without a command for a distribution that nobody may have published."""
        hint = _meant(self.closest)
        if self._outside:
            return f"no import finds `{name}`, which is allowed: install it, or set PYTHONPATH"
        if self.distribution in self._known.values():
            install = f"pip install {self.distribution}"
            return f"{hint} Otherwise: {install}" if hint else install
        if hint is None:
            return _installing(self.distribution)
        absent = [one for one in self.closest if one not in self.installed]
        return f"{hint} pip install {self._known[absent[0]]}" if absent else hint


class BrokenPluginError(PluginError):
    """The plugin is installed, and its own import, or its own making, fails."""

    def __init__(
        self,
        kind: str,
        name: str,
        *,
        owner: tuple[str, str] | None,
        cause: BaseException,
        failed: str = "imported",
    ) -> None:
        self.distribution = owner[0] if owner else None
        """The distribution that holds it, or None where it was not installed by one."""
        self.version = owner[1] if owner else None
        """The version of that distribution."""
        self.missing = _needed(cause) if isinstance(cause, ModuleNotFoundError) else None
        """The module that it needs and that is not installed, or None."""
        leaf = name.partition(":")[0]
        full = leaf if leaf.startswith(f"{NAMESPACE}.") else f"{NAMESPACE}.{kind}.{leaf}"
        self._help = repair(full, self.distribution, self.missing)
        super().__init__(kind, name, self._diagnostic(kind, name, cause, failed))
        self.__cause__ = cause

    def _diagnostic(self, kind: str, name: str, cause: BaseException, failed: str) -> Diagnostic:
        owner = f" (from {self.distribution} {self.version})" if self.distribution else ""
        what = f"the {find_kind(kind).singular} `{name}`{owner} is installed but cannot be {failed}"
        if self.missing is None:
            place = place_of(cause)
            notes = [f"raised at {place}"] if place else []
            message = f"{what}: {described(cause)}"
            return self.saying("CAS0811", message, *notes, help=self._help)
        message = f"{what}: the module `{self.missing}` that it needs is missing"
        return self.saying("CAS0811", message, help=self._help)


class HiddenNamespaceError(PluginError):
    """A file in a folder that belongs to nobody hides the plugins of all other distributions."""

    def __init__(self, kind: str, name: str, *, file: str, owner: tuple[str, str] | None) -> None:
        self.file = file
        """The file that hides them."""
        self.distribution = owner[0] if owner else None
        """The distribution that it belongs to, or None where it is a stray file."""
        belongs = f"which belongs to {self.distribution}" if owner else "a stray file"
        message = (
            f"the {find_kind(kind).singular} `{name}` cannot be seen: {file}, {belongs}, hides it"
        )
        cure = f"pip uninstall {self.distribution}" if owner else f"remove {file}"
        super().__init__(kind, name, self.saying("CAS0812", message, help=cure))


class IncompatiblePluginError(PluginError):
    """The plugin fails, and does not go with the versions that are installed beside it."""

    def __init__(
        self, kind: str, name: str, *, owner: tuple[str, str], needs: str, installed: str
    ) -> None:
        self.distribution, self.version = owner
        self.needs = needs
        """The distribution that it declares that it needs, with the range of its versions."""
        self.installed = installed
        """The version of that distribution that is installed."""
        what = f"the {find_kind(kind).singular} `{name}` (from {' '.join(owner)})"
        message = f"{what} needs {needs}, and {installed} is installed"
        super().__init__(kind, name, self._diagnostic(message))

    def _diagnostic(self, message: str) -> Diagnostic:
        cures = f"pip install '{self.needs}', or another version of {self.distribution}"
        return self.saying("CAS0816", message, help=cures)


class PluginClassError(PluginError):
    """A leaf does not hold exactly one class that can be used; `candidates` are those it has."""

    def __init__(self, kind: str, name: str, problem: str, candidates: Iterable[str] = ()) -> None:
        self.candidates = tuple(candidates)
        """The names of the classes of the kind that were found."""
        choices = " or ".join(f"`{name}:{candidate}`" for candidate in self.candidates)
        cure = f"choose one: module: {choices}" if len(self.candidates) > 1 else None
        super().__init__(kind, name, self.saying("CAS0813", problem, help=cure))


class ObjectNameError(MonorailError):
    """A Python object that a configuration names cannot be had, or is not allowed."""

    def __init__(self, name: str, diagnostic: Diagnostic) -> None:
        self.name = name
        """The name, as it was given."""
        super().__init__([diagnostic])


class ContractError(MonorailError):
    """A plugin was given, or gave back, something other than its kind promises."""


class UnsupportedError(MonorailError):
    """A plugin does not support what it was asked for."""


class StageError(MonorailError):
    """A stage of the pipeline failed; `__cause__` is the exception that it raised."""


def _needed(cause: ModuleNotFoundError) -> str | None:
    """The module that was to be imported.

    When no plugin of a kind is installed, the error names the kind; the failing line says more.
    """
    if cause.name is None:
        return None
    from traceback import extract_tb  # noqa: PLC0415  # only failures need it

    longer = re.compile(rf"\b{re.escape(cause.name)}(\.\w+)+")
    lines = (frame.line or "" for frame in reversed(extract_tb(cause.__traceback__)))
    found = (match[0] for line in lines if (match := longer.search(line)))
    return next(found, cause.name)


def repair(module: str, distribution: str | None, missing: str | None) -> str:
    """What to do about a module that fails, which may be for another that is missing.

    There is a command in it only for what the house has published.
    """
    if missing and f"{missing}.".startswith(f"{module}."):
        return f"install {distribution or 'it'} again, of which a file is missing"
    if missing and missing.startswith(f"{NAMESPACE}."):
        return _installing(distribution_of(missing))
    if distribution is None:
        return "this is a mistake in the plugin"
    if missing is None:
        return "this is a mistake in it: tell its authors, or take another version of it"
    # Installing it again brings what it declares, whatever its module is called.
    if is_published(distribution):
        return f"pip install {distribution}"
    return f"install {distribution} again, which brings what it declares"


def _installing(distribution: str) -> str:
    """How to get a distribution, without a command for one that nobody may have published."""
    if is_published(distribution):
        return f"pip install {distribution}"
    return f"install the distribution that holds it, by custom `{distribution}`"


def _meant(names: tuple[str, ...]) -> str | None:
    return f"did you mean {' or '.join(f'`{name}`' for name in names)}?" if names else None
