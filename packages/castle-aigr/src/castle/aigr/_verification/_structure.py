"""Invariants that follow from the declaration of the fields alone."""

from typing import Any

from castle.aigr._diagnostics import Diagnostic, Severity
from castle.aigr._fields import Role
from castle.aigr._location import Location, SourceFile
from castle.aigr._node import Node
from castle.aigr._registry import is_registered
from castle.aigr._verification._problems import shown
from castle.aigr._visitors import FieldInfo


class Structure:
    """Who owns whom below a root, and what is wrong with that."""

    def __init__(self, root: object, kind: type[Node]) -> None:
        self.found: list[Diagnostic] = []
        """Wrong types in fields, nodes owned twice, and references out of the tree."""
        self.owners: dict[int, Node] = {}
        """The owner of each node, by the node's `id`; the root's is itself."""
        self._links: list[tuple[Node, FieldInfo, Node]] = []
        self._fields: dict[type, tuple[FieldInfo, ...]] = {}
        if isinstance(root, kind):
            self._run(root)
        else:
            message = f"a {kind.__name__} was expected, and this is {shown(root)}"
            self.found.append(Diagnostic("CAS0303", Severity.ERROR, message))

    def _run(self, root: Node) -> None:
        self.owners[id(root)] = root
        stack = [root]
        while stack:
            owned: list[Node] = []
            self._visit(stack.pop(), owned)
            owned.reverse()
            stack += owned
        for node, field, target in self._links:
            if id(target) not in self.owners:
                message = f"{_where(node, field)} refers to {shown(target)}, which no node owns"
                self._report("CAS0301", node, message)

    def _visit(self, node: Node, owned: list[Node]) -> None:
        fields = self._fields.get(type(node))
        if fields is None:
            fields = self._fields[type(node)] = _fields_of(type(node))
        if not fields and not is_registered(type(node)):
            message = f"{type(node).__name__} is no node class: `@node` makes a class one"
            self._report("CAS0303", node, message)
        location = getattr(node, "location", _MISSING)
        if location is not None and not _is_place(location):
            self._wrong(node, "location", location, "a Location in a SourceFile")
        for field in fields:
            value: Any = getattr(node, field.name, _MISSING)
            if field.many:
                self._each(node, field, value, owned)
            elif value is not None or not field.optional:
                self._value(node, field, value, owned)

    def _each(self, node: Node, field: FieldInfo, values: object, owned: list[Node]) -> None:
        if type(values) is not list:
            self._wrong(node, field.name, values, "a list")
            return
        for value in values:
            self._value(node, field, value, owned)

    def _value(self, node: Node, field: FieldInfo, value: Any, owned: list[Node]) -> None:
        if not _fits(value, field):
            self._wrong(node, field.name, value, " or ".join(cls.__name__ for cls in field.types))
        elif field.role is Role.REFERENCE:
            self._links.append((node, field, value))
        elif field.role is Role.CHILD:
            if id(value) in self.owners:
                owner = shown(self.owners[id(value)])
                message = f"{_where(node, field)} owns {shown(value)}, which {owner} owns already"
                self._report("CAS0302", node, message)
            else:
                self.owners[id(value)] = node
                owned.append(value)

    def _wrong(self, node: Node, field: str, value: object, expected: str) -> None:
        got = "missing" if value is _MISSING else shown(value)
        message = f"{_called(node)}.{field} should be {expected}, and is {got}"
        self._report("CAS0303", node, message)

    def _report(self, code: str, node: Node, message: str) -> None:
        place = getattr(node, "location", None)
        self.found.append(
            Diagnostic(code, Severity.ERROR, message, place if _is_place(place) else None)
        )


_MISSING = object()


def _fields_of(cls: type[Node]) -> tuple[FieldInfo, ...]:
    return cls.visitors.fields if is_registered(cls) else ()


def _where(node: Node, field: FieldInfo) -> str:
    return f"{_called(node)}.{field.name}"


def _called(node: Node) -> str:
    return shown(node).strip("<>")


def _fits(value: object, field: FieldInfo) -> bool:
    if field.role is not Role.DATA:
        return isinstance(value, field.types)
    if isinstance(value, tuple):
        return tuple in field.types and all(type(item) in field.items for item in value)
    return type(value) in field.types


def _is_place(value: object) -> bool:
    if type(value) is not Location:
        return False
    file, start, end, derived_from = value
    return (
        type(start) is type(end) is int
        and 0 <= start <= end
        and type(file) is SourceFile
        and (derived_from is None or type(derived_from) is str)
    )
