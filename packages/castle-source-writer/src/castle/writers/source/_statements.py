"""Statements: those of one line as text, the others as lines."""

from collections.abc import Callable, Sequence
from typing import Any

from castle.aigr import (
    Become,
    Body,
    Break,
    Case,
    Connection,
    Continue,
    For,
    Forward,
    If,
    LocalVariable,
    Match,
    Node,
    Part,
    QueueLimit,
    Return,
    Statement,
    SuperInit,
    VoidCall,
    While,
)
from castle.writers.source._expressions import arguments, expression, type_use
from castle.writers.source._lines import Lines
from castle.writers.source._literals import plain
from castle.writers.source._problems import unsayable


def statements(lines: Lines, nodes: Sequence[Statement]) -> None:
    """Write statements, one below the other."""
    place, lead, piece, trail = lines.place, lines.lead, lines.piece, lines.trail
    for node in nodes:
        start, end = place(node)
        lead(start)
        cls = node.__class__
        simple = _SIMPLE.get(cls)
        if simple is not None:
            piece(simple(node), start, end)
        elif cls in _COMPOUND:
            _COMPOUND[cls](lines, node)
        else:
            raise unsayable(node, "it is no statement of the language")
        trail(end)


def short_block(body: Body) -> str | None:
    """No statement, or one that needs no lines of its own, in braces; None for more."""
    if not body.statements:
        return "{ }"
    simple = _SIMPLE.get(body.statements[0].__class__)
    if simple is None or len(body.statements) > 1:
        return None
    return f"{{ {simple(body.statements[0])} }}"


def block(
    lines: Lines, head: str, start: int, body: Body, documentation: str | None = None
) -> None:
    """Write a head, and a body in braces behind it."""
    _opened(lines, f"{head} {{", start, body, documentation)
    lines.close(lines.place(body)[1] - 1)


def _opened(
    lines: Lines,
    head: str,
    start: int,
    body: Body,
    documentation: str | None = None,
    *,
    moves: bool = True,
) -> None:
    """Write a head and a body, without the brace that closes it."""
    opened = lines.behind(lines.place(body)[0])
    lines.open(head, start, opened, moves=moves)
    if documentation is not None:
        lines.documentation(documentation, body, opened, apart=False)
    statements(lines, body.statements)


def local(node: LocalVariable) -> str:
    """The declaration of a local."""
    word = "local " if node.retained else ""
    initial = "" if node.initial is None else f" := {expression(node.initial)}"
    return f"{word}{type_use(node.type)} {plain(node.name, node)}{initial};"


def _become(node: Become) -> str:
    targets, values = node.targets, node.values
    if len(targets) == len(values) == 1:
        sign = f"{node.operator.value}=" if node.operator is not None else ":="
        if node.operator is not None and sign not in _AUGMENTED:
            raise unsayable(node, f"there is no `{sign}`")
        return f"{expression(targets[0])} {sign} {expression(values[0])};"
    if node.operator is not None or not targets or len(targets) != len(values):
        raise unsayable(node, "each target gets one value")
    left = ", ".join([expression(target) for target in targets])
    return f"{left} := {', '.join([expression(value) for value in values])};"


def _return(node: Return) -> str:
    return "return;" if node.value is None else f"return {expression(node.value)};"


def _connection(node: Connection) -> str:
    if not (isinstance(node.left, Part) and isinstance(node.right, Part)):
        raise unsayable(node, "ports after a dot are connected")
    return f"{expression(node.left)} = {expression(node.right)};"


def _limit(node: QueueLimit) -> str:
    if not isinstance(node.port, Part):
        raise unsayable(node, "only a port after a dot has a queue")
    if node.limit is None:
        return f"{expression(node.port)}.queue.removeLimit();"
    return f"{expression(node.port)}.queue.setMax({expression(node.limit)});"


def _super(node: SuperInit) -> str:
    return f"super.init({arguments(node.arguments)});"


def _call(node: VoidCall) -> str:
    return f"{expression(node.call)};"


def _forward(node: Forward) -> str:
    if not isinstance(node.port, Part):
        raise unsayable(node, "an event is forwarded to a port after a dot")
    return f"{expression(node.port)} = {expression(node.event)};"


def _if(lines: Lines, node: If) -> None:
    head, start, moves = "if", lines.place(node)[0], True
    current: If | Body | None = node
    while isinstance(current, If):
        text = f"{head} ({expression(current.test)}) {{"
        _opened(lines, text, start, current.body, moves=moves)
        end = lines.place(current.body)[1]
        lines.close(end - 1, "" if current.orelse else "}")
        head, start, moves, current = "} else if", end - 1, False, current.orelse
    if current is not None:
        _opened(lines, "} else {", start, current, moves=False)
        lines.close(lines.place(current)[1] - 1)


def _while(lines: Lines, node: While) -> None:
    block(lines, f"while ({expression(node.test)})", lines.place(node)[0], node.body)


def _for(lines: Lines, node: For) -> None:
    name = plain(node.variable.name, node.variable)
    head = f"for ({name} in {expression(node.iterable)})"
    block(lines, head, lines.place(node)[0], node.body)


def _match(lines: Lines, node: Match) -> None:
    start, end = lines.place(node)
    opened = lines.behind(lines.found("{", start, end))
    lines.open(f"match {expression(node.subject)} {{", start, opened)
    for case in node.cases:
        first, last = lines.place(case)
        lines.lead(first)
        _case(lines, case, first)
        lines.trail(last)
    if node.orelse is not None:
        first, last = lines.place(node.orelse)
        lines.lead(first)
        block(lines, "else:", first, node.orelse)
        lines.trail(last)
    lines.close(end - 1)


def _case(lines: Lines, node: Case, start: int) -> None:
    if not node.values:
        raise unsayable(node, "a case has values")
    values = ", ".join([expression(value) for value in node.values])
    block(lines, f"case {values}:", start, node.body)


_AUGMENTED = frozenset(("+=", "-=", "*=", "/=", "%=", "**="))
_SIMPLE: dict[type[Node], Callable[[Any], str]] = {
    Become: _become,
    Break: lambda node: "break;",
    Connection: _connection,
    Continue: lambda node: "continue;",
    Forward: _forward,
    LocalVariable: local,
    QueueLimit: _limit,
    Return: _return,
    SuperInit: _super,
    VoidCall: _call,
}
_COMPOUND: dict[type[Node], Callable[[Lines, Any], None]] = {
    For: _for,
    If: _if,
    Match: _match,
    While: _while,
}
