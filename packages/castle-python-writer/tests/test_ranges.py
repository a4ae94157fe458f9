from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from castle.aigr import (
    Argument,
    BinaryOperation,
    BinaryOperator,
    Body,
    BuiltinFunction,
    Call,
    Constant,
    Expression,
    For,
    Identifier,
    LoopVariable,
    UnaryOperation,
    UnaryOperator,
)
from castle.writers.python._ranges import ALL, Ranges

Case = tuple[Expression, "frozenset[int]"]
"""An expression, and the values that it can have."""
ANYTHING = Identifier("anything")
OPERATORS: dict[BinaryOperator, Callable[[int, int], int | None]] = {
    BinaryOperator.ADD: lambda a, b: a + b,
    BinaryOperator.SUBTRACT: lambda a, b: a - b,
    BinaryOperator.MULTIPLY: lambda a, b: a * b,
    BinaryOperator.DIVIDE: lambda a, b: a // b if b else None,
    BinaryOperator.REMAINDER: lambda a, b: a % b if b else None,
}
SOME = [ALL[0], -7, -1, 0, 1, 2, 9, ALL[1]]


def built_in(name: str, *values: Expression) -> Call:
    """A call of a built-in function."""
    return Call(Identifier(name, BuiltinFunction(name)), [Argument(value) for value in values])


def checked(values: set[int | None]) -> frozenset[int]:
    """The values that do not stop the program."""
    return frozenset(v for v in values if v is not None and ALL[0] <= v <= ALL[1])


def combined(operator: BinaryOperator, left: Case, right: Case) -> Case:
    """An operation, and what it can give."""
    results = {OPERATORS[operator](a, b) for a in left[1] for b in right[1]}
    return BinaryOperation(operator, left[0], right[0]), checked(results)


def negated(one: Case) -> Case:
    """The change of a sign."""
    return UnaryOperation(UnaryOperator.NEGATE, one[0]), checked({-v for v in one[1]})


def absolute(one: Case) -> Case:
    """The size of a number."""
    return built_in("abs", one[0]), checked({abs(v) for v in one[1]})


LEAVES = st.integers(-9, 9).map(lambda v: (Constant(v), frozenset([v]))) | st.just(
    (ANYTHING, frozenset(SOME))
)
CASES: st.SearchStrategy[Case] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(combined, st.sampled_from(list(OPERATORS)), inner, inner),
        st.builds(negated, inner),
        st.builds(absolute, inner),
    ),
    max_leaves=5,
)


@given(CASES)
def test_every_value_lies_in_its_range(case: Case) -> None:
    """A check is left out only where no value can fail it."""
    expression, values = case
    low, high = Ranges().of(expression)
    assert all(low <= value <= high for value in values)


def test_the_variable_of_a_loop_stays_between_the_ends() -> None:
    """In `for (i in range(0, n))` nothing that is added to `i` at once overflows."""
    variable = LoopVariable("i")
    ranges = Ranges()
    ranges.enter(For(variable, built_in("range", Constant(0), ANYTHING), Body()))
    use = Identifier("i", variable)
    assert ranges.of(use) == (0, ALL[1] - 1)
    assert ranges.raw(BinaryOperation(BinaryOperator.ADD, use, Constant(1))) == (1, ALL[1])
