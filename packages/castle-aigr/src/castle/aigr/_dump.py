"""A graph as text for people, tests and diffs."""

from collections.abc import Iterator
from enum import Enum

from castle.aigr._fields import Role
from castle.aigr._node import Node
from castle.aigr._traversal import walk


def dump(root: Node) -> str:
    """Show a tree as indented lines: one for each node, with its data and references.

    A node that is referred to is marked `#n` and the reference shown as `-> Class name #n`.
    """
    marks = _marks(root)
    lines: list[str] = []
    stack: list[tuple[int, str, Node]] = [(0, "", root)]
    while stack:
        depth, label, node = stack.pop()
        lines.append(f"{'  ' * depth}{label}{_line(node, marks)}")
        stack += reversed([(depth + 1, label, child) for label, child in _labelled(node)])
    return "\n".join(lines) + "\n"


def _marks(root: Node) -> dict[int, int]:
    """Number the nodes that are referred to, in the order in which they stand."""
    targets: list[Node] = []
    for node in walk(root):
        node.visitors.references(node, targets)
    wanted = {id(target) for target in targets}
    found = [id(node) for node in walk(root) if id(node) in wanted]
    return {key: number for number, key in enumerate(found, 1)}


def _line(node: Node, marks: dict[int, int]) -> str:
    words = [type(node).__name__]
    if id(node) in marks:
        words.append(f"#{marks[id(node)]}")
    for field in node.visitors.fields:
        value = getattr(node, field.name)
        if field.role is Role.DATA and value is not None:
            words.append(f"{field.name}={_value(value)}")
        elif field.role is Role.REFERENCE:
            targets = value if field.many else [] if value is None else [value]
            words += [f"{field.name}->{_link(target, marks)}" for target in targets]
    return " ".join(words)


def _value(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return f"({', '.join(map(_value, value))})"
    return repr(value)


def _link(target: Node, marks: dict[int, int]) -> str:
    number = marks.get(id(target))
    name = getattr(target, "name", "")
    return f"{type(target).__name__} {name}#{number if number else ' elsewhere'}"


def _labelled(node: Node) -> Iterator[tuple[str, Node]]:
    for field in node.visitors.fields:
        if field.role is Role.CHILD:
            value = getattr(node, field.name)
            for item in value if field.many else [value]:
                if item is not None:
                    yield ("- " if field.many else f"{field.name}: "), item
