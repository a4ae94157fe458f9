"""Statements as Python."""

from collections.abc import Iterator

from castle.aigr import (
    Become,
    Body,
    Break,
    BuiltinFunction,
    Call,
    Continue,
    Expression,
    For,
    Identifier,
    If,
    LocalVariable,
    Match,
    QueueLimit,
    Return,
    Statement,
    StaticType,
    SuperInit,
    Type,
    VoidCall,
    While,
    declared_type,
)
from castle.writers.python._defaults import default_value
from castle.writers.python._expressions import ExpressionWriter
from castle.writers.python._machinery import MachineryWriter
from castle.writers.python._text import indented


class StatementWriter:
    """Writes the body of one function.

    Args:
        expressions: writes the expressions, and knows the names of the function.
        machinery: writes what sends and connects.
        result: the type of the value that the function returns.
    """

    def __init__(
        self,
        expressions: ExpressionWriter,
        machinery: MachineryWriter,
        result: StaticType = None,
    ) -> None:
        self._expressions = expressions
        self._machinery = machinery
        self._result = result

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
            case LocalVariable(retained=True) | QueueLimit() | SuperInit():
                pass  # an attribute; of no concern to direct calls; there is nothing above
            case LocalVariable():
                yield self._expressions.line(statement, self._local(statement))
            case Become():
                yield self._expressions.line(statement, self._assignment(statement))
                yield from self._machinery.pins(statement)
            case Return(value=value):
                shown = "" if value is None else f" {self._converted(value, self._result)}"
                yield self._expressions.line(statement, f"return{shown}")
            case VoidCall(call=Call() as call):
                yield self._expressions.line(statement, self._text(call))
            case _:
                yield from self._machinery.lines(statement)

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
        self._expressions.types.enter(loop)
        name = self._expressions.names.name(id(loop.variable), loop.variable.name)
        items = self._items(loop.iterable)
        yield self._expressions.line(loop, f"for {name} in {items}:")
        yield from indented(self.body(loop.body))

    def _items(self, iterable: Expression) -> str:
        """What a loop runs over: it is evaluated once, so what changes meanwhile is not seen."""
        match iterable:
            case Call(callee=Identifier(target=BuiltinFunction(name="range")), arguments=given):
                return self._expressions.span([argument.value for argument in given])
        return self._converted(iterable, self._expressions.kind(iterable))

    def _match(self, match: Match) -> Iterator[str]:
        yield self._expressions.line(match, f"match {self._text(match.subject)}:")
        for case in match.cases:
            values = " | ".join(self._text(value) for value in case.values)
            yield from indented([self._expressions.line(case, f"case {values}:")])
            yield from indented(indented(self.body(case.body)))
        if match.orelse is not None or not match.cases:
            yield from indented(["case _:"])
            yield from indented(indented(self.body(match.orelse or Body())))

    def _local(self, local: LocalVariable) -> str:
        value = self.initial(local.type, local.initial, declared_type(local))
        return f"{self._expressions.names.name(id(local), local.name)} = {value}"

    def initial(self, type: Type | None, value: Expression | None, wanted: StaticType) -> str:
        """What a variable begins with."""
        if value is not None:
            return self._converted(value, wanted)
        if type is None:
            return self._expressions.naming.use("Ground")
        return default_value(type, self._expressions.naming, self._expressions.attributes)

    def _assignment(self, assign: Become) -> str:
        if assign.operator is not None:
            (target,), (value,) = assign.targets, assign.values
            changed = self._expressions.augmented(target, assign.operator, value)
            return f"{self._expressions.target(target)} = {changed}"
        values = [
            self._converted(value, self._expressions.kind(target))
            for target, value in zip(assign.targets, assign.values, strict=True)
        ]
        return f"{', '.join(map(self._expressions.target, assign.targets))} = {', '.join(values)}"

    def _text(self, expression: Expression) -> str:
        return self._expressions.text(expression)

    def _converted(self, expression: Expression, wanted: StaticType) -> str:
        return self._expressions.converted(expression, wanted)
