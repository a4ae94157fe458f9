"""Which side of `a:b` is the type, as far as one file tells by itself."""

from collections.abc import Iterator

from castle.aigr import (
    ComponentImplementation,
    ComponentInterface,
    Enumeration,
    EventProtocol,
    ImportFrom,
    Init,
    Method,
    NamedType,
    Node,
    PowerOn,
    SourceNS,
    StateMachine,
    TypedParameter,
)

_ROUTINES = (Init, Method, PowerOn)


def settle_sides(space: SourceNS) -> None:
    """Turn parameters around whose other side is the one that is known to name something.

    Two names of which nothing is known stay as they are.
    """
    known = set(_known(space))
    for node in space.declarations:
        for parameter in _parameters(node):
            kind = parameter.type
            if (
                isinstance(kind, NamedType)
                and parameter.name in known
                and kind.name not in known
                and "." not in kind.name
            ):
                parameter.name, kind.name = kind.name, parameter.name


def _known(space: SourceNS) -> Iterator[str]:
    """The names that a file imports, and those of the components and enumerations in it."""
    for one in space.imports:
        if isinstance(one, ImportFrom):
            yield from (named.alias or named.name for named in one.names)
    for node in space.declarations:
        if isinstance(node, ComponentInterface):
            yield node.name
        yield from (one.name for one in _members(node) if isinstance(one, Enumeration))


def _members(node: Node) -> list[Node]:
    if isinstance(node, ComponentImplementation):
        return [*node.members]
    return [*node.body.items] if isinstance(node, StateMachine) else []


def _parameters(node: Node) -> Iterator[TypedParameter]:
    if isinstance(node, ComponentInterface | EventProtocol):
        yield from node.parameters
    if isinstance(node, EventProtocol):
        for event in node.events:
            yield from event.parameters
    for member in _members(node):
        if isinstance(member, _ROUTINES):
            yield from member.parameters
