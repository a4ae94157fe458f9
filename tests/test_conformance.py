"""The house's own plugins keep what it asks of everybody's."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from castle.aigr import Forest
from castle.backends.npz import NpzBackend
from castle.kit.conformance import (
    EngineConformance,
    ProcessorConformance,
    ReaderConformance,
    SystemConformance,
    TransformerConformance,
    WriterConformance,
    sample_programs,
)
from castle.monorail.abcs import BackendABC, Program
from castle.monorail.loader import build
from castle.monorail.meta import RunMeta
from castle.TESTDOUBLES.aigr.sieve import sieve

if TYPE_CHECKING:
    from pathlib import Path


class TestSourceReader(ReaderConformance):
    """`source` is a reader."""

    plugin = "source"

    def configuration(self) -> dict[str, Any]:
        """It wants files, which may be none."""
        return {"files": []}

    def sources(self, folder: Path) -> list[Path]:
        """A contract and its implementation."""
        (folder / "hello.Moat").write_text("component Hello : Component {\n}\n")
        (folder / "hello.Castle").write_text('implement Hello { powerOn() { print("hello"); } }\n')
        return [folder / "hello.Castle"]

    def broken(self, folder: Path) -> list[Path]:
        """A name that nobody knows."""
        (folder / "broken.Castle").write_text("implement Unknown {\n}\n")
        return [folder / "broken.Castle"]


class TestDirectCall(TransformerConformance):
    """`machinery.direct_call` is a transformer."""

    plugin = "machinery.direct_call"

    def programs(self) -> list[Forest]:
        """The Sieve."""
        return [sieve()]


class TestPythonWriter(WriterConformance):
    """`python` is a writer."""

    plugin = "python"

    def programs(self) -> list[Forest]:
        """Programs whose machinery is chosen; those without are refused."""
        lowered = build("transformers", {"module": "machinery.direct_call"}).transform
        return [lowered(sieve()), lowered(sample_programs()["one event"])]


class TestSourceWriter(WriterConformance):
    """`source` is a writer."""

    plugin = "source"

    def programs(self) -> list[Forest]:
        """The Sieve."""
        return [sieve()]


class TestSimulation(EngineConformance):
    """`simulation` is an engine."""

    plugin = "simulation"


class TestProgram(SystemConformance):
    """`program` is a system."""

    plugin = "program"

    def configuration(self) -> dict[str, Any]:
        """The component that is powered on."""
        return {"main": "Main"}


def test_it_prints() -> None:
    """The sample that engines are tried on prints what its description says."""
    engine = build("engines", {"module": "simulation"})
    result = engine.run(Program(sample_programs()["one event"], "Main"), RunMeta.now("x"))
    assert result.printed == "1\n"


class TestShell(ProcessorConformance):
    """`shell` is a processor, where it is allowed."""

    plugin = "shell"

    def configuration(self) -> dict[str, Any]:
        """A command that everybody has."""
        return {"command": [sys.executable, "-c", "print('{name}')"]}

    def made(self, **more: Any) -> Any:
        """Allowed as the person who runs it would allow it."""
        keys = {"module": self.plugin, **self.configuration(), **more}
        return build(self.kind, keys, allow=["castle.processors.shell"])

    def backend(self, folder: Path) -> BackendABC:
        """Files that commands can open."""
        return NpzBackend(root=folder)
