"""Invariants that follow from the declaration of the fields alone."""

from typing import Any

from castle.aigr._diagnostics import Diagnostic, Severity
from castle.aigr._fields import Role
from castle.aigr._location import Location, is_sound
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
        self._plans: dict[type, _Plan] = {}
        self._files: dict[int, bool] = {}
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
        plan = self._plans.get(type(node))
        if plan is None:
            plan = self._plans[type(node)] = _Plan(type(node))
        if not plan.is_node_class:
            message = f"{type(node).__name__} is no node class: `@node` makes a class one"
            self._report("CAS0303", node, message)
        location = getattr(node, "location", _MISSING)
        if location is not None and not self._is_place(location):
            self._wrong(node, "location", location, "a Location in a sound SourceFile")
        for name, types, data in plan.data:
            if type(getattr(node, name, _MISSING)) not in types:
                self._check_data(node, data)
        for name, classes, field in plan.children:
            for one in self._values(node, field):
                if not isinstance(one, classes):
                    self._wrong(node, name, one, _expected(field))
                elif id(one) in self.owners:
                    self._owned_twice(node, field, one)
                else:
                    self.owners[id(one)] = node
                    owned.append(one)
        for name, classes, field in plan.references:
            for one in self._values(node, field):
                if isinstance(one, classes):
                    self._links.append((node, field, one))
                else:
                    self._wrong(node, name, one, _expected(field))

    def _values(self, node: Node, field: FieldInfo) -> list[Any]:
        """What a field holds: nodes, as far as it is right."""
        value: Any = getattr(node, field.name, _MISSING)
        if not field.many:
            return [] if value is None and field.optional else [value]
        if type(value) is list:
            return value
        self._wrong(node, field.name, value, "a list")
        return []

    def _check_data(self, node: Node, field: FieldInfo) -> None:
        """Look closer at a value whose class alone does not tell that it is right."""
        value: Any = getattr(node, field.name, _MISSING)
        if value is None and field.optional:
            return
        fits = type(value) is tuple and all(type(item) in field.items for item in value)
        if not (fits and tuple in field.types):
            self._wrong(node, field.name, value, _expected(field))

    def _owned_twice(self, node: Node, field: FieldInfo, value: Node) -> None:
        owner = shown(self.owners[id(value)])
        message = f"{_where(node, field)} owns {shown(value)}, which {owner} owns already"
        self._report("CAS0302", node, message)

    def _wrong(self, node: Node, field: str, value: object, expected: str) -> None:
        got = "missing" if value is _MISSING else shown(value)
        message = f"{_called(node)}.{field} should be {expected}, and is {got}"
        self._report("CAS0303", node, message)

    def _report(self, code: str, node: Node, message: str) -> None:
        place = getattr(node, "location", None)
        self.found.append(
            Diagnostic(code, Severity.ERROR, message, place if self._is_place(place) else None)
        )

    def _is_place(self, value: object) -> bool:
        if type(value) is not Location:
            return False
        file, start, end, derived_from = value
        sound = self._files.get(id(file))
        if sound is None:
            sound = self._files[id(file)] = is_sound(file)
        return (
            sound
            and type(start) is type(end) is int
            and 0 <= start <= end
            and (derived_from is None or type(derived_from) is str)
        )


_MISSING = object()


class _Plan:
    """What is looked at in the nodes of one class."""

    def __init__(self, cls: type[Node]) -> None:
        self.is_node_class = is_registered(cls)
        fields = cls.visitors.fields if self.is_node_class else ()
        self.data = [
            (f.name, frozenset(f.types) - {tuple}, f) for f in fields if f.role is Role.DATA
        ]
        self.children: list[tuple[str, Any, FieldInfo]] = [
            (f.name, f.types, f) for f in fields if f.role is Role.CHILD
        ]
        self.references: list[tuple[str, Any, FieldInfo]] = [
            (f.name, f.types, f) for f in fields if f.role is Role.REFERENCE
        ]


def _expected(field: FieldInfo) -> str:
    return " or ".join(cls.__name__ for cls in field.types)


def _where(node: Node, field: FieldInfo) -> str:
    return f"{_called(node)}.{field.name}"


def _called(node: Node) -> str:
    return shown(node).strip("<>")
