"""The kinds of plugin as abstract classes, and the values that they hand to each other.

The public method of a kind checks its arguments and its result, and calls the underscore method
that a plugin implements. Importing this imports neither numpy nor pydantic.
"""

from castle.monorail._backend import BackendABC
from castle.monorail._engine import EngineABC, SystemABC
from castle.monorail._processor import ProcessorABC
from castle.monorail._reader import ReaderABC
from castle.monorail._results import (
    Processed,
    Program,
    RunResult,
    SteppedFunction,
    System,
    Verdict,
)
from castle.monorail._stream import StreamABC
from castle.monorail._transformer import TransformerABC
from castle.monorail._writer import WriterABC

__all__ = [
    "BackendABC",
    "EngineABC",
    "Processed",
    "ProcessorABC",
    "Program",
    "ReaderABC",
    "RunResult",
    "SteppedFunction",
    "StreamABC",
    "System",
    "SystemABC",
    "TransformerABC",
    "Verdict",
    "WriterABC",
]
