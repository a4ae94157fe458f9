"""Statements."""

from collections.abc import Callable
from typing import Any

from castle.aigr import (
    Alias,
    BadStatement,
    Become,
    Body,
    Break,
    Call,
    ComponentInterface,
    Connection,
    Continue,
    Enumeration,
    Expression,
    For,
    Ground,
    HandlerParameter,
    Identifier,
    If,
    Index,
    ListOf,
    LocalVariable,
    Location,
    Match,
    Member,
    Note,
    Part,
    Port,
    Return,
    Scalar,
    Self,
    SendEvent,
    Statement,
    SubElement,
    TypedParameter,
    VoidCall,
    While,
)
from castle.readers.source._meaning._assignment import unassigned_uses
from castle.readers.source._meaning._bodies import declared_here, named
from castle.readers.source._meaning._elements import Element
from castle.readers.source._meaning._endings import always_returns
from castle.readers.source._meaning._queues import Queues
from castle.readers.source._meaning._scopes import Scope, article
from castle.readers.source._meaning._values import (
    NOTHING,
    UNKNOWN,
    Special,
    ValueType,
    declared,
    describe,
    known,
)
from castle.readers.source._problems import Code

_ASSIGNABLE = (LocalVariable, TypedParameter, HandlerParameter, Member, SubElement, Alias)


