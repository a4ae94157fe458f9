"""Statements."""

from castle.aigr import _registry
from castle.aigr._fields import child, data, reference
from castle.aigr._node import Declaration, Expression, Statement, Type, node
from castle.aigr._nodes.expressions import (
    BinaryOperator,
    Call,
    Identifier,
    Index,
    Part,
    SendEvent,
)
from castle.aigr._nodes.types import Argument

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
    retained: bool = data(default=False)
    """Whether it keeps its value between calls, for each element: `local int n := 0;`."""


@node
class Become(Statement):
    """An assignment: `i := 1;`, `a, b := b, a;`, `i += 1;`."""

    targets: list[Identifier | Part | Index] = child(factory=list)
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


@node
class LoopVariable(Declaration):
    """The name that a `for` gives to the items, one after the other."""

    name: str = data()
    """Its name."""
    loop: "For | None" = reference(default=None)
    """The loop that it belongs to, which says so itself when it is made."""


@node
class For(Statement):
    """`for (x in list) { }`."""

    variable: LoopVariable = child()
    """The current item."""
    iterable: Expression = child()
    """A list, evaluated once."""
    body: Body = child()
    """One round."""

    def __post_init__(self) -> None:
        """Let the variable know its loop, and so what it runs over."""
        if isinstance(self.variable, LoopVariable):
            self.variable.loop = self


@node
class Break(Statement):
    """`break;`: ends the innermost loop."""


@node
class Continue(Statement):
    """`continue;`: goes on with the next round of the innermost loop."""


@node
class Case(Statement):
    """`case 1, 2: { }`."""

    body: Body = child()
    """Done when it is selected."""
    values: list[Expression] = child(factory=list)
    """Constants, any of which selects this case."""


@node
class Match(Statement):
    """`match x { case 1, 2: { } else: { } }`; one case is done at most."""

    subject: Expression = child()
    """What is compared, evaluated once."""
    cases: list[Case] = child(factory=list)
    """Tried in order."""
    orelse: Body | None = child(default=None)
    """Done when no case is, or None."""


@node
class Forward(Statement):
    """`.other = e;` in a default handler: passes on the event, whatever it is."""

    port: Expression = child()
    """The port that it goes to."""
    event: Identifier = child()
    """The name that the default handler gives to the event."""


@node
class QueueLimit(Statement):
    """`.port.queue.setMax(k);` or `.port.queue.removeLimit();`: changes a SlowStart bound."""

    port: Expression = child()
    """A port that one may connect."""
    limit: Expression | None = child(default=None)
    """The new bound, at least 1; or None to lift it."""


@node
class SuperInit(Statement):
    """`super.init(...);`: runs the `init` of the base."""

    arguments: list[Argument] = child(factory=list)
    """What it is given, in order."""
