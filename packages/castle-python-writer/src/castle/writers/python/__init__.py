"""Writes a Castle program as readable Python modules that run by themselves."""

from castle.writers.python._problems import require_routines
from castle.writers.python._program import (
    PythonClass,
    PythonModule,
    python_modules,
    runtime_modules,
)
from castle.writers.python._writer import PythonWriter

__all__ = [
    "PythonClass",
    "PythonModule",
    "PythonWriter",
    "python_modules",
    "require_routines",
    "runtime_modules",
]
