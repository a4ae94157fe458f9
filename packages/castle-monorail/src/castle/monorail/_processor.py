from abc import ABC, abstractmethod

from castle.monorail._backend import BackendABC
from castle.monorail._contract import argument, expect, mismatch, type_name
from castle.monorail._results import Processed
from castle.monorail.meta import RunMeta


class ProcessorABC(ABC):
    """Works on a run that was saved: implement `_process`."""

    def process(self, run_meta: RunMeta, backend: BackendABC) -> Processed:
        """Process a run that this backend keeps; say what came of it.

        Raises:
            DiagnosticError: it cannot be processed.
            ContractError: the plugin returned something else.
        """
        meta = argument(self, "run_meta", run_meta, RunMeta)
        if not isinstance(backend, BackendABC):
            raise mismatch(self, f"backend is {type_name(backend)}, not BackendABC")
        result = self._process(meta, backend)
        return Processed() if result is None else expect(self, "_process", result, Processed)

    @abstractmethod
    def _process(self, run_meta: RunMeta, backend: BackendABC) -> Processed | None:
        """Process it; `process` has checked the arguments. None: there is nothing to say."""
