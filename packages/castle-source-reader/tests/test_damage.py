"""Valid programs, broken in several places: each place is told, in order, and nothing else."""

import os
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from castle.aigr import DiagnosticError, Forest
from castle.readers.source._syntax._tokens import tokenize

# What stands where, and ways to break it; `¦` is where the error is told, its code comes first.
Ways = list[str]
# fmt: off
EVENTS: list[Ways] = [
    ["spare(int:x);", "0101 spare(int ¦x);", "0102 spare(int:x)¦", "0209 spare(¦nix:x);"],
    [
        "int: ask(str:q);",
        "0101 int ¦ask(str:q);",
        "0101 int: ask(str:¦);",
        "0201 ¦nix: more(str:q);",
    ],
    ["last();", "0101 last¦;", "0102 last()¦", "0202 last(); ¦last();"],
]
PORTS: list[Ways] = [
    [
        "port Q<out>:free;",
        "0101 port Q<¦uot>:free;",
        "0102 port Q<out>:free¦",
        "0201 port ¦Nix<out>:free;",
    ],
    ["port Q<out>:far;", "0101 port Q<out¦:far;", "0101 ¦prt Q<out>:far;"],
]
MEMBERS: list[Ways] = [
    ["int m1 := 3;", "0108 int m1 ¦= 3;", "0101 int m1 := ¦;", "0210 int m1 := ¦true;"],
    ["sub Other:s1;", "0101 sub Other ¦s1;", "0102 sub Other:s1¦", "0201 sub ¦Nix:s1;"],
    ["float[] m2 := [1.5, 2];", "0101 float[] m2 := [1.5, 2¦;", "0101 float[ ¦m2 := [1.5, 2];"],
    ["int: twice(int:a) {", "0101 int: twice(int ¦a) {", "0101 int: twice(int:¦) {"],
    ["plain(int:a, str:t) {", "0101 plain(int:a ¦str:t) {", "0102 plain int¦:a, str:t) {"],
    [
        "P.go(x) on .inp {",
        "0101 P.go(x) ¦.inp {",
        "0229 P.go(x) on ¦inp {",
        "0101 P.go(x ¦on .inp {",
    ],
    ["P.ask(q) on .inp {", "0221 P.¦asks(q) on .inp {"],
    ["init() {", "0101 init(¦{", "0101 init ¦{"],
]
STATEMENTS: list[Ways] = [
    [".n := 1;", "0101 .n := ¦;", "0108 .n ¦= 1;", "0102 .n := 1¦", '0210 .n := ¦"a";'],
    [".n += 2;", "0201 ¦.missing += 2;", "0101 .n += (2¦;", "0103 .n += ¦$2;"],
    [".outp.go(1);", "0221 .outp.¦goo(1);", "0211 ¦.outp.go(1, 2);", "0101 .outp.go(1¦;"],
    ["print(.n, 2);", "0126 print(.n¦,);", "0201 ¦prnt(.n, 2);", "0229 print(¦n, 2);"],
    ["while (.n < 3) {", "0101 while (.n < ¦) {", "0101 while ¦.n < 3 {",
     "0109 while (.n ¦:= 3) {"],
    ["if (.n > 3) {", "0214 if (¦.n) {", "0101 if (.n > 3¦ {", "0108 if (.n ¦= 3) {"],
    ["for (i@ in range(0, 3)) {", "0101 for (i@ ¦of range(0, 3)) {",
     "0101 for (i@ in range(0, 3)¦ {"],
    [".s := \"text\";", "0118 .s := ¦'text';", '0104 .s := ¦"text;', "0105 .s := \"te¦\\xt\";"],
    ["if (.b and .n != 2) {", "0123 if (.b ¦&& .n != 2) {", "0213 if (¦.b + .n != 2) {"],
    ["match .n { case 1, 2: { .n := 3; } else: { } }", "0101 match .n { case ¦: { .n := 3; } }"],
]
# fmt: on
OPENING = "{"
Place = tuple[int, int, str]


