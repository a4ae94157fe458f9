"""Invariants of where things stand, and of parts that belong together."""

from collections.abc import Iterator

from castle.aigr._diagnostics import Diagnostic
from castle.aigr._node import Node
from castle.aigr._nodes.expressions import Compare, Constant
from castle.aigr._nodes.handlers import DefaultHandler, Init
from castle.aigr._nodes.statements import (
    Become,
    Break,
    Case,
    Continue,
    For,
    Forward,
    Match,
    Return,
    SuperInit,
)
from castle.aigr._nodes.unreadable import BadDeclaration, BadExpression, BadStatement
from castle.aigr._verification._invariants import Scope, invariant
from castle.aigr._verification._problems import problem


@invariant(BadDeclaration, BadExpression, BadStatement)
def readable(node: Node, scope: Scope) -> Iterator[Diagnostic]:
    """A program that is used has been read as a whole."""
    yield problem("CAS0315", node, "this part of the source could not be read")


@invariant(Constant)
def constant(node: Constant, scope: Scope) -> Iterator[Diagnostic]:
    """An int is one of 64 bits."""
    if type(node.value) is int and not -(2**63) <= node.value < 2**63:
        yield problem("CAS0316", node, "a number that fits no `int`: it has more than 64 bits")


@invariant(Compare)
def comparison(node: Compare, scope: Scope) -> Iterator[Diagnostic]:
    """There is an operator between each two operands of a comparison."""
    if not node.operators or len(node.operands) != len(node.operators) + 1:
        counts = f"{len(node.operators)} operators for {len(node.operands)} operands"
        yield problem("CAS0317", node, f"a comparison with {counts}")


@invariant(Become)
def assignment(node: Become, scope: Scope) -> Iterator[Diagnostic]:
    """An assignment has a value for each target; with an operator it has one target."""
    count = len(node.targets)
    if not count or count != len(node.values) or (node.operator is not None and count > 1):
        message = f"an assignment with {count} targets and {len(node.values)} values"
        yield problem("CAS0317", node, message)


@invariant(For)
def loop(node: For, scope: Scope) -> Iterator[Diagnostic]:
    """The variable of a loop refers to the loop."""
    if node.variable.loop is not node:
        message = "the variable of a loop refers to another loop, or to none"
        yield problem("CAS0317", node.variable, message)


@invariant(Break, Continue)
def jump(node: Break | Continue, scope: Scope) -> Iterator[Diagnostic]:
    """What ends a loop, or its round, stands in one."""
    if not scope.loop:
        yield problem("CAS0318", node, f"`{type(node).__name__.lower()}` stands in no loop")


@invariant(Case)
def case(node: Case, scope: Scope) -> Iterator[Diagnostic]:
    """A case is one of a `match`."""
    if not isinstance(scope.facts.owner(node), Match):
        yield problem("CAS0318", node, "`case` stands in no `match`")


@invariant(Return)
def give_back(node: Return, scope: Scope) -> Iterator[Diagnostic]:
    """What is left by `return` is code."""
    if scope.routine is None:
        yield problem("CAS0318", node, "`return` stands in nothing that can be left")


@invariant(SuperInit)
def super_init(node: SuperInit, scope: Scope) -> Iterator[Diagnostic]:
    """The `init` of the base is run by that of the component."""
    if not isinstance(scope.routine, Init):
        yield problem("CAS0318", node, "`super.init` stands only in `init`")


@invariant(Forward)
def forward(node: Forward, scope: Scope) -> Iterator[Diagnostic]:
    """What is forwarded is the event of the default handler around it."""
    if not isinstance(scope.routine, DefaultHandler):
        yield problem("CAS0318", node, "only a default handler forwards its event")
    elif node.event.target is not None and node.event.target is not scope.routine:
        yield problem("CAS0318", node, "only the event of this default handler is forwarded here")
