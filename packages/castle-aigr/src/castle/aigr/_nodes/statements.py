"""Statements."""

from castle.aigr import _registry
from castle.aigr._fields import child, data
from castle.aigr._node import Declaration, Expression, Statement, Type, node
from castle.aigr._nodes.expressions import BinaryOperator, Call, Identifier, Part, SendEvent

_registry.declare_family(__name__, "statements", version=1)


@node
class Body(Statement):
    """The statements between two braces."""

    statements: list[Statement] = child(factory=list)
    """In order."""


@node
class LocalVariable(Statement, Declaration):
    """The declaration of a local: `int i := 0;`."""

    name: str = data()
    """Its name."""
    type: Type = child()
    """The type of its values."""
    initial: Expression | None = child(default=None)
    """Its first value, or None for the default of its type."""


@node
class Assign(Statement):
    """An assignment: `i := 1;`, `a, b := b, a;`, `i += 1;`."""

    targets: list[Identifier | Part] = child(factory=list)
    """What changes, in order."""
    values: list[Expression] = child(factory=list)
    """As many as there are targets."""
    operator: BinaryOperator | None = data(default=None)
    """For `+=` and its kin the operator; else None."""


@node
class Connection(Statement):
    """Two ports joined: `.a.out = .b.in;`, written either way round."""

    left: Expression = child()
    """A port."""
    right: Expression = child()
    """The other port."""


@node
class VoidCall(Statement):
    """A call or a send whose value, if any, is dropped."""

    call: Call | SendEvent = child()
    """The call."""


@node
class If(Statement):
    """`if (test) { } else { }`."""

    test: Expression = child()
    """A bool."""
    body: Body = child()
    """Done when the test holds."""
    orelse: "Body | If | None" = child(default=None)
    """Done when it does not: a body, the next `else if`, or None."""


@node
class While(Statement):
    """`while (test) { }`."""

    test: Expression = child()
    """A bool, evaluated before each round."""
    body: Body = child()
    """One round."""


@node
class Return(Statement):
    """`return value;`: ends a method, a handler, `init` or `powerOn`."""

    value: Expression | None = child(default=None)
    """What the caller gets, or None."""
