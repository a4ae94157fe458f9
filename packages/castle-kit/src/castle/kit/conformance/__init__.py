"""Suites of tests that plugins inherit, to see that they keep what their kind promises."""

from castle.kit.conformance import _explained as _explained
from castle.kit.conformance._backend import BackendConformance
from castle.kit.conformance._plugin import PluginConformance
from castle.kit.conformance._reader import ReaderConformance
from castle.kit.conformance._running import (
    EngineConformance,
    ProcessorConformance,
    SystemConformance,
)
from castle.kit.conformance._samples import sample_programs
from castle.kit.conformance._transformer import TransformerConformance
from castle.kit.conformance._writer import WriterConformance

__all__ = [
    "BackendConformance",
    "EngineConformance",
    "PluginConformance",
    "ProcessorConformance",
    "ReaderConformance",
    "SystemConformance",
    "TransformerConformance",
    "WriterConformance",
    "sample_programs",
]