class Program:
    """A program as it is written line by line, some of them to be broken."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.lines: list[tuple[str, Ways]] = []
        self._line("protocol P { go(int:x); int: ask(str:q); stop(); }", [])
        self._add_all("protocol Q {", EVENTS, "}")
        self._line("component Other { }", [])
        self._line("implement Other { }", [])
        self._add_all("component Thing { port P<in>:inp; port P<out>:outp;", PORTS, "}")
        self._line("implement Thing {", [])
        self._line("    int n; str s; bool b;", [])
        self._line("    P.stop() on .inp { }", [])
        for ways in MEMBERS:
            self._member(ways)
        self._line("}", [])

    def _line(self, text: str, ways: Ways) -> None:
        number = str(len(self.lines))
        self.lines.append((text.replace("@", number), [way.replace("@", number) for way in ways]))

    def _add_all(self, head: str, items: list[Ways], tail: str) -> None:
        self._line(head, [])
        for ways in items:
            self._line(f"    {ways[0]}", ways[1:])
        self._line(tail, [])

    def _member(self, ways: Ways) -> None:
        self._line(f"    {ways[0]}", ways[1:])
        if ways[0].endswith(OPENING):
            own = "init" not in ways[0]
            for _ in range(self._random.randint(0, 4)):
                self._statement(self._random.choice(STATEMENTS), 2, own)
            if ways[0].startswith(("int:", "P.ask")):
                self._line("        return 1;", ["0101 return 1 + ¦;", "0201 return ¦missing;"])
            self._line("    }", [])

    def _statement(self, ways: Ways, depth: int, sends: bool) -> None:
        if ways[0].startswith(".outp") and not sends:
            return
        indent = "    " * depth
        self._line(f"{indent}{ways[0]}", ways[1:])
        if ways[0].endswith(OPENING):
            for _ in range(self._random.randint(0, 2)):
                self._statement(self._random.choice(STATEMENTS), depth + 1, sends)
            self._line(f"{indent}}}", [])

    def broken(self, count: int) -> tuple[str, list[Place]]:
        """The text with so many lines broken, and the places where that has to be told."""
        breakable = [i for i, (_, ways) in enumerate(self.lines) if ways]
        chosen = sorted(self._random.sample(breakable, count))
        texts = [text for text, _ in self.lines]
        places: list[Place] = []
        for i in chosen:
            code, _, way = self._random.choice(self.lines[i][1]).partition(" ")
            text = self.lines[i][0]
            marked = text[: len(text) - len(text.lstrip())] + way
            places.append((i + 1, marked.index("¦") + 1, f"CAS{code}"))
            texts[i] = marked.replace("¦", "")
        return "\n".join(texts) + "\n", places


def told(read: Callable[[str], Forest], text: str) -> list[Place]:
    """What is told about a program."""
    try:
        read(text)
    except DiagnosticError as error:
        places = [(d.location, d.code) for d in error.diagnostics]
        return [(place.line, place.column, code) for place, code in places if place is not None]
    return []


def test_the_programs_are_valid(read: Callable[[str], Forest]) -> None:
    """Before they are broken."""
    for seed in range(20):
        text, _ = Program(Random(seed)).broken(0)
        assert told(read, text) == [], text


RUNS = int(os.environ.get("CASTLE_DAMAGED_PROGRAMS", "60"))


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_each_broken_place_is_told_and_nothing_else(
    read: Callable[[str], Forest], count: int
) -> None:
    """One run tells all, however many there are: in order, at the place, without an echo."""
    failed = []
    for seed in range(RUNS):
        text, places = Program(Random(f"{count} {seed}")).broken(count)
        if told(read, text) != places:
            failed.append((text, places, told(read, text)))
    if failed:
        text, places, said = min(failed, key=lambda each: len(each[0]))
        numbered = "\n".join(f"{i:3} {line}" for i, line in enumerate(text.splitlines(), 1))
        print(len(failed), "failed")
        assert said == places, numbered


def test_one_token_that_is_missing_is_one_error(read: Callable[[str], Forest]) -> None:
    """Wherever it is: nearly always there is one message, and seldom more than two."""
    text, _ = Program(Random(3)).broken(0)
    tokens = tokenize(text)
    counts: Counter[int] = Counter()
    for start, end in zip(tokens.starts, tokens.ends, strict=True):
        counts[len(told(read, text[:start] + " " * (end - start) + text[end:]))] += 1
    assert counts[0] + counts[1] > 0.9 * counts.total()
    assert sum(count for said, count in counts.items() if said > 2) < 0.02 * counts.total()
