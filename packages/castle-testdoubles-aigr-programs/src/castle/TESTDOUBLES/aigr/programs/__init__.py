"""Test double: generated graphs and sources, of any shape or sensible, for tests and benchmarks."""

from castle.TESTDOUBLES.aigr.programs._any import any_forest, any_node
from castle.TESTDOUBLES.aigr.programs._machine import machine
from castle.TESTDOUBLES.aigr.programs._sensible import program
from castle.TESTDOUBLES.aigr.programs._source import source

__all__ = ["any_forest", "any_node", "machine", "program", "source"]
