from abc import ABC, abstractmethod

from castle.aigr import Forest
from castle.monorail._contract import argument, expect, mismatch
from castle.monorail._results import RunResult, System
from castle.monorail.meta import RunMeta


class SystemABC(ABC):
    """Prepares something that an engine can run: implement `_prepare`."""

    def prepare(self, forest: Forest | None = None) -> System:
        """Give what an engine can run: of the program that was read, if there is one, or without.

        Raises:
            DiagnosticError: it cannot be prepared.
            ContractError: the plugin returned something else.
        """
        given = None if forest is None else argument(self, "forest", forest, Forest)
        return expect(self, "_prepare", self._prepare(given), System)

    @abstractmethod
    def _prepare(self, forest: Forest | None) -> System:
        """Prepare it; `prepare` has checked the argument and checks the result."""


class EngineABC(ABC):
    """Runs a system: implement `_run`, and `_check` where a mistake shows before anything runs."""

    def check(self, system: System) -> None:
        """See whether the system can be run, as soon as it is there and before files are written.

        Raises:
            DiagnosticError: it cannot be run.
        """
        self._check(argument(self, "system", system, System))

    def run(self, system: System, run_meta: RunMeta) -> RunResult:
        """Run the system to its end, or until it fails: the verdict says which.

        Raises:
            DiagnosticError: the system cannot be run at all, or not by this engine.
            ContractError: the plugin returned something other than a result that fits together.
        """
        meta = argument(self, "run_meta", run_meta, RunMeta)
        result = self._run(argument(self, "system", system, System), meta)
        expect(self, "_run", result, RunResult)
        if result.events.shape[1:] != (len(result.columns),):
            shape, columns = result.events.shape, len(result.columns)
            raise mismatch(self, f"events have the shape {shape}, and {columns} columns are named")
        return result

    def _check(self, system: System) -> None:  # noqa: B027  # most engines need not look before
        """Check it; `check` has checked the argument."""

    @abstractmethod
    def _run(self, system: System, run_meta: RunMeta) -> RunResult:
        """Run it; `run` has checked the arguments and checks the result."""
