"""What changes variables: assignments, `append` and `remove`."""

from collections.abc import Iterator

from castle.aigr import (
    Become,
    BuiltinFunction,
    Call,
    Constant,
    Expression,
    Identifier,
    Index,
    ListOf,
    Part,
    Scalar,
    Statement,
    StaticType,
    SubElement,
)
from castle.writers.python._expressions import ExpressionWriter
from castle.writers.python._naming import Naming
from castle.writers.python._properties import acts

Target = Identifier | Part | Index


class ChangeWriter:
    """Writes the changes of variables in one function.

    Python finds what is changed at another time than Castle does. Where that shows, values and
    places are evaluated in lines of their own before.
    """

    def __init__(self, expressions: ExpressionWriter, *, runs_once: bool = False) -> None:
        self._expressions = expressions
        self._runs_once = runs_once
        self._naming: Naming = expressions.naming

    def assignment(self, assign: Become) -> Iterator[str]:
        """The values come first, and then each target in turn."""
        if assign.operator is not None:
            yield from self._augmented(assign)
        elif any(map(acts, assign.targets)):
            yield from self._one_by_one(assign)
        else:
            kinds = map(self._expressions.kind, assign.targets)
            triples = zip(assign.values, kinds, assign.targets, strict=True)
            values = ", ".join([self._assigned(*triple) for triple in triples])
            targets = ", ".join(map(self._expressions.target, assign.targets))
            yield self._expressions.line(assign, f"{targets} = {values}")

    def _assigned(self, value: Expression, kind: StaticType, target: Target) -> str:
        """A value for a target; a sub is assigned once, of which `init` alone can be sure."""
        written = self._converted(value, kind)
        again = isinstance(target.target, SubElement) if isinstance(target, Part) else False
        if not again or self._runs_once:
            return written
        self._expressions.fallible = True
        return f"{self._naming.use('once')}({self._expressions.text(target)}, {written})"

    def _one_by_one(self, assign: Become) -> Iterator[str]:
        for value, target in zip(assign.values, assign.targets, strict=True):
            yield self._before(assign, value, "value", self._expressions.kind(target))
        for value, target in zip(assign.values, assign.targets, strict=True):
            yield from self._places(assign, target, last=False)
            changed = f"{self._expressions.target(target)} = {self._expressions.text(value)}"
            yield self._expressions.line(assign, changed)

    def _augmented(self, assign: Become) -> Iterator[str]:
        (target,), (value,), operator = assign.targets, assign.values, assign.operator
        assert operator is not None
        if acts(target) or acts(value):
            yield from self._places(assign, target, last=False)
        written = self._expressions.target(target)
        # Python would keep the list of an item, which the value may change.
        short = not (isinstance(target, Index) and acts(value))
        changed = self._expressions.augmented(target, operator, value, short=short)
        yield self._expressions.line(assign, f"{written} {changed}")

    def call(self, statement: Statement, call: Call) -> Iterator[str]:
        """`append` or `remove`."""
        assert isinstance(call.callee.target, BuiltinFunction)
        items, given = (argument.value for argument in call.arguments)
        kind = self._expressions.kind(items)
        wanted = kind.inner if isinstance(kind, ListOf) else None
        name = call.callee.target.name
        if acts(items) or acts(given):
            yield from self._places(statement, items, last=True)
            one = ("item", wanted) if name == "append" else ("index", Scalar.INT)
            yield self._before(statement, given, *one)
        if name == "append":
            added = self._converted(given, wanted)
            written = f"{self._expressions.target(items)}.append({added})"
        else:
            self._expressions.fallible = True
            sides = f"{self._expressions.target(items)}, {self._expressions.text(given)}"
            written = f"{self._naming.use('remove')}({sides})"
        yield self._expressions.line(statement, written)

    def _places(self, statement: Statement, target: Expression, *, last: bool) -> Iterator[str]:
        """The lines that find which items of lists are meant, outermost list first.

        Each is found before the next is looked for; the last one when `last` says so.
        """
        if not isinstance(target, Index):
            return
        yield from self._places(statement, target.base, last=True)
        if not isinstance(target.index, Constant):
            yield self._before(statement, target.index, "index", Scalar.INT)
        if last:
            self._expressions.fallible = True
            found = (
                f"{self._expressions.target(target.base)}, {self._expressions.text(target.index)}"
            )
            yield self._expressions.line(statement, f"{self._naming.use('place')}({found})")

    def _before(self, statement: Statement, value: Expression, name: str, kind: StaticType) -> str:
        """A line that evaluates something which the following lines use by a name."""
        written = self._converted(value, kind)
        return self._expressions.line(
            statement, f"{self._expressions.kept(value, name)} = {written}"
        )

    def _converted(self, value: Expression, kind: StaticType) -> str:
        return self._expressions.converted(value, kind)
