"""The engine as a plugin."""

from collections.abc import Callable
from inspect import signature
from typing import Literal

import numpy as np
from pydantic import Field

from castle.aigr import Diagnostic, DiagnosticError, Forest, Severity
from castle.engines.simulation._beginning import choose_arguments, choose_main
from castle.engines.simulation._delivery import ORDERS, refuse_what_cannot_travel
from castle.engines.simulation._modules import Modules
from castle.engines.simulation._recording import COLUMNS, Recording
from castle.engines.simulation._stepping import run_steps
from castle.engines.simulation._world import World
from castle.monorail.abcs import EngineABC, Program, RunResult, SteppedFunction, System, Verdict
from castle.monorail.configuration import ModuleModel
from castle.monorail.meta import RunMeta
from castle.writers.python import PythonClass, python_modules, runtime_modules


class SimulationEngine(ModuleModel, EngineABC):
    """Runs a program in this process, and records every event; or steps a function over time."""

    main: str | None = None
    """The component that is powered on; may be left out when only one can be."""
    arguments: dict[str, bool | int | float | str] = Field(default_factory=dict)
    """The arguments of its `powerOn`, by name."""
    order: Literal["direct", "mailbox"] = "direct"
    """The delivery order: how an event reaches its receiver."""

    def _check(self, system: System) -> None:
        if isinstance(system, Program):
            component = choose_main(system.forest, system.main or self.main)
            choose_arguments(component, {**self.arguments, **system.arguments})
            refuse_what_cannot_travel(system.forest, self.order)

    def _run(self, system: System, run_meta: RunMeta) -> RunResult:
        if isinstance(system, SteppedFunction):
            return run_steps(system)
        if not isinstance(system, Program):
            raise _unknown(system)
        refuse_what_cannot_travel(system.forest, self.order)
        arguments = {**self.arguments, **system.arguments}
        return _Run(system.forest, self.order).result(system.main or self.main, arguments)


def _unknown(system: System) -> DiagnosticError:
    name = f"{type(system).__module__}.{type(system).__qualname__}"
    message = f"this engine runs programs and stepped functions, and no {name}"
    return DiagnosticError([Diagnostic("CAS0905", Severity.ERROR, message)])


class _Run:
    """One run of one program."""

    def __init__(self, forest: Forest, order: str) -> None:
        self._forest = forest
        self._written = python_modules(forest, open=True)
        self._homes = {c.name: module.name for module in self._written for c in module.classes}
        self._classes = {c.name: c for module in self._written for c in module.classes}
        self._recording = Recording()
        self._delivery = ORDERS[order](self._recording)
        self._modules = Modules([*self._written, *runtime_modules()])
        self._world = World(self._modules, self._recording, self._delivery, self._classes)

    def result(self, main: str | None, arguments: dict[str, object]) -> RunResult:
        component = choose_main(self._forest, main)
        given = choose_arguments(component, arguments)
        described = next(c for c in self._classes.values() if c.declaration is component)
        verdict = self._let_run(described, given)
        names = {
            "element_names": self._world.element_names(),
            "port_names": self._recording.ports.names(),
            "event_names": self._recording.events.names(),
        }
        events = np.array(self._recording.rows, dtype=np.float64).reshape(-1, len(COLUMNS))
        return RunResult(events, COLUMNS, names, self._modules.printed.getvalue(), verdict)

    def _let_run(self, main: PythonClass, arguments: dict[int, object]) -> Verdict:
        program = self._world.program
        try:
            program.deeply(lambda: self._begin(main, arguments))
        except program.STOPPING as error:
            place = program.where(error.__traceback__, self._modules.line)
            message = f"{place}{program.explained(error)}"
            return Verdict(False, message, (Diagnostic("CAS0910", Severity.ERROR, message),))
        return Verdict(True, diagnostics=self._remarks())

    def _begin(self, main: PythonClass, arguments: dict[int, object]) -> None:
        element = getattr(self._modules.load(self._homes[main.name]), main.name)()
        element.powerOn(**_renamed(element.powerOn, arguments))
        self._delivery.finish()

    def _remarks(self) -> tuple[Diagnostic, ...]:
        dropped = self._world.dropped
        if not dropped:
            return ()
        message = f"{dropped} events were sent over unconnected ports, and dropped"
        return (Diagnostic("CAS0911", Severity.WARNING, message),)


def _renamed(power_on: Callable[..., object], arguments: dict[int, object]) -> dict[str, object]:
    """Arguments by place as arguments by the names that the parameters have in Python."""
    names = list(signature(power_on).parameters)
    return {names[place]: value for place, value in arguments.items()}
