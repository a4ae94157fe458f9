"""Small programs that do much: random text of Castle, of which `verify` finds nothing wrong."""

from __future__ import annotations

import re
from itertools import count
from random import Random

CONTRACTS = """\
protocol Talk : SlowStart(2) { go(int:n); pair(int:a, float:b); none(); list(int[]:xs); }
protocol Ask { int: ask(int:n); }
protocol Back : SlowStart(1) { back(int:n); }
component Base(int:k) { port Talk<in>:i; }
component Other(int:id) : Base {
    port Ask<in>:a; port Back<out>:o; port float<in>:level; port float<out>:gauge;
}
component Proxy {
    port Talk<in>:i; port Talk<out>:t; port Ask<in>:a; port Ask<in>:b; port Ask<out>:c;
    port Back<out>:o;
}
component Main { port Talk<out>:q; }
implement Proxy {
    sub inner;
    init() { .inner := Other(3); .a = .inner.a; .inner.o = .o; }
    Talk.none() on .i { print("none"); .inner.i.none(); }
    * on .i as e { .t = e; }
    Ask.ask(n) on .b { return .c.ask(n + 1); }
    value(v) on .inner.gauge { print("inner", v); }
}
"""
LITERALS = {
    "int": ["0", "1", "2", "3", "7", "-1", "-3", "LIMIT"],
    "float": ["0.5", "2.0", "-0.25", "1e300", "0.0", "3"],
    "bool": ["true", "false"],
    "str": ['"a"', '"42"', '"-7"', '"1.5"', '""', r'"\u00fc"'],
    "int[]": ["[1, 2, 3]", "[7, 8]", "[5, 6]", "range(0, 3)"],
    "float[]": ["[0.5, 1]", "[2.0, 1.0]"],
    "int[][]": ["[[1, 9], [2, 3]]", "[[4, 5], [6, 7]]"],
    "Mood": ["Mood.calm", "Mood.angry"],
}
LARGE = ["9223372036854775807", "-9223372036854775808", "4611686018427387904"]
KINDS = ["int", "int", "int", "float", "bool", "str", "int[]", "float[]", "int[][]", "Mood"]
NAMES = {"int[]": "ints", "float[]": "floats", "int[][]": "rows"}

HOLE = re.compile(r"\{([^{}]+)\}")
WORDS = {
    "sign": ["+", "-", "*", "+", "-", "/", "%"],
    "compare": ["<", "<=", "==", "!=", ">"],
    "logic": ["and", "or", "xor", "nand", "nor", "xnor"],
}
TEMPLATES = {
    "int": [
        *["{int} {sign} {int}"] * 4,
        *("{int} ** 2", "-{int}", "abs({int})", "min({int}, {int})", "len({str})", "len({int[]})"),
        *("int({float} % 100.0)", "int(str({int}))", "int({bool})", "{int[]}[{index}]"),
        *["{ints}[{index}]"] * 2,
    ],
    "float": [
        *["{float} {sign} {float}"] * 3,
        *("max({float}, {int})", "float({int})", "-{float}", "{int} / {float}", "abs({float})"),
        "float(str({float}))",
    ],
    "bool": [
        *("{int} {compare} {int}", "{int} {compare} {float}", "{str} {compare} {str}"),
        *("{int} {compare} {int} {compare} {float}", "{bool} {logic} {bool}", "not {bool}"),
        *("{Mood} == {Mood}", "{int[]} == {int[]}", "{float[]} != {float[]}"),
    ],
    "str": ["{str} + {str}", *(f"str({{{kind}}})" for kind in ("int", "float", "bool", "int[]"))],
    "int[]": ["[{int}, {int}]", "{int[][]}[{index}]"],
    "float[]": ["[0.5, {float}, {int}]"],
    "int[][]": ["[{int[]}, {int[]}]"],
}


