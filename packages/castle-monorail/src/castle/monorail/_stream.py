import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Self

from castle.monorail._contract import expect, mismatch, type_name

if TYPE_CHECKING:
    from castle.monorail.typing import AnyNDArray, Float64NDArray


class StreamABC(ABC):
    """A run that a backend keeps while it goes on: implement `_append`, `_commit`, `_discard`.

    Nothing is kept before `commit`. A `with` statement discards what was not committed. After a
    commit, and when adding or keeping has failed, it is over.
    """

    __is_over = False

    def __init__(self, columns: int) -> None:
        self.columns = columns
        """How many numbers an event has."""

    def append(self, events: "Float64NDArray") -> None:
        """Add events, a row each; shape (events, columns), of any number of rows.

        Raises:
            DiagnosticError: they cannot be kept.
            ContractError: they are no float64 array of that shape, have a mask, or it is over.
        """
        self.__check("append")
        masked = sys.modules.get("numpy.ma")  # where there is a mask, and slow to import
        if masked and isinstance(events, masked.MaskedArray):
            raise mismatch(self, "append() got a masked array, whose mask would be lost")
        kind, shape = getattr(events, "dtype", None), tuple(getattr(events, "shape", ()))
        if kind != "float64" or len(shape) != 2 or shape[1:] != (self.columns,):
            wanted = f"a float64 array of shape (events, {self.columns})"
            raise mismatch(self, f"append() needs {wanted}, and got {kind} of shape {shape}")
        try:
            self._append(events)
        except BaseException:  # nobody knows what was added
            self.__end()
            raise

    def commit(self, arrays: "Mapping[str, AnyNDArray] | None" = None) -> Path:
        """Keep the run, with more arrays by name beside its events; give the place where it is.

        Raises:
            DiagnosticError: it cannot be kept; then nothing is left behind.
            ContractError: they are no mapping, it is over, or the plugin returned something other
                than a path.
        """
        self.__check("commit")
        if arrays is not None and not isinstance(arrays, Mapping):
            raise mismatch(self, f"commit() needs a mapping of arrays, and got {type_name(arrays)}")
        self.__end()
        return expect(self, "_commit", self._commit(arrays or {}), Path)

    def discard(self) -> None:
        """Forget what was not committed; does nothing after a commit."""
        self.__end()
        self._discard()

    # By names that no subclass has by chance, and also where that lets nothing be changed.
    def __end(self) -> None:
        object.__setattr__(self, "_StreamABC__is_over", True)

    def __check(self, method: str) -> None:
        if self.__is_over:
            raise mismatch(self, f"{method}() of a stream that is over")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    @abstractmethod
    def _append(self, events: "Float64NDArray") -> None:
        """Add events; `append` has checked them."""

    @abstractmethod
    def _commit(self, arrays: "Mapping[str, AnyNDArray]") -> Path:
        """Keep the run, whole or not at all."""

    @abstractmethod
    def _discard(self) -> None:
        """Forget what was not committed."""
