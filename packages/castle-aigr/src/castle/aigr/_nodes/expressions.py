"""Expressions, loosest binding last."""

from enum import Enum

from castle.aigr import _registry
from castle.aigr._fields import child, data, reference
from castle.aigr._node import Declaration, Expression, node
from castle.aigr._nodes.protocols import Event
from castle.aigr._nodes.types import Argument

_registry.declare_family(__name__, "expressions", version=1)


class UnaryOperator(Enum):
    """The operators before one operand."""

    NEGATE = "-"
    """Change of sign."""
    PLUS = "+"
    """The number itself."""
    NOT = "not"
    """Logical negation."""


class BinaryOperator(Enum):
    """The operators between two operands, comparisons left out."""

    POWER = "**"
    """To the power of, for ints, right-associative."""
    MULTIPLY = "*"
    """Product."""
    DIVIDE = "/"
    """Quotient; on ints rounded down."""
    REMAINDER = "%"
    """Remainder, of the divisor's sign."""
    ADD = "+"
    """Sum, or the two texts joined."""
    SUBTRACT = "-"
    """Difference."""
    AND = "and"
    """Both; the right side is evaluated only when it matters."""
    NAND = "nand"
    """Not both; the right side is evaluated only when it matters."""
    XOR = "xor"
    """One of them alone."""
    XNOR = "xnor"
    """Both or none."""
    OR = "or"
    """At least one; the right side is evaluated only when it matters."""
    NOR = "nor"
    """None; the right side is evaluated only when it matters."""


class ComparisonOperator(Enum):
    """The operators of comparisons, which chain."""

    LESS = "<"
    """Smaller."""
    LESS_OR_EQUAL = "<="
    """Smaller or equal."""
    EQUAL = "=="
    """Equal."""
    NOT_EQUAL = "!="
    """Different."""
    GREATER_OR_EQUAL = ">="
    """Larger or equal."""
    GREATER = ">"
    """Larger."""


@node
class Constant(Expression):
    """A literal value: `42`, `3.14`, `"text"`, `true`."""

    value: bool | int | float | str = data()
    """The value; the Python type tells the Castle type."""


@node
class ListLiteral(Expression):
    """A list of values: `[2, 3, 5]`."""

    items: list[Expression] = child(factory=list)
    """The values, in order."""


@node
class Ground(Expression):
    """`Ground`: no element."""


@node
class Self(Expression):
    """The element itself: `self`, or what stands before a leading dot."""


@node
class Identifier(Expression):
    """The use of a name: of a parameter, local, constant, method, component or built-in."""

    name: str = data()
    """The name as written."""
    target: Declaration | None = reference(default=None)
    """What it names, or None when it names nothing known."""


@node
class Part(Expression):
    """Something of something: `.coprime`, `.finder.found`, `Color.red`."""

    base: Expression = child()
    """Whose part it is."""
    name: str = data()
    """The part's name."""
    target: Declaration | None = reference(default=None)
    """The member, sub-element, port or declaration it names, or None when there is no such."""


@node
class Index(Expression):
    """An item of a list: `xs[i]`."""

    base: Expression = child()
    """The list."""
    index: Expression = child()
    """The item's place, from 0."""


@node
class Call(Expression):
    """A call of a method or built-in; or of a component, which makes an element: `Sieve(7)`."""

    callee: Identifier | Part = child()
    """What is called."""
    arguments: list[Argument] = child(factory=list)
    """What is given to it, in order."""


@node
class SendEvent(Expression):
    """An event sent over a port: `.coprime.input(try)`; how it travels is the machinery's."""

    port: Expression = child()
    """An own out-port, or an in-port of a sub-element."""
    event: str = data()
    """The event's name."""
    target: Event | None = reference(default=None)
    """The event, or None when the port's protocol has none of this name."""
    arguments: list[Argument] = child(factory=list)
    """What it carries, in order."""


@node
class UnaryOperation(Expression):
    """An operator before one operand: `-x`."""

    operator: UnaryOperator = data()
    """The operator."""
    operand: Expression = child()
    """What it works on."""


@node
class BinaryOperation(Expression):
    """An operator between two operands: `a + b`."""

    operator: BinaryOperator = data()
    """The operator."""
    left: Expression = child()
    """The operand that is evaluated first."""
    right: Expression = child()
    """The other operand."""


@node
class Compare(Expression):
    """A chain of comparisons: `1 < x <= 9`; each operand is evaluated at most once."""

    operators: tuple[ComparisonOperator, ...] = data()
    """One between each two operands."""
    operands: list[Expression] = child(factory=list)
    """One more than there are operators."""