class Code:
    """Writes the code of one component."""

    def __init__(self, random: Random, sends: list[str], asks: list[str]) -> None:
        self.random = random
        self.sends, self.asks = sends, asks
        self.known: dict[str, list[str]] = {}
        self.writable: dict[str, list[str]] = {}
        self.methods: list[str] = []
        self.numbers = count()

    def component(self, name: str, rest: list[str]) -> str:
        """An implementation: members, methods, and what else there is to be."""
        lines = [f"implement {name} {{", "cons LIMIT := 5;", "enum Mood { calm, angry }"]
        for kind in dict.fromkeys(KINDS):
            member = f".m_{NAMES.get(kind, kind)}"
            first = self.random.choice(LITERALS[kind])
            value = "" if first.startswith("range") else f" := {first}"
            lines.append(f"{kind} {member[1:]}{value};")
            self.remember(kind, member)
        for number in range(3):
            lines += self.routine(f"int: f{number}(int:x)", {"x": "int"}, "return {int};", 2)
            self.methods.append(f"f{number}")
        for head in rest:
            lines += [head] if head.endswith(";") or head.endswith("}") else self.handler(head)
        return "\n".join([*lines, "}"])

    def remember(self, kind: str, name: str, *, writable: bool = True) -> None:
        """Let the code from here on use a name."""
        self.known.setdefault(kind, []).append(name)
        if writable:
            self.writable.setdefault(kind, []).append(name)

    def handler(self, head: str) -> list[str]:
        """A handler or `powerOn`; its parameters stand behind a `|`."""
        words, _, parameters = head.partition("|")
        names = dict(word.split(":") for word in parameters.split())
        end = "return {int};" if "Ask." in words else ""
        return self.routine(words, names, end, 5 if "powerOn" in words else 3)

    def routine(self, head: str, names: dict[str, str], end: str, size: int) -> list[str]:
        """A method, handler or `powerOn` that ends as it must."""
        saved = self.snapshot()
        for name, kind in names.items():
            self.remember(kind, name)
        lines = [f"{head} {{", *self.statements(size, 2, loop=False), self.shown()]
        if self.sends and not end and self.random.random() < 0.4:
            lines.append(self.filled(self.random.choice(self.sends)))
        lines += [end.replace("{int}", self.value("int"))] if end else []
        self.restore(saved)
        return [*lines, "}"]

    def snapshot(self) -> tuple[dict[str, list[str]], ...]:
        """The names that are known now."""
        return tuple({k: list(v) for k, v in d.items()} for d in (self.known, self.writable))

    def restore(self, saved: tuple[dict[str, list[str]], ...]) -> None:
        """Forget the names that have been declared since."""
        self.known, self.writable = saved

    def statements(self, size: int, depth: int, *, loop: bool) -> list[str]:
        """Some statements, one after the other."""
        return [
            line
            for _ in range(self.random.randint(1, size))
            for line in self.statement(depth, loop=loop)
        ]

    def inside(self, depth: int, *, loop: bool) -> list[str]:
        """The statements of an inner body, whose names nobody else knows."""
        saved = self.snapshot()
        lines = self.statements(2, depth - 1, loop=loop)
        self.restore(saved)
        return lines

    def statement(self, depth: int, *, loop: bool) -> list[str]:
        """One statement, as lines."""
        choice = self.random.randrange(20 if depth else 14)
        kind = self.random.choice(KINDS)
        match choice:
            case 0 | 1:
                return [self.local(kind)]
            case 2 | 3:
                return [f"{self.target(kind)} := {self.value(kind)};"]
            case 4:
                other = self.random.choice(KINDS)
                targets = f"{self.target(kind)}, {self.target(other)}"
                return [f"{targets} := {self.value(kind)}, {self.value(other)};"]
            case 5 | 6:
                operator = self.random.choice(["+", "-", "*", "/", "%"])
                kind = self.random.choice(["int", "int", "float"])
                return [f"{self.target(kind)} {operator}= {self.value(kind)};"]
            case 7:
                return [self.change()]
            case 8 | 9 if self.sends:
                return [self.filled(self.random.choice(self.sends))]
            case 10 if self.methods:
                return [f"{self.random.choice(self.methods)}({self.value('int')});"]
            case 11:
                numbers = f"{self.value('int')}, {self.value('float')}, {self.value('str')}"
                flags = self.random.choice(
                    ["%5d|%8.3f|%s", "%-4d%+e%5s", "%x %g %.1s", "%03d %f%s"]
                )
                return [f'printf("{flags}%%\\n", {numbers});']
            case 14 | 15:
                return self.branches(depth, loop=loop)
            case 16:
                return self.matched(depth, loop=loop)
            case 17 | 18:
                return self.repeated(depth)
            case 19 if loop:
                return [
                    f"if ({self.value('bool')}) {{ {self.random.choice(['break', 'continue'])}; }}"
                ]
        return [self.shown()]

    def shown(self) -> str:
        """A statement that prints two values."""
        values = ", ".join(self.value(self.random.choice(KINDS)) for _ in range(2))
        return f"print({values});"

    def local(self, kind: str) -> str:
        """The declaration of a local, which is known from then on."""
        name = f"v{next(self.numbers)}"
        if self.random.random() < 0.1 and kind in ("int", "str", "float"):
            first = self.random.choice(LITERALS[kind])
            line = f"local {kind} {name} := {first};"
        else:
            line = f"{kind} {name} := {self.value(kind)};"
        self.remember(kind, name)
        return line

    def target(self, kind: str) -> str:
        """Something of a type that can be assigned."""
        if kind == "int" and self.random.random() < 0.3:
            return self.filled(f"{self.random.choice(self.writable['int[]'])}[{{index}}]")
        if kind in ("int", "int[]") and self.random.random() < 0.2:
            row = f"{self.random.choice(self.writable['int[][]'])}[{{index}}]"
            return self.filled(row if kind == "int[]" else f"{row}[{{index}}]")
        return self.random.choice(self.writable[kind])

    def change(self) -> str:
        """A change of a list."""
        kind = self.random.choice(["int[]", "float[]", "int[][]"])
        name, item = self.target(kind), self.value(kind[:-2], 2)
        if self.random.random() < 0.3:
            return self.filled(f"remove({name}, {{index}});")
        return f"append({name}, {item});"

    def branches(self, depth: int, *, loop: bool) -> list[str]:
        """An `if`."""
        lines = [f"if ({self.value('bool')}) {{", *self.inside(depth, loop=loop)]
        if self.random.random() < 0.3:
            lines += [f"}} else if ({self.value('bool')}) {{", *self.inside(depth, loop=loop)]
        if self.random.random() < 0.5:
            lines += ["} else {", *self.inside(depth, loop=loop)]
        return [*lines, "}"]

    def matched(self, depth: int, *, loop: bool) -> list[str]:
        """A `match`."""
        kind, cases = self.random.choice(
            [("int", ["1, 2", "-3"]), ("str", ['"a", ""']), ("Mood", ["Mood.calm"])]
        )
        lines = [f"match {self.value(kind)} {{"]
        for case in [*(f"case {each}" for each in cases), "else"]:
            lines += [f"{case}: {{", *self.inside(depth, loop=loop), "}"]
        return [*lines, "}"]

    def repeated(self, depth: int) -> list[str]:
        """A loop that ends."""
        name = f"v{next(self.numbers)}"
        saved = self.snapshot()
        if self.random.random() < 0.4:
            self.remember("int", name, writable=False)
            test = f"{name} < 3 and {self.value('bool')}"
            lines = [f"int {name} := 0;", f"while ({test}) {{", f"{name} += 1;"]
        else:
            over, kind = self.random.choice(
                [("range(0, 3)", "int"), (self.value("int[]"), "int"), (".m_rows", "int[]")]
            )
            lines = [f"for ({name} in {over}) {{"]
            self.remember(kind, name, writable=False)
        lines += [*self.inside(depth, loop=True), "}"]
        self.restore(saved)
        return lines

    def filled(self, template: str, depth: int = 2) -> str:
        """A template, with values for the types that it names."""
        return HOLE.sub(lambda hole: self.hole(hole[1], depth), template)

    def hole(self, wanted: str, depth: int) -> str:
        """What stands for one name in a template."""
        if wanted == "index":
            inner = self.value("int", min(depth, 1))
            return self.random.choice(["0"] * 6 + ["1", f"{inner} % 2"] * 2 + [inner])
        if wanted == "ints":
            return self.random.choice(self.known["int[]"])
        return self.random.choice(WORDS[wanted]) if wanted in WORDS else self.value(wanted, depth)

    def value(self, kind: str, depth: int = 3) -> str:
        """An expression of a type."""
        names = self.known.get(kind, [])
        if names and self.random.random() < 0.35:
            return self.random.choice(names)
        if depth and kind in TEMPLATES and self.random.random() < 0.6:
            made = list(TEMPLATES[kind])
            if kind == "int":
                made += [f"{name}({{int}})" for name in self.methods] * 2 + self.asks
            return f"({self.filled(self.random.choice(made), depth - 1)})"
        if kind == "int" and self.random.random() < 0.04:
            return f"({self.random.choice(LARGE)})"
        return self.random.choice(LITERALS[kind])


