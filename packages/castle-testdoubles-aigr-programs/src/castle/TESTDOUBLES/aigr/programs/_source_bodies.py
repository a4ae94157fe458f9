"""Statements of Castle as text."""

from collections.abc import Iterator
from itertools import count
from random import Random

from castle.TESTDOUBLES.aigr.programs._source_values import LITERALS, Values

KINDS = ["int", "float", "bool", "str", "int[]", "float[]", "str[]", "int[][]"]
Parameters = list[tuple[str, str]]


class Bodies:
    """Writes the bodies of one implementation."""

    def __init__(self, random: Random, members: dict[str, list[str]]) -> None:
        self.random = random
        self.members = members
        """Of each type the members, with their dots."""
        self.sends: list[tuple[str, Parameters]] = []
        """What can be sent or called, with its parameters, save in `init`."""
        self._numbers = count()

    def body(
        self, parameters: Parameters, returns: str | None = None, *, quiet: bool = False
    ) -> list[str]:
        """Write statements that know the parameters; a quiet body sends nothing."""
        known = {kind: list(names) for kind, names in self.members.items()}
        for name, kind in parameters:
            known.setdefault(kind, []).append(name)
        values = Values(self.random, known)
        lines = list(self._statements(values, 2, quiet, False))
        return lines if returns is None else [*lines, f"return {values.value(returns)};"]

    def arguments(self, values: Values, parameters: Parameters) -> str:
        """Write the arguments of a call."""
        return ", ".join(values.value(kind, 2) for _, kind in parameters)

    def _statements(self, values: Values, depth: int, quiet: bool, loop: bool) -> Iterator[str]:
        inner = Values(values.random, {kind: list(names) for kind, names in values.known.items()})
        for _ in range(self.random.randrange(1, 4)):
            yield from self._statement(inner, depth, quiet, loop)

    def _statement(self, values: Values, depth: int, quiet: bool, loop: bool) -> Iterator[str]:
        kind = self.random.choice(KINDS)
        names = values.known.get(kind, [])
        match self.random.randrange(12 if depth else 7):
            case 0 | 1:
                yield self._local(values, kind)
            case 2 if names:
                yield f"{self.random.choice(names)} := {values.value(kind)};"
            case 3 if len(names) > 1:
                yield f"{names[0]}, {names[-1]} := {names[-1]}, {values.value(kind)};"
            case 4 if values.known.get("int"):
                target = self.random.choice(values.known["int"])
                yield f"{target} {self.random.choice('+-*')}= {values.value('int')};"
            case 5 if self.sends and not quiet:
                name, parameters = self.random.choice(self.sends)
                yield f"{name}({self.arguments(values, parameters)});"
            case 6:
                yield self._built_in(values)
            case 7 | 8:
                yield from self._if(values, depth, quiet, loop)
            case 9:
                yield f"while ({values.value('bool')}) {{"
                yield from self._inside(values, depth, quiet, True)
            case 10:
                yield from self._for(values, depth, quiet)
            case 11:
                yield from self._match(values, depth, quiet, loop)
            case _:
                yield f"print({values.value('int')}, {values.value('str')});"

    def _local(self, values: Values, kind: str) -> str:
        name = f"local{next(self._numbers)}"
        retained = self.random.random() < 0.1
        value = self.random.choice(LITERALS[kind]) if retained else values.value(kind)
        values.known.setdefault(kind, []).append(name)
        return f"{'local ' if retained else ''}{kind} {name} := {value};"

    def _built_in(self, values: Values) -> str:
        lists = values.known.get("int[]", [])
        if not lists or self.random.random() < 0.3:
            return f'printf("%5d|%s|%.2f%%\\n", {values.value("int")}, {values.value("str")}, 0.5);'
        name, value = self.random.choice(lists), values.value("int", 2)
        index = values.value("int", 1)
        changes = [f"append({name}, {value});", f"{name}[{index}] := {value};"]
        return self.random.choice([*changes, f"{name}[{index}] += {value};"])

    def _inside(self, values: Values, depth: int, quiet: bool, loop: bool) -> Iterator[str]:
        for line in self._statements(values, depth - 1, quiet, loop):
            yield f"    {line}"
        if loop and self.random.random() < 0.3:
            yield f"    if ({values.value('bool')}) {{"
            yield f"        {self.random.choice(['break', 'continue'])};"
            yield "    }"
        yield "}"

    def _if(self, values: Values, depth: int, quiet: bool, loop: bool) -> Iterator[str]:
        yield f"if ({values.value('bool')}) {{"
        lines = list(self._inside(values, depth, quiet, loop))
        for _ in range(self.random.randrange(3)):
            lines[-1] = f"}} else if ({values.value('bool')}) {{"
            lines += self._inside(values, depth, quiet, loop)
        if self.random.random() < 0.5:
            lines[-1] = "} else {"
            lines += self._inside(values, depth, quiet, loop)
        yield from lines

    def _for(self, values: Values, depth: int, quiet: bool) -> Iterator[str]:
        name = f"item{next(self._numbers)}"
        over = values.value("int[]")
        if self.random.random() < 0.5:
            over = f"range(0, {values.value('int')})"
        yield f"for ({name} in {over}) {{"
        yield f"    print({name});"
        yield from self._inside(values, depth, quiet, True)

    def _match(self, values: Values, depth: int, quiet: bool, loop: bool) -> Iterator[str]:
        kind, cases = self.random.choice([("int", ["1, 2", "-3"]), ("str", ['"a"', '"b", ""'])])
        yield f"match {values.value(kind)} {{"
        for case in [*(f"case {each}" for each in cases), "else"]:
            yield f"    {case}: {{"
            for line in self._inside(values, depth, quiet, loop):
                yield f"    {line}"
        yield "}"
