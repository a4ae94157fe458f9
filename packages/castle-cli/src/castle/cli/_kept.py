"""The runs that a backend keeps, and how one of them is named."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from castle.aigr import Diagnostic, DiagnosticError, Severity
from castle.cli._options import Trust
from castle.monorail.abcs import BackendABC
from castle.monorail.configuration import Configuration, load_configuration, specified
from castle.monorail.errors import StageError
from castle.monorail.meta import RunMeta
from castle.monorail.pipeline import at_work, build_backends

if TYPE_CHECKING:
    _AgeType = click.ParamType["Age"]
else:
    _AgeType = click.ParamType  # it cannot be subscripted in every version of click

_DEFAULT = "castle.yaml"
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_NEAREST = 5

Age = timedelta


class Kept:
    """What a backend keeps."""

    def __init__(
        self,
        backend: BackendABC,
        module: str,
        folder: Path,
        name: str | None = None,
    ) -> None:
        self.folder = folder
        """What the paths of the backend are relative to."""
        self._backend = backend
        self._module = module
        self._name = name

    @classmethod
    def of(
        cls,
        config: Path | None,
        backend: str | None,
        name: str | None,
        trust: Trust,
    ) -> "Kept":
        """Build the backend that was asked for, or that the configuration names.

        Raises:
            DiagnosticError: it cannot be had.
        """
        configuration = _chosen(config, backend)
        built = build_backends(configuration, allow=trust.allow, writable=trust.writable)
        if not built:
            path = configuration.document.source.path
            advice = "--backend npz names one"
            raise _refused("CAS0840", f"`{path}` has no backend, which would keep runs", advice)
        module = next(iter(configuration.of("backends"))).module
        return cls(built[0], module, configuration.folder, name)

    def runs(self) -> list[RunMeta]:
        """The runs, the oldest first."""
        with self._doing("list"):
            return [run for run in self._backend.list() if self._name in (None, run.name)]

    def run(self, wanted: str) -> RunMeta:
        """The run that is meant by an id, the beginning of one, a name, or `latest`.

        Raises:
            DiagnosticError: there is none, or more than one.
        """
        runs = self.runs()
        for fitting in (
            [run for run in runs if run.run_id == wanted],
            [run for run in runs if run.name == wanted][-1:],
            runs[-1:] if wanted == "latest" else [],
            [run for run in runs if wanted and run.run_id.startswith(wanted)],
        ):
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                raise _ambiguous(wanted, fitting)
        raise _missing(wanted, runs, self._name)

    def data(self, run: RunMeta) -> dict[str, Any]:
        """The arrays of a run by name; `data` is that of a run of one array without a name."""
        with self._doing("read"):
            found = self._backend.read(run)
            arrays = dict(found.items()) if hasattr(found, "items") else {"data": found}
            for array in arrays.values():  # or it would be told later, as a mistake of this command
                _ = array.dtype, array.shape
        return arrays

    def arrays(self, run: RunMeta) -> dict[str, dict[str, Any]]:
        """The type and shape of each array of a run."""
        return {
            name: {"dtype": str(array.dtype), "shape": list(array.shape)}
            for name, array in self.data(run).items()
        }

    def place(self, run: RunMeta) -> str | None:
        """Where the run is, when the backend can tell."""
        try:
            with self._doing("locate"):
                return str(self._backend.locate(run).absolute())
        except StageError:
            raise
        except DiagnosticError:
            return None

    def prunable(self, keep: int, age: Age | None) -> list[RunMeta]:
        """The runs that are neither among the newest of their name nor young."""
        named: defaultdict[str, list[RunMeta]] = defaultdict(list)
        for run in self.runs():
            named[run.name].append(run)
        followed = [run for runs in named.values() for run in runs[: max(len(runs) - keep, 0)]]
        now = datetime.now(UTC)  # ages are compared: far back there are no more dates
        doomed = [run for run in followed if age is None or now - run.timestamp > age]
        return sorted(doomed, key=lambda run: run.timestamp)

    def delete(self, run: RunMeta) -> None:
        """Delete a run, unless somebody else has."""
        with self._doing("delete"):
            if self._backend.exists(run):
                self._backend.delete(run)

    def _doing(self, what: str) -> AbstractContextManager[None]:
        return at_work("backends", self._module, what)


def record(run: RunMeta) -> dict[str, Any]:
    """What identifies a run, and what it was made from, as JSON has it."""
    made = run.provenance
    return {
        "run_id": run.run_id,
        "name": run.name,
        "action": run.action,
        "timestamp": run.timestamp.isoformat(timespec="microseconds"),
        "configuration": made.configuration if made else None,
        "graph": made.graph if made else None,
        "distributions": dict(made.distributions) if made else None,
    }


def records(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The values of a record, one a line: what is nested comes behind its key."""
    for key, value in values.items():
        if isinstance(value, dict):
            yield from ((f"{key} {inner}", text) for inner, text in value.items())
        else:
            yield key, value


class _AgeParameter(_AgeType):
    """A length of time, such as `90m` or `30d`."""

    name = "age"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Take a number and the unit behind it."""
        match = re.fullmatch(r"(\d{1,6})([smhdw])", value)
        if not match:
            self.fail(f"expected a number and s, m, h, d or w, such as 30d, not {value!r}")
        return timedelta(**{_UNITS[match[2]]: int(match[1])})


AGE = _AgeParameter()
"""A length of time on the command line."""


def _chosen(config: Path | None, backend: str | None) -> Configuration:
    if backend is None and config is None and Path(_DEFAULT).exists():
        config = Path(_DEFAULT)
    if config is not None:
        return load_configuration(config)
    return specified("backends", backend or "npz", name="runs", folder=Path.cwd())


def _refused(code: str, message: str, advice: str) -> DiagnosticError:
    return DiagnosticError([Diagnostic(code, Severity.ERROR, message, help=advice)])


def none_kept(name: str | None) -> str:
    """What is told where there are no runs, or none of the name."""
    return f"no runs {f'of `{name}` ' if name else ''}are kept here"


def _missing(wanted: str, runs: list[RunMeta], name: str | None) -> DiagnosticError:
    known = ", ".join(f"{run.run_id} ({run.name})" for run in runs[-_NEAREST:])
    advice = f"the newest that are kept: {known}" if runs else none_kept(name)
    return _refused("CAS0841", f"no run is called `{wanted}`", advice)


def _ambiguous(wanted: str, fitting: list[RunMeta]) -> DiagnosticError:
    known = ", ".join(run.run_id for run in fitting[:_NEAREST])
    more = "" if len(fitting) <= _NEAREST else f" and {len(fitting) - _NEAREST} more"
    message = f"`{wanted}` begins the id of {len(fitting)} runs"
    return _refused("CAS0842", message, f"write more of it: {known}{more}")
