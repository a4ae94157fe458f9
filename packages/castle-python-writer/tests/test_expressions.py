"""Expressions, against an evaluator that follows the language's rules one by one."""

import functools
import io
import math
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from castle.aigr import (
    Argument,
    BinaryOperation,
    BinaryOperator,
    Body,
    BuiltinFunction,
    Call,
    Compare,
    ComparisonOperator,
    ComponentImplementation,
    ComponentInterface,
    Constant,
    Expression,
    Forest,
    Identifier,
    Init,
    NamedType,
    SourceNS,
    UnaryOperation,
    UnaryOperator,
    VoidCall,
    predefined,
)
from castle.writers.python import python_modules
from castle.writers.python.castle_values import RunTimeError

SMALLEST, LARGEST = -(2**63), 2**63 - 1


class Stopped(Exception):  # noqa: N818  # it is an outcome, not a mistake
    """The program stops here."""


def checked(value: int) -> int:
    """An int of 64 bits."""
    if not SMALLEST <= value <= LARGEST:
        raise Stopped
    return value


def evaluate(node: Expression) -> int | float | bool | str:  # one a rule
    """The value of an expression by section 6 of the language."""
    match node:
        case Constant(value=value):
            return value
        case UnaryOperation(operator=UnaryOperator.NOT, operand=operand):
            return not evaluate(operand)
        case UnaryOperation(operator=operator, operand=operand):
            number = evaluate(operand)
            assert not isinstance(number, str)
            value = -number if operator is UnaryOperator.NEGATE else number
            return checked(value) if isinstance(value, int) else value
        case Compare(operators=operators, operands=operands):
            return compare(operators, operands)
        case BinaryOperation(operator=operator, left=left, right=right):
            if operator in LOGIC:
                return LOGIC[operator](left, right)
            return arithmetic(operator, evaluate(left), evaluate(right))
    raise AssertionError(node)


LOGIC = {
    BinaryOperator.AND: lambda a, b: bool(evaluate(a)) and bool(evaluate(b)),
    BinaryOperator.NAND: lambda a, b: not (evaluate(a) and evaluate(b)),
    BinaryOperator.OR: lambda a, b: bool(evaluate(a)) or bool(evaluate(b)),
    BinaryOperator.NOR: lambda a, b: not (evaluate(a) or evaluate(b)),
    BinaryOperator.XOR: lambda a, b: evaluate(a) is not evaluate(b),
    BinaryOperator.XNOR: lambda a, b: evaluate(a) is evaluate(b),
}


def compare(operators: tuple[ComparisonOperator, ...], operands: list[Expression]) -> bool:
    """A chain of comparisons, each operand at most once."""
    left = evaluate(operands[0])
    for operator, operand in zip(operators, operands[1:], strict=True):
        right = evaluate(operand)
        if float in (type(left), type(right)):
            left, right = float(left), float(right)
        assert isinstance(left, int | float)
        assert isinstance(right, int | float)
        holds = {
            "<": left < right,
            "<=": left <= right,
            "==": left == right,
            "!=": left != right,
            ">=": left >= right,
            ">": left > right,
        }[operator.value]
        if not holds:
            return False
        left = right
    return True


def arithmetic(operator: BinaryOperator, left: object, right: object) -> int | float:
    """Arithmetic on two ints, or on two floats when one of them is one."""
    if isinstance(left, int) and isinstance(right, int):
        return checked(on_ints(operator.value, left, right))
    assert isinstance(left, int | float)
    assert isinstance(right, int | float)
    return on_floats(operator.value, float(left), float(right))


def on_ints(operator: str, left: int, right: int) -> int:
    """Arithmetic without bounds; the quotient is rounded down."""
    if operator == "**":
        return to_the_power(left, right)
    if operator in "/%" and right == 0:
        raise Stopped
    quotient = math.floor(Fraction(left, right)) if right else 0
    values = {"+": left + right, "-": left - right, "*": left * right}
    return {**values, "/": quotient, "%": left - quotient * right}[operator]


