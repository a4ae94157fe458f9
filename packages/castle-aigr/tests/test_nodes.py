import ast
import inspect
import subprocess
import sys

import pytest

import castle.aigr
from castle.aigr import (
    Body,
    ComponentImplementation,
    EventHandler,
    Forest,
    If,
    Node,
    child,
    data,
    dispatch_tables,
    dump,
    node,
    tail_statements,
    walk,
)

NODES = [
    value
    for value in vars(castle.aigr).values()
    if isinstance(value, type) and issubclass(value, Node)
]


@pytest.mark.parametrize("cls", NODES, ids=lambda cls: cls.__name__)
def test_every_field_is_documented(cls: type[Node]) -> None:
    """Each field of each node has a docstring under it."""
    body = ast.parse(inspect.getsource(cls)).body[0]
    assert isinstance(body, ast.ClassDef)
    for statement, below in zip(body.body, [*body.body[1:], None], strict=True):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.value, ast.Call):
            assert isinstance(below, ast.Expr), f"{cls.__name__}.{ast.unparse(statement.target)}"


def test_a_field_that_says_nothing_of_itself_is_refused() -> None:
    """A node class whose field is no child, reference or data cannot be made."""
    with pytest.raises(TypeError, match=r"Careless\.size is no child, reference or data"):

        @node
        class Careless(Node):
            size: int


def test_a_node_class_from_elsewhere_takes_part() -> None:
    """A class that a plugin defines is walked and dumped like any other."""

    @node
    class Timer(Node):
        name: str = data()
        inner: Node | None = child(default=None)

    timer = Timer("outer", Timer("inner"))
    assert [n.name for n in walk(timer)] == ["outer", "inner"]  # type: ignore[attr-defined]
    assert dump(timer) == "Timer name='outer'\n  inner: Timer name='inner'\n"


def test_nodes_are_compared_by_identity_and_have_no_dict() -> None:
    """Nodes can be keys, and take little memory."""
    assert Body() != Body()
    assert not hasattr(Body(), "__dict__")


def test_the_last_statements_of_all_branches_are_tails(filter_program: Forest) -> None:
    """A body whose last statement is an `if` ends where the branches end."""
    handler = next(n for n in walk(filter_program) if isinstance(n, EventHandler))
    branch = handler.body.statements[-1]
    assert isinstance(branch, If)
    assert list(tail_statements(handler.body)) == branch.body.statements


def test_a_dispatch_table_names_the_handler_of_each_event(filter_program: Forest) -> None:
    """An in-port's table has an entry for each event of its protocol."""
    code = next(n for n in walk(filter_program) if isinstance(n, ComponentImplementation))
    (table,) = dispatch_tables(code)
    handler = next(n for n in walk(code) if isinstance(n, EventHandler))
    assert [(entry.name, entry.handler) for entry in table.entries] == [("input", handler)]


def test_importing_takes_the_standard_library_alone() -> None:
    """castle.aigr has no dependencies, not even optional ones that it tries."""
    script = (
        "import sys; import castle.aigr; "
        "print([m for m in sys.modules if m.partition('.')[0] not in sys.stdlib_module_names"
        " and m.partition('.')[0] not in ('castle', '__main__')])"
    )
    run = subprocess.run(
        [sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True
    )
    loaded = [
        name for name in ast.literal_eval(run.stdout) if not name.startswith(("_", "sitecustom"))
    ]
    assert loaded == []


def test_the_public_names_are_those_that_are_exported() -> None:
    """`__all__` is sorted and complete."""
    exported = castle.aigr.__all__
    assert list(exported) == sorted(exported)
    assert all(hasattr(castle.aigr, name) for name in exported)
    public = {
        n for n, v in vars(castle.aigr).items() if not n.startswith("_") and not inspect.ismodule(v)
    }
    assert public == set(exported)
