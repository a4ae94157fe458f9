"""How expressions are grouped, against Python's own parser and the table of the language."""

import ast
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castle.aigr import (
    BinaryOperation,
    Call,
    Compare,
    Constant,
    Expression,
    Forest,
    Identifier,
    Part,
    SendEvent,
    SourceFile,
    UnaryOperation,
    walk,
)
from castle.readers.source._problems import Problems
from castle.readers.source._syntax._cursor import AbandonedError
from castle.readers.source._syntax._operands import Operands
from castle.readers.source._syntax._tokens import tokenize

# Loosest first; the operators of one row group from the left. Comparisons and `**` do not.
LEVELS = (
    ("or", "nor"),
    ("xor", "xnor"),
    ("and", "nand"),
    ("<", "<=", "==", "!=", ">=", ">"),
    ("+", "-"),
    ("*", "/", "%"),
    ("**",),
)
OPERATORS = [(operator, row) for row, level in enumerate(LEVELS) for operator in level]
COMPARISONS, POWER = 3, 6


def expression(text: str) -> Expression:
    """Read a text as an expression, to its end."""
    problems = Problems()
    reader = Operands(SourceFile("x", text), tokenize(text), problems)
    node = reader.expression()
    assert reader.kinds[reader.i] == "end"
    return node


def shape(node: Expression) -> str:
    """The grouping of an expression, all of it between parentheses."""
    if isinstance(node, Identifier):
        return node.name
    if isinstance(node, Constant):
        return str(node.value)
    if isinstance(node, UnaryOperation):
        return f"({node.operator.value} {shape(node.operand)})"
    if isinstance(node, BinaryOperation):
        return f"({shape(node.left)} {node.operator.value} {shape(node.right)})"
    assert isinstance(node, Compare)
    rest = zip(node.operators, node.operands[1:], strict=True)
    tail = "".join(f" {operator.value} {shape(operand)}" for operator, operand in rest)
    return f"({shape(node.operands[0])}{tail})"


PYTHON = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.USub: "-",
    ast.UAdd: "+",
    ast.Not: "not",
    ast.And: "and",
    ast.Or: "or",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.GtE: ">=",
    ast.Gt: ">",
}


def python_shape(node: ast.expr) -> str:
    """The grouping that Python gives an expression."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.UnaryOp):
        return f"({PYTHON[type(node.op)]} {python_shape(node.operand)})"
    if isinstance(node, ast.BinOp):
        return f"({python_shape(node.left)} {PYTHON[type(node.op)]} {python_shape(node.right)})"
    if isinstance(node, ast.BoolOp):
        found, *others = map(python_shape, node.values)
        for other in others:
            found = f"({found} {PYTHON[type(node.op)]} {other})"
        return found
    assert isinstance(node, ast.Compare)
    rest = zip(node.ops, node.comparators, strict=True)
    tail = "".join(f" {PYTHON[type(operator)]} {python_shape(each)}" for operator, each in rest)
    return f"({python_shape(node.left)}{tail})"


def parts(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Larger expressions from smaller ones, with parentheses only sometimes."""
    shared = [each for each in PYTHON.values() if each != "not"]
    return st.one_of(
        st.builds("{} {} {}".format, inner, st.sampled_from(shared), inner),
        st.builds("{} {}".format, st.sampled_from(["-", "+", "not"]), inner),
        st.builds("({})".format, inner),
    )


@given(st.recursive(st.sampled_from("abc"), parts, max_leaves=20))
def test_what_python_has_too_is_grouped_as_python_does(text: str) -> None:
    """Both refuse an expression, or both group it in the same way."""
    try:
        expected = python_shape(ast.parse(text, mode="eval").body)
    except SyntaxError:
        with pytest.raises((AbandonedError, AssertionError)):
            expression(text)
    else:
        assert shape(expression(text)) == expected


