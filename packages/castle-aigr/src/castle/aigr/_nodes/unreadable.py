"""What stands for source that could not be read."""

from castle.aigr import _registry
from castle.aigr._fields import data
from castle.aigr._node import Declaration, Expression, Statement, node

_registry.declare_family(__name__, "unreadable", version=1)


@node
class BadDeclaration(Declaration):
    """A declaration that could not be read; a diagnostic says why."""

    name: str = data(default="")
    """Its name as far as it could be read, else empty."""
    text: str = data(default="")
    """The source that was passed over."""


@node
class BadStatement(Statement):
    """A statement that could not be read; a diagnostic says why."""

    text: str = data(default="")
    """The source that was passed over."""


@node
class BadExpression(Expression):
    """An expression that could not be read; a diagnostic says why."""

    text: str = data(default="")
    """The source that was passed over."""
