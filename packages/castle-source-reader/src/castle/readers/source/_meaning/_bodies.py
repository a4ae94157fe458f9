"""What the checks of expressions, calls, ports and statements have in common."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from castle.aigr import (
    ConstantDefinition,
    Declaration,
    Expression,
    LocalVariable,
    Location,
    LoopVariable,
    NamedType,
    Node,
    Note,
)
from castle.readers.source._meaning._elements import Element
from castle.readers.source._meaning._scopes import Scope
from castle.readers.source._meaning._uses import Uses
from castle.readers.source._meaning._values import ValueType
from castle.readers.source._problems import Code


class Bodies:
    """Checks the code of one implementation, or the constants of a contract."""

    kinds_of: ClassVar[dict[type[Expression], Callable[[Any, Any], ValueType]]] = {}
    """How the type of each kind of expression is found."""

    def __init__(self, scope: Scope, element: Element | None) -> None:
        self.scope = scope
        self.program = scope.program
        self.element = element
        self.uses = Uses(scope, element.enumerations if element is not None else {})
        self.locals: dict[str, Declaration] = {}
        """Parameters and locals that can be seen here."""
        self.constants: dict[ConstantDefinition, ValueType] = {}
        """The types of the constants so far."""
        self.items: dict[Expression, ValueType] = {}
        """The types of the items of literal lists."""
        self.rounds: dict[LoopVariable, ValueType] = {}
        """The types of what loops run over."""

    def type_of(self, node: Expression) -> ValueType:
        """Resolve the names in an expression, check it, and find the type of its value."""
        return self.kinds_of[type(node)](self, node)

    def report(
        self,
        code: Code,
        message: str,
        node: Node | Location | None,
        *notes: Note,
        help: str | None = None,
    ) -> None:
        """Add an error at a node or a place."""
        place = node.location if isinstance(node, Node) else node
        self.program.problems.report(code, message, place, *notes, help=help)

    def known(self, name: str) -> Declaration | None:
        """What a name without a dot means here, as far as it means anything."""
        undotted = self.element.undotted if self.element is not None else {}
        return self.locals.get(name) or undotted.get(name) or self.scope.names.get(name)

    def declare(self, declaration: Declaration) -> None:
        """Make a parameter or local known; no other of its name may be in sight."""
        if not declaration.name:
            return  # it could not be read, as was reported
        first = self.locals.setdefault(declaration.name, declaration)
        if first is not declaration and not _is_of_unknown_type(declaration):
            self.program.report_twice(declaration.name, declaration.location, first)

    @contextmanager
    def block(self) -> Iterator[None]:
        """Forget at the end what was declared in between."""
        before = self.locals.copy()
        yield
        self.locals = before


def _is_of_unknown_type(declaration: Declaration) -> bool:
    """Whether a local is none, perhaps: what looks like its type means nothing, as was reported."""
    kind = declaration.type if isinstance(declaration, LocalVariable) else None
    return isinstance(kind, NamedType) and kind.target is None


def named(node: Node, after: Node | None, name: str) -> Location | None:
    """Where a name stands in a node, behind one of its parts."""
    place, before = node.location, after.location if after is not None else None
    if place is None or before is None or place.file.text is None:
        return place
    start = place.file.text.find(name, before.end, place.end)
    return place if start < 0 else Location(place.file, start, start + len(name))


def declared_here(declaration: Declaration) -> tuple[Note, ...]:
    """A note about the place of a declaration, when it has one."""
    if declaration.location is None:
        return ()
    return (Note(f"`{declaration.name}` is declared here", declaration.location),)
