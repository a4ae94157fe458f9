"""Between which numbers the value of an expression lies, so that no check is written in vain."""

from castle.aigr import (
    BinaryOperation,
    BinaryOperator,
    BuiltinFunction,
    Call,
    Constant,
    ConstantDefinition,
    Expression,
    For,
    Identifier,
    LoopVariable,
    Part,
    UnaryOperation,
    UnaryOperator,
)

Range = tuple[int, int]
"""The smallest value and the largest."""

ALL: Range = (-(2**63), 2**63 - 1)
_LENGTH: Range = (0, 2**48)  # no memory holds more


def fits(values: Range) -> bool:
    """Whether all of some values are ints of 64 bits."""
    return ALL[0] <= values[0] and values[1] <= ALL[1]


class Ranges:
    """The ranges of expressions of ints in one function; what is not seen to be less is `ALL`."""

    def __init__(self) -> None:
        self._loops: dict[int, Range] = {}

    def enter(self, loop: For) -> None:
        """Go into a loop; its variable stays between the ends of a `range`."""
        match loop.iterable:
            case Call(callee=Identifier(target=BuiltinFunction(name="range")), arguments=[a, b]):
                low, high = self.of(a.value)[0], self.of(b.value)[1]
                if low < high:
                    self._loops[id(loop.variable)] = low, high - 1

    def of(self, expression: Expression) -> Range:
        """The range of a value that has been computed."""
        values = self.raw(expression)
        return values if fits(values) else (max(values[0], ALL[0]), min(values[1], ALL[1]))

    def raw(self, expression: Expression) -> Range:
        """The range of a value before it is checked to be an int of 64 bits."""
        match expression:
            case Constant(value=int() as value):
                return value, value
            case UnaryOperation(operator=UnaryOperator.NEGATE):
                low, high = self.of(expression.operand)
                return -high, -low
            case UnaryOperation(operator=UnaryOperator.PLUS):
                return self.of(expression.operand)
            case BinaryOperation(operator=operator, left=left, right=right):
                return _combined(operator, self.of(left), self.of(right))
            case Identifier(target=LoopVariable() as variable):
                return self._loops.get(id(variable), ALL)
            case Identifier(target=ConstantDefinition(value=value)):
                return self.of(value)
            case Part(target=ConstantDefinition(value=value)):
                return self.of(value)
            case Call(callee=Identifier(target=BuiltinFunction(name=name))):
                return self._built_in(name, [argument.value for argument in expression.arguments])
        return ALL

    def _built_in(self, name: str, values: list[Expression]) -> Range:
        if name == "len":
            return _LENGTH
        if name not in ("abs", "max", "min"):
            return ALL
        lows, highs = zip(*(self.of(value) for value in values), strict=True)
        if name != "abs":
            choose = max if name == "max" else min
            return choose(lows), choose(highs)
        (low,), (high,) = lows, highs
        return (low if low > 0 else -high if high < 0 else 0), max(-low, high)


def _combined(operator: BinaryOperator, left: Range, right: Range) -> Range:
    match operator:
        case BinaryOperator.ADD:
            return left[0] + right[0], left[1] + right[1]
        case BinaryOperator.SUBTRACT:
            return left[0] - right[1], left[1] - right[0]
        case BinaryOperator.MULTIPLY:
            products = [a * b for a in left for b in right]
            return min(products), max(products)
        case BinaryOperator.DIVIDE:
            return _quotient(left, right)
        case BinaryOperator.REMAINDER:
            return _remainder(left, right)
    return ALL


def _quotient(left: Range, right: Range) -> Range:
    """Rounded down; the divisors next to zero give the largest."""
    divisors = [d for d in (*right, -1, 1) if d and right[0] <= d <= right[1]]
    quotients = [a // d for a in left for d in divisors] or [0]
    return min(quotients), max(quotients)


def _remainder(left: Range, right: Range) -> Range:
    """Of the divisor's sign, and nearer to zero."""
    if left[0] >= 0 and left[1] < right[0]:
        return left
    return min(right[0] + 1, 0), max(right[1] - 1, 0)
