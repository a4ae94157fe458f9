"""Writes a graph as canonical Castle source; with the reader `source` it is the formatter."""

from castle.writers.source._writer import SourceWriter

__all__ = ["SourceWriter"]