def program(random: Random) -> str:
    """A program of a main, two elements of another component, and a proxy; in one file."""
    talk = [".{}.i.go({{int}});", ".{}.i.pair({{int}}, {{float}});", ".{}.i.none();"]
    talk += [".{}.i.list({{int[]}});"]
    sends = [line.format(sub) for sub in ("one", "two", "proxy") for line in talk]
    sends += [".q.go({int});", ".q = .one.i;", ".q = .two.i;", ".q = .any.i;", ".any := .two;"]
    sends += [".any := Ground;", ".one.level.value({float});", ".q.queue.setMax(LIMIT);"]
    sends += [".any.o.queue.removeLimit();", ".proxy.t = .two.i;", ".proxy.c = .one.a;"]
    asks = [".one.a.ask({int})", ".two.a.ask({int})", ".proxy.a.ask({int})", ".proxy.b.ask({int})"]
    main = Code(random, sends, asks)
    other = Code(random, [*[".o.back({int});"] * 3, ".gauge.value({float});"], [])
    init = "init() { .one := Other(1); .two := Other(2); .proxy := Proxy(); .any := .one; }"
    rest = ["sub Other:one;", "sub two;", "sub Proxy:proxy;", "alias Other:any;", init]
    rest += [f"Back.back(n) on .{sub}.o|n:int" for sub in ("one", "two", "proxy")]
    rest += ["value(v) on .one.gauge|v:float", "powerOn()"]
    handlers = ["int id;", "init(int:id) { super.init(id * 2); .id := id; }"]
    handlers += ["Talk.go(n) on .i|n:int", "Talk.pair(a, b) on .i|a:int b:float"]
    handlers += ["Talk.none() on .i", "Talk.list(xs) on .i|xs:int[]", "Ask.ask(n) on .a|n:int"]
    handlers += ["value(v) on .level|v:float"]
    return f"{CONTRACTS}{main.component('Main', rest)}\n{other.component('Other', handlers)}\n"
