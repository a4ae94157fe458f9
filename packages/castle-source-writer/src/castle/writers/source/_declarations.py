"""Declarations: protocols, components, implementations and what stands in them."""

from collections.abc import Callable, Sequence
from typing import Any

from castle.aigr import (
    Alias,
    ComponentImplementation,
    ComponentInterface,
    ConstantDefinition,
    DataProtocol,
    Declaration,
    DefaultHandler,
    Enumeration,
    Event,
    EventHandler,
    EventProtocol,
    HandlerParameter,
    Init,
    Member,
    Method,
    Node,
    Part,
    Port,
    PowerOn,
    Self,
    SubElement,
)
from castle.writers.source._expressions import (
    base,
    expression,
    parameters,
    parameters_if_any,
    settings,
    type_use,
)
from castle.writers.source._lines import Lines
from castle.writers.source._literals import name, plain, word
from castle.writers.source._problems import unsayable
from castle.writers.source._statements import block

_VALUE = "value"
"""The event of each data port."""
_SPECIAL = frozenset(("init", "powerOn"))


def items(
    lines: Lines,
    nodes: Sequence[Any],
    write: Callable[[Lines, Any, int, int], None],
) -> None:
    """Write what stands in a body; what has a body of its own stands apart from the others."""
    first, before = True, False
    for node in nodes:
        start, end = lines.place(node)
        apart = node.__class__ in WITH_BODY
        if (apart or before) and not first:
            lines.lead_apart(start)
        else:
            lines.lead(start)
        write(lines, node, start, end)
        lines.trail(end)
        before, first = apart, False


def braces(
    lines: Lines,
    head: str,
    place: tuple[int, int],
    nodes: Sequence[Any],
    write: Callable[[Lines, Any, int, int], None],
    owner: Node,
    documentation: str | None = None,
) -> None:
    """Write a head, and declarations in braces behind it."""
    start, end = place
    opened = lines.behind(lines.found("{", start, end))
    lines.open(f"{head} {{", start, opened)
    if documentation is not None:
        lines.documentation(documentation, owner, opened)
    items(lines, nodes, write)
    lines.close(end - 1)


def protocol(lines: Lines, node: EventProtocol, start: int, end: int) -> None:
    """Write a protocol."""
    given = parameters_if_any(node.parameters)
    head = f"protocol {plain(node.name, node)}{given}{base(node.base)}"
    braces(lines, head, (start, end), node.events, _event, node, node.documentation)


def component(lines: Lines, node: ComponentInterface, start: int, end: int) -> None:
    """Write a component as others see it."""
    given = parameters_if_any(node.parameters)
    head = f"component {plain(node.name, node)}{given}{base(node.base)}"
    braces(lines, head, (start, end), node.ports, _port, node, node.documentation)


def implementation(lines: Lines, node: ComponentImplementation, start: int, end: int) -> None:
    """Write an implementation."""
    if node.tables:
        raise unsayable(node.tables[0], "machinery is never visible in source")
    interface = name(node.interface.name, node)
    if interface.rpartition(".")[2] != node.name:
        raise unsayable(node, f"it is called `{node.name}`, and implements `{interface}`")
    head = f"implement {interface}"
    braces(lines, head, (start, end), node.members, member, node, node.documentation)


def member(lines: Lines, node: Declaration, start: int, end: int) -> None:
    """Write what may stand in an implementation."""
    cls = node.__class__
    if cls in _MEMBERS:
        lines.piece(_MEMBERS[cls](node), start, end)
    elif cls in _HEADS:
        head: Any = node
        block(lines, _HEADS[cls](node), start, head.body, head.documentation)
    elif isinstance(node, Enumeration):
        _enumeration(lines, node, start, end)
    else:
        raise unsayable(node, "it has no place in an implementation")


def _event(lines: Lines, node: Event, start: int, end: int) -> None:
    if node.documentation is not None:
        raise unsayable(node, "an event has no body that a docstring could open")
    returns = f"{type_use(node.returns)}: " if node.returns is not None else ""
    lines.piece(f"{returns}{word(node.name, node)}({parameters(node.parameters)});", start, end)