class Statements(Queues):
    """Checks statements."""

    def __init__(self, scope: Scope, element: Element | None) -> None:
        super().__init__(scope, element)
        self._returns: ValueType = NOTHING
        self._where = ""
        self._loops = 0
        self.assigned: dict[SubElement, Identifier | Part] = {}
        """Where each sub-element is assigned, as far as code was checked."""
        self._empty: list[LocalVariable] = []

    def run(self, body: Body, returns: ValueType, where: str) -> None:
        """Check the body of something that gives a value of a type, or none."""
        self._returns = returns
        self._where = where
        self._empty = []
        self.body(body)
        self._check_assigned(body)
        if returns not in (NOTHING, UNKNOWN) and not always_returns(body):
            message = f"{where} can end without the value that it gives"
            self.report(Code.NO_RETURN, message, _closing(body), help="end it with `return ...;`")

    def _check_assigned(self, body: Body) -> None:
        """Check that locals refer to elements where their ports are used."""
        for use in unassigned_uses(body, self._empty):
            local = use.base.target if isinstance(use.base, Identifier) else None
            if isinstance(local, LocalVariable):
                message = f"`{local.name}` may be `Ground` here, which has no `{use.name}`"
                help_ = f"assign it before, on each way to here: `{local.name} := ...;`"
                self.report(Code.UNASSIGNED, message, use, *declared_here(local), help=help_)

    def body(self, node: Body) -> None:
        """Check statements; what they declare is known to the end of the body."""
        with self.block():
            for place, statement in enumerate(node.statements):
                meant = CHECKS[type(statement)](self, statement)
                if meant is not None:
                    node.statements[place] = meant

    def declaration(self, node: LocalVariable) -> None:
        """Check a local; its own first value does not know it yet."""
        self.uses.value(node.type, elements=None)
        if node.retained and node.initial is not None:
            place = declared(node.type), node.name
            self.constant(node.initial, "the first value of what is `local`", None, place)
        elif node.initial is not None:
            self.fits(declared(node.type), node.initial, node.name)
        is_element = isinstance(declared(node.type), ComponentInterface)
        if is_element and not node.retained and isinstance(node.initial, Ground | None):
            self._empty.append(node)
        self.declare(node)

    def assign(self, node: Become) -> None:
        """Check an assignment: values first, as they are evaluated."""
        kinds = self.values_given(node)
        for target, value, kind in zip(node.targets, node.values, kinds, strict=False):
            place = self._target(target, kind)
            self._check_made(target, value, kind)
            name = f"`{target.name}`" if isinstance(target, Identifier | Part) else "the item"
            given: ValueType | None = kind
            if node.operator is not None:
                given = self.combine(node.operator, place, kind)
            if given is None and node.operator is not None:
                self.report_operands(node, f"{node.operator.value}=", place, kind)
            elif given is not None and not self.goes(place, value, given):
                message = f"{name} is {describe(place)}, and the value is {describe(given)}"
                self.report(Code.MISMATCH, message, value)

    def _target(self, node: Identifier | Part | Index, given: ValueType) -> ValueType:
        if isinstance(node, Index):
            kind = self.of_index(node)
            self.changeable(node.base)
            return kind
        found = self.find_assigned(node, given)
        if isinstance(found, SubElement):
            self._assign_once(node, found)
        if isinstance(found, _ASSIGNABLE):
            return self.of_target(node, found)
        if found is not None:
            message = f"`{node.name}` is {article(found)}, and cannot be assigned"
            help_ = "ports are connected with `=`" if isinstance(found, Port) else None
            self.report(Code.NOT_ASSIGNABLE, message, node, *declared_here(found), help=help_)
        return UNKNOWN

    def _check_made(
        self, target: Identifier | Part | Index, value: Expression, kind: ValueType
    ) -> None:
        """Check that a sub-element is one of its own, and that what has no type is an element."""
        sub = target.target if isinstance(target, Part) else None
        if not isinstance(sub, SubElement | Alias) or kind is UNKNOWN:
            return
        if not isinstance(kind, ComponentInterface | Special):
            if sub.type is None and sub.component is None:
                message = f"`{sub.name}` is {article(sub)}, and the value is {describe(kind)}"
                self.report(Code.MISMATCH, message, value, *declared_here(sub))
        elif isinstance(sub, SubElement) and not isinstance(value, Call):
            message = f"`{sub.name}` is a sub-element, which is made where it is assigned"
            help_ = f"write `.{sub.name} := {_made(sub)}(...);`"
            self.report(Code.NOT_ASSIGNABLE, message, value, *declared_here(sub), help=help_)

    def _assign_once(self, node: Identifier | Part, sub: SubElement) -> None:
        """Check that one statement assigns a sub-element, and not in each round of a loop."""
        first = self.assigned.setdefault(sub, node)
        if first is node and not self._loops:
            return
        message = f"`{sub.name}` is a sub-element, which is assigned once"
        notes = declared_here(sub)
        if first is not node and first.location is not None:
            notes = (Note("it is assigned here first", first.location),)
        help_ = "let an alias refer to elements that come and go"
        self.report(Code.NOT_ASSIGNABLE, message, node, *notes, help=help_)

    def connection(self, node: Connection) -> None:
        """Check a connection; `=` between two values was probably meant to assign."""
        left = node.left
        if isinstance(left, Part) and isinstance(left.base, Self) and self.element is not None:
            found = self.element.parts.get(left.name)
            if isinstance(found, _ASSIGNABLE):
                self.type_of(node.right)
                message = f"`=` connects ports, and `.{left.name}` is {article(found)}"
                place = named(node, left, "=")
                self.report(Code.EQUALS, message, place, help="write `:=` to assign")
                return
        self.connect(node)

    def call(self, node: VoidCall) -> Statement | None:
        """Check a call or send whose value, if any, is dropped; or find out what it is instead."""
        limit = self.queue_limit(node.call) if isinstance(node.call, SendEvent) else None
        if limit is None:
            self.type_of(node.call)
        else:
            limit.location = node.location
        return limit

    def choice(self, node: If) -> None:
        """Check a test and both of its branches."""
        self.condition(node.test)
        self.body(node.body)
        if isinstance(node.orelse, If):
            self.choice(node.orelse)
        elif node.orelse is not None:
            self.body(node.orelse)

    def loop(self, node: While) -> None:
        """Check a loop."""
        self.condition(node.test)
        self._round(node.body)

    def _round(self, body: Body) -> None:
        self._loops += 1
        self.body(body)
        self._loops -= 1

    def loop_over(self, node: For) -> None:
        """Check a loop over a list, which does not know the variable of the loop."""
        kind = self.value_of(node.iterable)
        if isinstance(kind, ListOf):
            self.rounds[node.variable] = known(kind.inner)
        elif kind is not UNKNOWN:
            message = f"`for` runs over a list, and this is {describe(kind)}"
            help_ = "write `range(a, b)` to count" if kind is Scalar.INT else None
            self.report(Code.NO_LIST, message, node.iterable, help=help_)
        with self.block():
            self.declare(node.variable)
            self._round(node.body)

    def jump(self, node: Break | Continue) -> None:
        """Check that there is a loop to leave or to go on with."""
        if not self._loops:
            word = "break" if isinstance(node, Break) else "continue"
            self.report(Code.MISPLACED, f"`{word}` stands in no loop", node)

    def match(self, node: Match) -> None:
        """Check what is compared, the constants it is compared with, and all branches."""
        kind = self.value_of(node.subject)
        if not (isinstance(kind, Scalar | Enumeration) or kind is UNKNOWN):
            message = f"`match` compares values with constants, and this is {describe(kind)}"
            self.report(Code.CASE, message, node.subject)
            kind = UNKNOWN
        seen: dict[object, Expression] = {}
        for case in node.cases:
            for value in case.values:
                self.case(value, kind, seen)
            self.body(case.body)
        if node.orelse is not None:
            self.body(node.orelse)

    def condition(self, node: Expression) -> None:
        """Check that a condition is a bool."""
        kind = self.value_of(node)
        if kind is not Scalar.BOOL and kind is not UNKNOWN:
            message = f"a condition is a `bool`, and this is {describe(kind)}"
            help_ = "compare it: `... != 0`" if kind is Scalar.INT else None
            self.report(Code.CONDITION, message, node, help=help_)

    def pass_by(self, node: BadStatement) -> None:
        """Say nothing about what could not be read: what is wrong with it was told."""

    def give_back(self, node: Return) -> None:
        """Check that what is returned is what was promised."""
        if node.value is None:
            if self._returns not in (NOTHING, UNKNOWN):
                message = f"{self._where} gives {describe(self._returns)}"
                self.report(Code.RETURN, message, node, help="write `return ...;`")
            return
        kind = self.value_of(node.value)
        if self._returns is NOTHING:
            self.report(Code.RETURN, f"{self._where} gives no value", node.value)
        elif not self.goes(self._returns, node.value, kind):
            message = f"{self._where} gives {describe(self._returns)}, and this is {describe(kind)}"
            self.report(Code.RETURN, message, node.value)


def _made(sub: SubElement) -> str:
    named = sub.component.name if sub.component is not None else "Component"
    return named if sub.type is None else sub.type.name


def _closing(body: Body) -> Location | None:
    return body.location._replace(start=body.location.end - 1) if body.location else None


CHECKS: dict[type[Statement], Callable[[Any, Any], Statement | None]] = {
    BadStatement: Statements.pass_by,
    Become: Statements.assign,
    Body: Statements.body,
    Break: Statements.jump,
    Connection: Statements.connection,
    Continue: Statements.jump,
    For: Statements.loop_over,
    If: Statements.choice,
    LocalVariable: Statements.declaration,
    Match: Statements.match,
    Return: Statements.give_back,
    VoidCall: Statements.call,
    While: Statements.loop,
}