@pytest.mark.parametrize(("first", "second"), list(product(OPERATORS, OPERATORS)))
def test_each_two_operators_group_as_the_table_says(
    first: tuple[str, int], second: tuple[str, int]
) -> None:
    """The tighter one goes first; of one row, the left one, save `**` and comparisons."""
    (one, row), (other, next_row) = first, second
    if row == next_row == COMPARISONS:
        expected = f"(a {one} b {other} c)"
    elif row < next_row or (row == next_row == POWER):
        expected = f"(a {one} (b {other} c))"
    else:
        expected = f"((a {one} b) {other} c)"
    assert shape(expression(f"a {one} b {other} c")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-a ** b", "(- (a ** b))"),
        ("a ** -b ** c", "(a ** (- (b ** c)))"),
        ("-a * b", "((- a) * b)"),
        ("a - -b", "(a - (- b))"),
        ("- + - a", "(- (+ (- a)))"),
        ("not a == b", "(not (a == b))"),
        ("not not a", "(not (not a))"),
        ("not a and b", "((not a) and b)"),
        ("a and not b or c", "((a and (not b)) or c)"),
        ("1 < a <= b != c", "(1 < a <= b != c)"),
        ("(a < b) < c", "((a < b) < c)"),
        ("(a + b) * c", "((a + b) * c)"),
    ],
)
def test_signs_negation_and_parentheses(text: str, expected: str) -> None:
    """Signs bind looser than `**`, `not` looser than comparisons, parentheses win."""
    assert shape(expression(text)) == expected


def test_the_smallest_int_is_one_constant() -> None:
    """Its digits alone would be too large; under `**` they are."""
    smallest = expression("-9223372036854775808")
    assert isinstance(smallest, Constant)
    assert smallest.value == -(2**63)
    problems = Problems()
    text = "-9223372036854775808 ** 2"
    Operands(SourceFile("x", text), tokenize(text), problems).expression()
    assert [found.code for found in problems.found] == ["CAS0107"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("42", 42),
        ("0x2A", 42),
        ("0XfF_00", 0xFF00),
        ("1_000", 1000),
        ("007", 7),
        ("3.14", 3.14),
        ("1e-3", 0.001),
        ("2E+5", 2e5),
        ("1_0.2_5", 10.25),
        ("true", True),
        ("false", False),
        ('""', ""),
        (r'"a\n\r\t\\\"\u20ac"', 'a\n\r\t\\"€'),
        ('"é // no comment"', "é // no comment"),
    ],
)
def test_literals_have_the_value_that_is_written(text: str, value: object) -> None:
    """The Python type of the value is the Castle type."""
    node = expression(text)
    assert isinstance(node, Constant)
    assert (type(node.value), node.value) == (type(value), value)


def test_a_bare_name_is_called_and_a_part_of_a_part_sends() -> None:
    """`f(x)` calls, `a.b(x)` calls what a namespace has, `.a.b(x)` sends `b` over the port `.a`."""
    assert isinstance(expression("f(x)"), Call)
    assert isinstance(expression("space.Thing(7)"), Call)
    sent = expression(".part.port.event(1, 2)")
    assert isinstance(sent, SendEvent)
    assert isinstance(sent.port, Part)
    assert (sent.port.name, sent.event, len(sent.arguments)) == ("port", "event", 2)


def test_every_node_has_the_place_it_was_read_from(in_body: Callable[[str], Forest]) -> None:
    """A location spans the text of its node, and of nothing else."""
    forest = in_body(".n := (1 + x) * twice(x);")
    spans = {
        type(node).__name__: node.location.file.text[node.location.start : node.location.end]
        for node in walk(forest)
        if node.location is not None and node.location.line == 12 and node.location.file.text
    }
    assert spans["Become"] == ".n := (1 + x) * twice(x);"
    assert spans["BinaryOperation"] == "1 + x"
    assert spans["Call"] == "twice(x)"
    assert spans["Argument"] == "x"
    assert spans["Self"] == "."
