"""Test double: a reader that returns the graph it was given."""

from castle.TESTDOUBLES.readers.mock._reader import MockReader

__all__ = ["MockReader"]
