"""Statements as Python."""

from collections.abc import Iterator

from castle.aigr import (
    Alias,
    Become,
    Body,
    Break,
    BuiltinFunction,
    Call,
    Continue,
    Declaration,
    Enumeration,
    Expression,
    For,
    Identifier,
    If,
    LocalVariable,
    Match,
    Member,
    Part,
    QueueLimit,
    Return,
    Statement,
    StaticType,
    SubElement,
    SuperInit,
    VoidCall,
    While,
    declared_type,
)
from castle.writers.python._changes import ChangeWriter
from castle.writers.python._choices import is_complete, without_effect
from castle.writers.python._defaults import default_value
from castle.writers.python._expressions import ExpressionWriter
from castle.writers.python._machinery import MachineryWriter
from castle.writers.python._properties import acts, may_change
from castle.writers.python._text import indented

Variable = Alias | LocalVariable | Member | SubElement


class StatementWriter:
    """Writes the body of one function.

    Args:
        expressions: writes the expressions, and knows the names of the function.
        machinery: writes what sends and connects.
        result: the type of the value that the function returns.
        runs_once: whether the function runs once at most for each element.
        is_handler: whether the element handles nothing else while the function runs.
    """

    def __init__(
        self,
        expressions: ExpressionWriter,
        machinery: MachineryWriter,
        result: StaticType = None,
        *,
        runs_once: bool = False,
        is_handler: bool = False,
    ) -> None:
        self._expressions = expressions
        self._machinery = machinery
        self._changes = ChangeWriter(expressions, runs_once=runs_once)
        self._result = result
        self._is_handler = is_handler

    def body(self, body: Body) -> list[str]:
        """The lines of a body, not indented; `pass` when there are none."""
        return [line for s in body.statements for line in self._statement(s)] or ["pass"]

    def _statement(self, statement: Statement) -> Iterator[str]:
        match statement:
            case Body():
                yield from self.body(statement)
            case If():
                yield from self._if(statement)
            case While(test=test, body=body):
                yield self._expressions.line(statement, f"while {self._text(test)}:")
                yield from indented(self.body(body))
            case For():
                yield from self._for(statement)
            case Match(cases=[_, *_]) if isinstance(self._kind(statement), Enumeration):
                yield from self._choice(statement)
            case Match():
                yield from self._match(statement)
            case _:
                yield from self._simple(statement)

    def _simple(self, statement: Statement) -> Iterator[str]:
        match statement:
            case Break():
                yield "break"
            case Continue():
                yield "continue"
            case LocalVariable(retained=True) | QueueLimit():
                pass  # an attribute; of no concern to direct calls
            case LocalVariable():
                name = self._expressions.names.name(id(statement), statement.name)
                yield self.variable(name, statement)
            case Become():
                yield from self._changes.assignment(statement)
                yield from self._machinery.pins(statement)
            case Return(value=value):
                shown = "" if value is None else f" {self._converted(value, self._result)}"
                yield self._expressions.line(statement, f"return{shown}")
            case SuperInit(arguments=arguments):
                yield from self._evaluated(statement, [given.value for given in arguments])
            case VoidCall(call=Call(callee=callee) as call) if _changes(callee.target):
                yield from self._changes.call(statement, call)
            case VoidCall(call=Call() as call):
                yield self._expressions.line(statement, self._text(call))
            case _:
                yield from self._machinery.lines(statement)

    def _evaluated(self, statement: Statement, values: list[Expression]) -> Iterator[str]:
        """Arguments that nothing takes: of a base, ports are inherited and no `init`."""
        for value in values:
            written = self._text(value)
            if self._expressions.fallible or acts(value):
                yield self._expressions.line(statement, written)

    def _if(self, statement: If) -> Iterator[str]:
        branch: If | Body | None = statement
        word = "if"
        while isinstance(branch, If):
            yield self._expressions.line(branch, f"{word} {self._text(branch.test)}:")
            yield from indented(self.body(branch.body))
            branch, word = branch.orelse, "elif"
        if branch is not None and branch.statements:
            yield "else:"
            yield from indented(self.body(branch))

    def _for(self, loop: For) -> Iterator[str]:
        self._expressions.enter(loop)
        name = self._expressions.names.name(id(loop.variable), loop.variable.name)
        items = self._items(loop)
        yield self._expressions.line(loop, f"for {name} in {items}:")
        yield from indented(self.body(loop.body))

    def _items(self, loop: For) -> str:
        """What a loop runs over: a copy of a list that may change meanwhile."""
        match loop.iterable:
            case Call(callee=Identifier(target=BuiltinFunction(name="range")), arguments=given):
                return self._expressions.span([argument.value for argument in given])
        if may_change(loop.iterable, loop.body):
            return self._converted(loop.iterable, self._expressions.kind(loop.iterable))
        return self._text(loop.iterable)

    def _kind(self, match: Match) -> StaticType:
        return self._expressions.kind(match.subject)

    def _choice(self, match: Match) -> Iterator[str]:
        """A match over an enumeration: there is one object for each value."""
        subject, word = self._text(match.subject), "if"
        untested = match.cases[-1] if is_complete(match, self._kind(match)) else None
        tests = [value for case in match.cases if case is not untested for value in case.values]
        if len(tests) > 1 and not isinstance(match.subject, Identifier):
            wanted = match.subject.name if isinstance(match.subject, Part) else "matched"
            name = self._expressions.names.name(("matched", id(match)), wanted)
            yield self._expressions.line(match, f"{name} = {subject}")
            subject = name
        for case in match.cases:
            test = " or ".join(f"{subject} is {self._text(value)}" for value in case.values)
            head = "else:" if case is untested else f"{word} {test}:"
            yield self._expressions.line(match, head)
            body = without_effect(match, case) if self._is_handler else case.body
            yield from indented(self.body(body))
            word = "elif"
        if match.orelse is not None:
            yield "else:"
            yield from indented(self.body(match.orelse))

    def _match(self, match: Match) -> Iterator[str]:
        yield self._expressions.line(match, f"match {self._text(match.subject)}:")
        for case in match.cases:
            values = " | ".join(self._text(value) for value in case.values)
            yield from indented([self._expressions.line(case, f"case {values}:")])
            yield from indented(indented(self.body(case.body)))
        if match.orelse is not None or not match.cases:
            yield from indented(["case _:"])
            yield from indented(indented(self.body(match.orelse or Body())))

    def variable(self, name: str, declared: Variable) -> str:
        """The line that gives a variable, a member or a local, its first value."""
        type, wanted = declared.type, declared_type(declared)
        initial = None if isinstance(declared, Alias | SubElement) else declared.initial
        if initial is not None:
            value = self._converted(initial, wanted)
        elif type is None:
            value = self._expressions.naming.use("Ground")
        else:
            value = default_value(type, self._expressions.naming, self._expressions.attributes)
        return self._expressions.line(declared, f"{name} = {value}")

    def _text(self, expression: Expression) -> str:
        return self._expressions.text(expression)

    def _converted(self, expression: Expression, wanted: StaticType) -> str:
        return self._expressions.converted(expression, wanted)


def _changes(called: Declaration | None) -> bool:
    return isinstance(called, BuiltinFunction) and called.name in ("append", "remove")