def to_the_power(base: int, exponent: int) -> int:
    """One factor after the other; those of 1, 0 and -1 come round again."""
    if exponent < 0:
        raise Stopped
    product = 1
    for _ in range(exponent if exponent < 70 else 70 + exponent % 2):
        product = checked(product * base)
    return product


def on_floats(operator: str, left: float, right: float) -> float:
    """IEEE arithmetic; the remainder has the sign of the divisor."""
    if operator in "/%":
        if right == 0:
            raise Stopped
        return left / right if operator == "/" else left % right
    return {"+": left + right, "-": left - right, "*": left * right}[operator]


INTS = st.one_of(
    st.integers(-9, 9), st.sampled_from([SMALLEST, SMALLEST + 1, LARGEST, 2**53 + 1, -(2**53) - 1])
).map(Constant)
FLOATS = st.sampled_from([0.0, -0.0, 1.0, -2.5, 0.1, 2.0**53, 1e300]).map(Constant)
BOOLS = st.booleans().map(Constant)
ARITHMETIC = [BinaryOperator(word) for word in ("+", "-", "*", "/", "%")]


def numbers(inner: st.SearchStrategy[Expression], floats: bool) -> st.SearchStrategy[Expression]:
    """Expressions one level deeper."""
    binary = st.builds(BinaryOperation, st.sampled_from(ARITHMETIC), inner, inner)
    unary = st.builds(
        UnaryOperation, st.sampled_from([UnaryOperator.NEGATE, UnaryOperator.PLUS]), inner
    )
    power = st.builds(BinaryOperation, st.just(BinaryOperator.POWER), inner, inner)
    return st.one_of(binary, unary) if floats else st.one_of(binary, unary, power)


INT_EXPRESSIONS = st.recursive(INTS, lambda inner: numbers(inner, floats=False), max_leaves=8)
MIXED = st.recursive(
    st.one_of(INTS, FLOATS), lambda inner: numbers(inner, floats=True), max_leaves=6
)


@st.composite
def comparisons(draw: st.DrawFn) -> Expression:
    """A chain of comparisons of numbers."""
    operators = draw(st.lists(st.sampled_from(ComparisonOperator), min_size=1, max_size=3))
    count = len(operators) + 1
    operands = draw(st.lists(MIXED, min_size=count, max_size=count))
    return Compare(tuple(operators), operands)


BOOL_EXPRESSIONS = st.recursive(
    st.one_of(BOOLS, comparisons()),
    lambda inner: st.one_of(
        st.builds(UnaryOperation, st.just(UnaryOperator.NOT), inner),
        st.builds(BinaryOperation, st.sampled_from(list(LOGIC)), inner, inner),
    ),
    max_leaves=6,
)


def printed(expression: Expression) -> str:
    """What `print(expression)` prints in the Python that is written; or that it stopped."""
    show = VoidCall(Call(Identifier("print", BuiltinFunction("print")), [Argument(expression)]))
    interface = ComponentInterface("Show")
    code = ComponentImplementation("Show", NamedType("Show", interface), [Init(Body([show]))])
    program = Forest([predefined(), SourceNS("show", [interface, code], "show.Castle")])
    (module,) = python_modules(program)
    out = io.StringIO()
    scope: dict[str, Any] = {"print": functools.partial(print, file=out)}
    exec(module.text.replace("from castle_", "from castle.writers.python.castle_"), scope)
    try:
        scope["Show"]()
    except (ArithmeticError, RunTimeError):
        return "stopped"
    return out.getvalue()


def expected(expression: Expression) -> str:
    """What is printed by the rules of the language."""
    try:
        value = evaluate(expression)
    except (Stopped, OverflowError):
        return "stopped"
    return f"{str(value).lower() if isinstance(value, bool) else value}\n"


@given(expression=st.one_of(INT_EXPRESSIONS, BOOL_EXPRESSIONS, MIXED))
def test_expressions_have_the_value_that_the_language_gives_them(expression: Expression) -> None:
    """Values, overflow and division by zero are those of section 6, whatever the nesting."""
    assert printed(expression) == expected(expression)
