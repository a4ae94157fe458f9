"""A Castle program with its main component and arguments, as an engine runs it."""

from castle.systems.program._system import ProgramSystem

__all__ = ["ProgramSystem"]
