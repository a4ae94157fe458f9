"""Test double: generated graphs, of any shape or of sensible programs, for tests and benchmarks."""

from castle.TESTDOUBLES.aigr.programs._any import any_forest, any_node
from castle.TESTDOUBLES.aigr.programs._sensible import program

__all__ = ["any_forest", "any_node", "program"]
