"""Reads Castle source files (.Moat, .Castle) into the AIGR."""

from castle.readers.source._reader import SourceReader

__all__ = ["SourceReader"]
