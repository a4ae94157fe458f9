"""What those who write parts of expressions ask of each other."""

from typing import Protocol

from castle.aigr import Expression, StaticType
from castle.writers.python._naming import Naming
from castle.writers.python._operators import Level


class Writing(Protocol):
    """Writes expressions."""

    naming: Naming
    fallible: bool

    def text(self, expression: Expression, level: Level = Level.OR) -> str:
        """An expression, in parentheses when it binds less tightly than its place asks for."""

    def kind(self, expression: Expression) -> StaticType:
        """The type of an expression's value."""

    def converted(self, expression: Expression, wanted: StaticType) -> str:
        """An expression as a value of a type that is the taker's own."""

    def checked(self, written: str) -> str:
        """An int, checked to fit in 64 bits."""

    def span(self, values: list[Expression]) -> str:
        """A range, one number after the other."""
