"""A Python function stepped over time, as an engine runs it."""

from castle.systems.wrapper._system import WrapperSystem

__all__ = ["WrapperSystem"]
