from abc import ABC, abstractmethod

from castle.monorail._backend import BackendABC
from castle.monorail._contract import argument, mismatch, type_name
from castle.monorail.meta import RunMeta


class ProcessorABC(ABC):
    """Works on a run that was saved: implement `_process`."""

    def process(self, run_meta: RunMeta, backend: BackendABC) -> None:
        """Process a run that this backend keeps.

        Raises:
            DiagnosticError: it cannot be processed.
        """
        meta = argument(self, "run_meta", run_meta, RunMeta)
        if not isinstance(backend, BackendABC):
            raise mismatch(self, f"backend is {type_name(backend)}, not BackendABC")
        self._process(meta, backend)

    @abstractmethod
    def _process(self, run_meta: RunMeta, backend: BackendABC) -> None:
        """Process it; `process` has checked the arguments."""
