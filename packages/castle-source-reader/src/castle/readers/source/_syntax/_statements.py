"""Statements."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NoReturn

from castle.aigr import (
    Become,
    Break,
    Call,
    Compare,
    ComparisonOperator,
    Connection,
    Continue,
    Expression,
    Forward,
    Identifier,
    Index,
    LocalVariable,
    Part,
    Return,
    SendEvent,
    Statement,
    SuperInit,
    VoidCall,
)
from castle.readers.source._problems import Code
from castle.readers.source._syntax._branches import Branches
from castle.readers.source._syntax._operators import AUGMENTED
from castle.readers.source._syntax._tokens import DECIMAL, INTEGER, MISSING, NAME, STRING


class Statements(Branches):
    """Reads statements."""

    __slots__ = ()

    def statement(self) -> Statement:
        """Read a statement."""
        kind = self.kinds[self.i]
        if kind == ".":
            return self.read_expression()
        if kind is NAME:
            return self.read_declaration() if self.declares() else self.read_expression()
        read = _STATEMENTS.get(kind)
        if read is not None:
            return read(self)
        self.unexpected("a statement")

    def read_retained(self) -> Statement:
        """Read the declaration of a local that keeps its value."""
        start = self.starts[self.i]
        self.i += 1
        local = self.read_declaration()
        local.retained = True
        local.location = self.since(start)
        return local

    def read_declaration(self) -> LocalVariable:
        """Read the declaration of a local."""
        start = self.starts[self.i]
        use = self.type_use("a type")
        name = self.name("the name of a local")
        initial = self.initial_value()
        self.semicolon()
        return self.placed(LocalVariable(name, use, initial), start)

    def initial_value(self) -> Expression | None:
        """Read the first value of a variable, if it is given."""
        if self.kinds[self.i] != ":=":
            return None
        self.i += 1
        return self.expression()

    def read_expression(self) -> Statement:
        """Read a statement that begins with an expression: assignment, connection, send, call."""
        start = self.starts[self.i]
        first = self.bare_expression()
        kind = self.kinds[self.i]
        if kind == ";" and isinstance(first, _CALLS):
            self.i += 1
            return self.placed(VoidCall(first), start)
        if kind == ":=" or kind == ",":
            return self._assignment(first, start)
        if kind in AUGMENTED:
            return self._augmented(first, start)
        if kind == "=":
            return self._connection(first, start)
        if isinstance(first, _CALLS):
            self.semicolon()
            return self.placed(VoidCall(first), start)
        self._useless(first)

    def _useless(self, node: Expression) -> NoReturn:
        if self.kinds[self.i] not in (";", "}", NAME, "."):
            self.unexpected("`:=`, `=` or a call")
        if isinstance(node, Compare) and node.operators == (ComparisonOperator.EQUAL,):
            message = "`==` compares, and nothing is done with the answer"
            self.fail(Code.NO_EFFECT, message, node.location, help="write `:=` to assign")
        help_ = "a statement assigns with `:=`, connects with `=`, sends or calls"
        self.fail(Code.NO_EFFECT, "this statement has no effect", node.location, help=help_)

    def _assignment(self, first: Expression, start: int) -> Statement:
        targets: list[Identifier | Part | Index] = [self._target(first)]
        while self.kinds[self.i] == ",":
            self.i += 1
            targets.append(self._target(self.bare_expression()))
        if self.kinds[self.i] == ":=":
            self.i += 1
        elif self.kinds[self.i] in AUGMENTED:
            self.fail(Code.UNBALANCED, f"`{self.texts[self.i]}` changes one target, not several")
        else:
            self.unexpected("`:=`")
        values = [self.expression()]
        while self.kinds[self.i] == ",":
            self.i += 1
            values.append(self.expression())
        self.semicolon()
        place = self.since(start)
        if len(targets) != len(values):
            message = f"{_count(targets, 'target')}, but {_count(values, 'value')}"
            self.problems.report(Code.UNBALANCED, message, place)
        return Become(targets, values, location=place)

    def _augmented(self, first: Expression, start: int) -> Statement:
        operator = AUGMENTED[self.kinds[self.i]]
        target = self._target(first)
        self.i += 1
        value = self.expression()
        self.semicolon()
        return self.placed(Become([target], [value], operator), start)

    def _target(self, node: Expression) -> Identifier | Part | Index:
        if not isinstance(node, _TARGETS):
            self.fail(Code.NO_TARGET, "this cannot be assigned", node.location)
        return node

    def _connection(self, left: Expression, start: int) -> Statement:
        equals = self.token(self.i)
        self.i += 1
        right = self.bare_expression()
        if isinstance(left, Part) and isinstance(right, Identifier):
            self.semicolon()
            return self.placed(Forward(left, right), start)
        if not (isinstance(left, Part) and isinstance(right, Part)):
            message = "`=` connects two ports, and these are none"
            help_ = "write `:=` to assign"
            self.problems.report(Code.EQUALS, message, equals, help=help_)
            self.semicolon()
            return self.bad(start)
        self.semicolon()
        return self.placed(Connection(left, right), start)

    def read_super(self) -> Statement:
        """Read `super.init(...);`, which is all that there is of `super`."""
        start = self.starts[self.i]
        if self.texts[self.i + 1 : self.i + 3] != [".", "init"]:
            self.read_operand_super()
        self.i += 3
        arguments = self.arguments()
        self.semicolon()
        return self.placed(SuperInit(arguments), start)

    def read_jump(self, node: type[Break | Continue]) -> Statement:
        """Read what ends a loop or its round."""
        start = self.starts[self.i]
        self.i += 1
        self.semicolon()
        return self.placed(node(), start)

    def read_return(self) -> Statement:
        """Read a return, with or without a value."""
        start = self.starts[self.i]
        self.i += 1
        value = None if self.kinds[self.i] in (";", "}", MISSING) else self.expression()
        self.semicolon()
        return self.placed(Return(value), start)

    def misplaced(self, message: str) -> Statement:
        """Refuse a word that cannot begin a statement."""
        self.fail(Code.MISPLACED, message)


def _count(nodes: Sequence[Expression], what: str) -> str:
    return f"{len(nodes)} {what}" + ("" if len(nodes) == 1 else "s")


_CALLS = (Call, SendEvent)
_TARGETS = (Identifier, Part, Index)
_STATEMENTS: dict[str, Callable[[Statements], Statement]] = {
    "if": Statements.read_if,
    "while": Statements.read_while,
    "for": Statements.read_for,
    "break": partial(Statements.read_jump, node=Break),
    "continue": partial(Statements.read_jump, node=Continue),
    "match": Statements.read_match,
    "local": Statements.read_retained,
    "return": Statements.read_return,
    "super": Statements.read_super,
    "else": partial(Statements.misplaced, message="`else` without an `if` before it"),
    "case": partial(Statements.misplaced, message="`case` outside of a `match`"),
}
for _word in (".", "self", "(", "[", INTEGER, DECIMAL, STRING, "true", "false", "Ground"):
    _STATEMENTS[_word] = Statements.read_expression
