"""Invariants that follow from the declaration of the fields alone."""

from collections.abc import Iterator
from typing import Any

from castle.aigr._diagnostics import Diagnostic, Severity
from castle.aigr._fields import Role
from castle.aigr._node import Node
from castle.aigr._visitors import FieldInfo


def check_structure(root: Node) -> list[Diagnostic]:
    """Report wrong types in fields, nodes owned twice, and references out of the tree."""
    check = _StructureCheck()
    check.run(root)
    return check.found


class _StructureCheck:
    def __init__(self) -> None:
        self.found: list[Diagnostic] = []
        self._owners: dict[int, Node] = {}
        self._links: list[tuple[Node, FieldInfo, Node]] = []

    def run(self, root: Node) -> None:
        self._owners[id(root)] = root
        stack = [root]
        while stack:
            stack += reversed(self._visit(stack.pop()))
        for node, field, target in self._links:
            if id(target) not in self._owners:
                self._report(
                    "CAS0301",
                    node,
                    f"{_where(node, field)} refers to {target!r}, which the graph does not own",
                )

    def _visit(self, node: Node) -> list[Node]:
        owned: list[Node] = []
        for field in node.visitors.fields:
            for value in self._values(node, field):
                if field.role is Role.REFERENCE:
                    self._links.append((node, field, value))
                elif field.role is Role.CHILD and self._own(node, field, value):
                    owned.append(value)
        return owned

    def _own(self, node: Node, field: FieldInfo, value: Node) -> bool:
        if id(value) not in self._owners:
            self._owners[id(value)] = node
            return True
        self._report(
            "CAS0302",
            node,
            f"{_where(node, field)} owns {value!r}, which {self._owners[id(value)]!r} owns already",
        )
        return False

    def _values(self, node: Node, field: FieldInfo) -> Iterator[Any]:
        value: Any = getattr(node, field.name, _MISSING)
        if field.many and not isinstance(value, list):
            self._wrong(node, field, value, "a list")
            return
        for item in value if field.many else [value]:
            if item is None and field.optional and not field.many:
                continue
            if _fits(item, field):
                yield item
            else:
                self._wrong(node, field, item, " or ".join(cls.__name__ for cls in field.types))

    def _wrong(self, node: Node, field: FieldInfo, value: object, expected: str) -> None:
        got = "nothing" if value is _MISSING else repr(value)
        self._report("CAS0303", node, f"{_where(node, field)} should be {expected}, and is {got}")

    def _report(self, code: str, node: Node, message: str) -> None:
        self.found.append(Diagnostic(code, Severity.ERROR, message, node.location))


_MISSING = object()


def _where(node: Node, field: FieldInfo) -> str:
    name = getattr(node, "name", None)
    return f"{type(node).__name__}.{field.name}" + (f" of {name}" if isinstance(name, str) else "")


def _fits(value: object, field: FieldInfo) -> bool:
    if field.role is not Role.DATA:
        return isinstance(value, field.types)
    if isinstance(value, tuple):
        return tuple in field.types and all(type(item) in field.items for item in value)
    return type(value) in field.types
