from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from castle.monorail._contract import argument, expect, mismatch, type_name, unsupported
from castle.monorail._stream import StreamABC
from castle.monorail.meta import RunMeta

if TYPE_CHECKING:
    from castle.monorail.typing import AnyNDArray, Float64NDArray

_WIDEST: Final = 1 << 16


class BackendABC(ABC):
    """Keeps the data of runs: implement `_save` and `_read`.

    What else it supports it implements too (`_list`, `_latest`, `_exists`, `_locate`, `_delete`,
    `_stream`); the rest says, when it is asked, that this backend does not support it.
    """

    def save(self, data: "Mapping[str, AnyNDArray] | Float64NDArray", run_meta: RunMeta) -> Path:
        """Keep the arrays of a run, or its one array; give the place where they are.

        Raises:
            DiagnosticError: they cannot be kept; then nothing is left behind.
            ContractError: the plugin returned something other than a path.
        """
        if type(run_meta) is not RunMeta:  # each call takes its time beside a run of a kilobyte
            argument(self, "run_meta", run_meta, RunMeta)
        return expect(self, "_save", self._save(data, run_meta), Path)

    def read(self, run_meta: RunMeta) -> "Mapping[str, AnyNDArray] | Float64NDArray":
        """Give back what was saved: the arrays of a run by name, or its one array.

        Raises:
            DiagnosticError: there is no such run, or it cannot be read.
        """
        meta = argument(self, "run_meta", run_meta, RunMeta)
        data = self._read(meta)
        # An array, told without importing numpy for it.
        if isinstance(data, Mapping) or hasattr(data, "__array_interface__"):
            return data
        return expect(self, "_read", data, dict)

    def list(self) -> Sequence[RunMeta]:
        """List the runs that are kept, the oldest first."""
        return self._list()

    def latest(self, name: str) -> RunMeta | None:
        """The newest run of a program, or None when there is none."""
        return self._latest(argument(self, "name", name, str))

    def exists(self, run_meta: RunMeta) -> bool:
        """Whether a run is kept."""
        return self._exists(argument(self, "run_meta", run_meta, RunMeta))

    def locate(self, run_meta: RunMeta) -> Path:
        """The file or folder where a run is kept, for programs that open it by themselves.

        Raises:
            DiagnosticError: there is no such run.
            ContractError: the plugin returned something other than a path.
        """
        meta = argument(self, "run_meta", run_meta, RunMeta)
        return expect(self, "_locate", self._locate(meta), Path)

    def delete(self, run_meta: RunMeta) -> None:
        """Forget a run."""
        self._delete(argument(self, "run_meta", run_meta, RunMeta))

    def stream(self, run_meta: RunMeta, columns: int, name: str = "events") -> StreamABC:
        """Begin to keep a run whose events come one chunk after the other, as the array `name`.

        An event has 1 to 65,536 columns.

        Raises:
            DiagnosticError: nothing can be kept here.
            ContractError: the plugin returned something other than a stream.
        """
        meta = argument(self, "run_meta", run_meta, RunMeta)
        if isinstance(columns, bool) or not 0 < argument(self, "columns", columns, int) <= _WIDEST:
            raise mismatch(self, f"columns is {columns}, and not from 1 to {_WIDEST}")
        made = self._stream(meta, columns, argument(self, "name", name, str))
        if not isinstance(made, StreamABC):
            raise mismatch(self, f"_stream returned {type_name(made)}, not a stream")
        return made

    @abstractmethod
    def _save(self, data: "Mapping[str, AnyNDArray] | Float64NDArray", run_meta: RunMeta) -> Path:
        """Keep the arrays, whole or not at all."""

    @abstractmethod
    def _read(self, run_meta: RunMeta) -> "Mapping[str, AnyNDArray] | Float64NDArray":
        """Give back what was saved."""

    def _list(self) -> Sequence[RunMeta]:
        raise unsupported(self, "list")

    def _latest(self, name: str) -> RunMeta | None:
        raise unsupported(self, "latest")

    def _exists(self, run_meta: RunMeta) -> bool:
        raise unsupported(self, "exists")

    def _locate(self, run_meta: RunMeta) -> Path:
        raise unsupported(self, "locate")

    def _delete(self, run_meta: RunMeta) -> None:
        raise unsupported(self, "delete")

    def _stream(self, run_meta: RunMeta, columns: int, name: str) -> StreamABC:
        raise unsupported(self, "stream")
