"""What those who write parts of expressions ask of each other."""

from typing import Protocol

from castle.aigr import Expression, StaticType
from castle.writers.python._naming import Naming
from castle.writers.python._operators import Level
from castle.writers.python._ranges import Ranges


class Writing(Protocol):
    """Writes expressions."""

    naming: Naming
    ranges: Ranges
    fallible: bool

    def text(self, expression: Expression, level: Level = Level.OR) -> str:
        """An expression, in parentheses when it binds less tightly than its place asks for."""

    def kind(self, expression: Expression) -> StaticType:
        """The type of an expression's value."""

    def converted(self, expression: Expression, wanted: StaticType) -> str:
        """An expression as a value of a type that is the taker's own."""

    def kept(self, expression: Expression, wanted: str) -> str:
        """The name of a variable that holds the value of an expression from now on."""

    def bounded(self, value: Expression, written: str) -> str:
        """A value that is checked to be an int of 64 bits, unless it always is."""

    def span(self, values: list[Expression]) -> str:
        """A range, one number after the other."""
