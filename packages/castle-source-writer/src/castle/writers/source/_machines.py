"""State machines."""

from collections.abc import Sequence
from typing import Any

from castle.aigr import (
    Body,
    Call,
    DefaultHandler,
    DoneTrigger,
    EntryAction,
    EpsilonTrigger,
    EventHandler,
    EventTrigger,
    FinalState,
    History,
    Identifier,
    InstantTrigger,
    LeaveAction,
    MachineBody,
    Node,
    Part,
    Region,
    Rule,
    Self,
    SendEvent,
    StateList,
    StateMachine,
    StateName,
    SuperState,
    Trigger,
)
from castle.writers.source._declarations import (
    WITH_BODY,
    braces,
    given_names,
    handled_port,
    member,
)
from castle.writers.source._expressions import expression
from castle.writers.source._lines import Lines
from castle.writers.source._literals import KEYWORDS, name, plain, word
from castle.writers.source._problems import unsayable
from castle.writers.source._statements import short_block, statements

_TRIGGERS: dict[type[Node], str] = {
    DoneTrigger: "done",
    EpsilonTrigger: "epsilon",
    InstantTrigger: "instantly",
}

WITH_BODY.update((Region, SuperState))


def machine(lines: Lines, node: StateMachine, start: int, end: int) -> None:
    """Write a machine, or a state of one that is refined elsewhere."""
    interface = name(node.interface.name, node)
    if node.refines is not None:
        interface = f"{interface}.{plain(node.refines.name, node.refines)}"
    elif interface.rpartition(".")[2] != node.name:
        raise unsayable(node, f"it is called `{node.name}`, and implements `{interface}`")
    lines.out.append(f"{lines.indent}@FSM")
    start = lines.found("implement", start, end)
    lines.last = -1
    lines.flush(start)
    head = f"implement {interface}"
    braces(lines, head, (start, end), node.body.items, _item, node, node.documentation)


def _item(lines: Lines, node: Node, start: int, end: int) -> None:
    if isinstance(node, Rule):
        _rule(lines, node, start, end)
    elif isinstance(node, StateList):
        lines.piece(_states(node), start, end)
    elif isinstance(node, EntryAction | LeaveAction):
        keyword = "entry" if isinstance(node, EntryAction) else "leave"
        if not node.actions:
            raise unsayable(node, "it does nothing")
        head = f"{keyword} {_state(node.state)} : "
        _actions(lines, head, node.actions, start, end)
    elif isinstance(node, FinalState):
        lines.piece(f"final {plain(node.name, node)};", start, end)
    elif isinstance(node, SuperState):
        _refined(lines, f"state {_state(node.state)}", node.body, start, end)
    elif isinstance(node, Region):
        _refined(lines, f"region {plain(node.name, node)}", node.body, start, end)
    else:
        _member(lines, node, start, end)


def _member(lines: Lines, node: Any, start: int, end: int) -> None:
    if isinstance(node, EventHandler | DefaultHandler):
        raise unsayable(node, "a machine has rules, no handlers")
    member(lines, node, start, end)


def _refined(lines: Lines, head: str, body: MachineBody, start: int, end: int) -> None:
    braces(lines, head, (start, end), body.items, _item, body)


def _states(node: StateList) -> str:
    if not node.states or any(isinstance(state, FinalState) for state in node.states):
        raise unsayable(node, "a list of states holds states, none of them final")
    names = ", ".join([plain(state.name, state) for state in node.states])
    initial = "" if node.initial is None else f" := {plain(node.initial.name, node)}"
    return f"state: {names}{initial};"


def _state(node: StateName) -> str:
    return plain(node.name, node)


def _rule(lines: Lines, node: Rule, start: int, end: int) -> None:
    guard = "" if node.guard is None else f" [ {expression(node.guard)} ]"
    target = "" if node.target is None else f" {_target(node.target)}"
    head = f"{_state(node.source)} + {_trigger(node.trigger)}{guard} ->{target}"
    if node.actions:
        head += ", " if target else " , "
    elif not target:
        head += " "
    _actions(lines, head, node.actions, start, end)


def _target(node: StateName | History) -> str:
    if isinstance(node, History):
        return f"{_state(node.state)}.{'deep_history' if node.deep else 'history'}"
    return _state(node)


def _trigger(node: Trigger) -> str:
    if not isinstance(node, EventTrigger):
        if node.__class__ not in _TRIGGERS:
            raise unsayable(node, "it is no trigger of the language")
        return _TRIGGERS[node.__class__]
    port = _without_dot(handled_port(node.port))
    given = f"({given_names(node.parameters)})" if node.parameters else ""
    return f"{port}.{word(node.name, node)}{given}"


def _actions(
    lines: Lines, head: str, nodes: Sequence[SendEvent | Call | Body], start: int, end: int
) -> None:
    """Write what is done, behind a head; statements in braces go on lines of their own."""
    line, moves = head, True
    for number, node in enumerate(nodes):
        line += ", " if number else ""
        if not isinstance(node, Body):
            line += _action(node)
            continue
        opened, closed = lines.place(node)
        short = short_block(node) if lines.is_bare(opened, closed) else None
        if short is not None:
            line += short
            continue
        lines.open(f"{line}{{", start, lines.behind(opened), moves=moves)
        statements(lines, node.statements)
        lines.close(closed - 1, "")
        line, start, moves = "}", closed - 1, False
    lines.piece(f"{line};", start, end, moves=moves)


def _action(node: SendEvent | Call) -> str:
    """A call or send; a name before a dot is that of a port of the element, here."""
    first: Node = node.port if isinstance(node, SendEvent) else node.callee
    is_part = isinstance(first, Part)
    while isinstance(first, Part):
        first = first.base
    if is_part and isinstance(first, Identifier):
        raise unsayable(node, "an action sends over ports of the element or of a sub-element")
    is_own = isinstance(node, SendEvent) and isinstance(first, Self)
    return _without_dot(expression(node)) if is_own else expression(node)


def _without_dot(text: str) -> str:
    """A port with its dot left out, where it can be."""
    first = text[1:].partition(".")[0]
    return text if first in KEYWORDS else text[1:]