def _port(lines: Lines, node: Port, start: int, end: int) -> None:
    if node.documentation is not None:
        raise unsayable(node, "a port has no body that a docstring could open")
    use = node.protocol
    if not isinstance(use, DataProtocol):
        carried = name(use.name, use)
    elif len(use.event.parameters) != 1 or use.event.name != _VALUE:
        raise unsayable(use, "a data port has the event `value`, which carries one value")
    else:
        carried = type_use(use.event.parameters[0].type)
    lines.piece(f"port {carried}<{node.direction.value}>:{word(node.name, node)};", start, end)


def _enumeration(lines: Lines, node: Enumeration, start: int, end: int) -> None:
    if not node.enumerators:
        raise unsayable(node, "an enumeration has values")
    names = ", ".join([plain(one.name, one) for one in node.enumerators])
    head = f"enum {plain(node.name, node)}"
    if node.documentation is None:
        lines.piece(f"{head} {{ {names} }}", start, end)
        return
    opened = lines.behind(lines.found("{", start, end))
    lines.open(f"{head} {{", start, opened)
    lines.documentation(node.documentation, node, opened)
    first, last = lines.place(node.enumerators[0])[0], lines.place(node.enumerators[-1])[1]
    lines.lead(first)
    lines.piece(names, first, last)
    lines.trail(last)
    lines.close(end - 1)


def _variable(node: Member) -> str:
    initial = "" if node.initial is None else f" := {expression(node.initial)}"
    return f"{type_use(node.type)} {word(node.name, node)}{initial};"


def _element(node: SubElement | Alias) -> str:
    kind = "" if node.type is None else f"{name(node.type.name, node.type)}:"
    keyword = "sub" if isinstance(node, SubElement) else "alias"
    return f"{keyword} {kind}{word(node.name, node)};"


def _constant(node: ConstantDefinition) -> str:
    return f"cons {plain(node.name, node)} := {expression(node.value)};"


def _init(node: Init) -> str:
    _is_called("init", node)
    return f"init({parameters(node.parameters)})"


def _power_on(node: PowerOn) -> str:
    _is_called("powerOn", node)
    return f"powerOn({settings(node.parameters)})"


def _is_called(wanted: str, node: Init | PowerOn) -> None:
    if node.name != wanted:
        raise unsayable(node, f"it is called `{wanted}`, not `{node.name}`")


def _method(node: Method) -> str:
    if node.name in _SPECIAL and node.returns is None:
        raise unsayable(node, f"`{node.name}` is no method")
    returns = f"{type_use(node.returns)}: " if node.returns is not None else ""
    return f"{returns}{plain(node.name, node)}({parameters(node.parameters)})"


def _handler(node: EventHandler) -> str:
    if node.protocol is None and node.name != _VALUE:
        raise unsayable(node, "only the event of a data port has no protocol before it")
    of = f"{name(node.protocol.name, node.protocol)}." if node.protocol is not None else ""
    given = given_names(node.parameters)
    return f"{of}{word(node.name, node)}({given}) on {handled_port(node.port)}"


def _default(node: DefaultHandler) -> str:
    return f"* on {handled_port(node.port)} as {plain(node.name, node)}"


def given_names(nodes: Sequence[HandlerParameter]) -> str:
    """The names for what an event carries."""
    return ", ".join([plain(node.name, node) for node in nodes])


def handled_port(node: Part) -> str:
    """An own in-port, or a pin.

    Raises:
        DiagnosticError: it is neither.
    """
    base = node.base.base if isinstance(node.base, Part) else node.base
    if not isinstance(base, Self):
        raise unsayable(node, "events are handled on a port of the element, or of a sub-element")
    return expression(node)


WITH_BODY: set[type[Node]] = {DefaultHandler, EventHandler, Init, Method, PowerOn}
"""What stands apart."""
_MEMBERS: dict[type[Node], Callable[[Any], str]] = {
    Alias: _element,
    ConstantDefinition: _constant,
    Member: _variable,
    SubElement: _element,
}
_HEADS: dict[type[Node], Callable[[Any], str]] = {
    DefaultHandler: _default,
    EventHandler: _handler,
    Init: _init,
    Method: _method,
    PowerOn: _power_on,
}
