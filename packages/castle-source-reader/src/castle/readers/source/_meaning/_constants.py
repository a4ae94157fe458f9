"""Expressions whose value is known before the program runs."""

from typing import Any

from castle.aigr import (
    BinaryOperation,
    Compare,
    Constant,
    ConstantDefinition,
    Declaration,
    Enumeration,
    Enumerator,
    Expression,
    Identifier,
    ListLiteral,
    ListOf,
    Node,
    Note,
    Part,
    TypedParameter,
    UnaryOperation,
    UnaryOperator,
    walk,
)
from castle.readers.source._meaning._bodies import declared_here
from castle.readers.source._meaning._elements import Element
from castle.readers.source._meaning._evaluation import EvaluationError, evaluate
from castle.readers.source._meaning._ports import Ports
from castle.readers.source._meaning._scopes import Scope
from castle.readers.source._meaning._values import UNKNOWN, ValueType, comparable, describe
from castle.readers.source._problems import Code

_OPERATIONS = (BinaryOperation, Compare, Constant, ListLiteral, UnaryOperation)
_MADE_OF = "is made of literals, constants and operators"


def is_bound(node: Expression) -> bool:
    """Whether an expression, its names resolved, has besides only parameters or what is unknown."""
    return all(
        isinstance(part, _OPERATIONS)
        or (isinstance(part, Identifier) and isinstance(part.target, TypedParameter | None))
        for part in walk(node)
    )


class Constants(Ports):
    """Checks constants, and what is made of them."""

    def __init__(self, scope: Scope, element: Element | None) -> None:
        super().__init__(scope, element)
        self.values: dict[ConstantDefinition, Any] = {}
        """The values of the constants so far."""

    def define(self, node: ConstantDefinition) -> None:
        """Check a constant, which those before it may be part of, and let its type be known."""
        kind, value = self.constant(node.value, "a constant")
        if isinstance(kind, ListOf) and kind.item is None:
            message = f"nothing tells the type of the items of `{node.name}`"
            self.report(Code.UNTYPED, message, node.value)
            kind = UNKNOWN
        self.constants[node] = kind
        if value is not None:
            self.values[node] = value

    def constant(
        self,
        node: Expression,
        what: str,
        help_: str | None = None,
        place: tuple[ValueType, str] | None = None,
    ) -> tuple[ValueType, Any]:
        """The type of what must be constant, and its value; None when something is wrong with it.

        With a `place` it also has to go where that type is declared, by that name.
        """
        problems = self.program.problems.found
        before = len(problems)
        wrong = next((part for part in walk(node) if not self._is_constant(part)), None)
        if wrong is not None:
            self._report_variable(wrong, node, what, help_)
            return UNKNOWN, None
        kind = self.value_of(node) if place is None else self.fits(place[0], node, place[1])
        return kind, self._computed(node) if len(problems) == before else None

    def fits(self, place: ValueType, value: Expression, name: str) -> ValueType:
        """Check that a value may go where a type is declared; give its own type."""
        kind = self.value_of(value)
        if not self.goes(place, value, kind):
            message = f"`{name}` is {describe(place)}, and the value is {describe(kind)}"
            self.report(Code.MISMATCH, message, value)
        return kind

    def foreseen(self, node: Expression) -> Any:
        """The value of an expression, its names resolved, if it is constant; else None."""
        plain = all(
            isinstance(part.target, ConstantDefinition | Enumeration | Enumerator)
            if isinstance(part, Identifier | Part)
            else isinstance(part, _OPERATIONS)
            for part in walk(node)
        )
        return self._computed(node) if plain else None

    def case(self, node: Expression, subject: ValueType, seen: dict[object, Expression]) -> None:
        """Check one value of a case; no two may be the same."""
        kind = self.value_of(node)
        if kind is UNKNOWN:
            return
        if not _is_plain(node):
            self.report(Code.CASE, "a case is a literal or the name of a constant", node)
        elif not comparable(subject, kind):
            message = f"this is {describe(kind)}, and never equal to {describe(subject)}"
            self.report(Code.CASE, message, node)
        else:
            self._case_once(node, seen)

    def _case_once(self, node: Expression, seen: dict[object, Expression]) -> None:
        value = self._computed(node)
        if value is None:
            return
        key = (isinstance(value, bool), value)  # true is not 1 here
        first = seen.setdefault(key, node)
        if first is not node and first.location is not None:
            note = Note("the first one is here", first.location)
            self.report(Code.CASE, "another case is for this value already", node, note)

    def _report_variable(self, wrong: Node, node: Expression, what: str, help_: str | None) -> None:
        found = self._named(wrong)
        if isinstance(found, ConstantDefinition):
            message = f"{what} may use the constants before it, and `{found.name}` comes later"
            self.report(Code.DEFAULT, message, wrong, *declared_here(found))
            return
        notes = declared_here(found) if found is not None else ()
        self.report(Code.DEFAULT, f"{what} {_MADE_OF}", node, *notes, help=help_)

    def _is_constant(self, part: Node) -> bool:
        """Whether a part of an expression may be constant; names that mean nothing may."""
        if isinstance(part, Part):
            return isinstance(part.base, Identifier)
        if not isinstance(part, Identifier):
            return isinstance(part, _OPERATIONS)
        found = self._named(part)
        if isinstance(found, ConstantDefinition):
            return found in self.constants
        is_part = self.element is not None and part.name in self.element.parts
        return isinstance(found, Enumeration) or (found is None and not is_part)

    def _named(self, part: Node) -> Declaration | None:
        """What a name in a constant names, before it is resolved."""
        return self.known(part.name) if isinstance(part, Identifier) else None

    def _computed(self, node: Expression) -> Any:
        """The value of a constant whose types are right; None after reporting that it has none."""
        names = [part for part in walk(node) if isinstance(part, Identifier | Part)]
        bases = {part.base for part in names if isinstance(part, Part)}
        if not all(self._has_value(part.target) for part in names if part not in bases):
            return None
        try:
            return evaluate(node, self.values)
        except EvaluationError as error:
            self.report(Code.UNCOMPUTABLE, f"this cannot be computed: {error}", error.node)
            return None

    def _has_value(self, used: Node | None) -> bool:
        """Whether something that was used is known, and has a value itself."""
        return isinstance(used, Enumerator) or used in self.values


def _is_plain(node: Expression) -> bool:
    """Whether this is a literal, a number with a minus before it, or the name of a constant."""
    if isinstance(node, UnaryOperation) and node.operator is UnaryOperator.NEGATE:
        node = node.operand
        return isinstance(node, Constant) and not isinstance(node.value, str)
    if isinstance(node, Part):
        return isinstance(node.target, Enumerator)
    constant = isinstance(node, Identifier) and isinstance(node.target, ConstantDefinition)
    return constant or isinstance(node, Constant)
