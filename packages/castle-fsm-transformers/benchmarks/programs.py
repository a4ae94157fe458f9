"""The programs that are lowered, as source, and how they are read."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from castle.aigr import Forest
from castle.readers.source import SourceReader

EVENTS = "abcde"
OUTER, INNER = 100, 9
"""How many superstates there are, and how many states in each."""
CONTRACT = """\
protocol Keys { a(int:n); b(int:n); c(int:n); d(int:n); e(int:n); }
protocol Lights { shine(int:n); dark(int:n); }
component Thing { port Keys<in>:k; port Lights<out>:o; }
"""


def read(text: str, contract: str) -> Forest:
    """Read a program of one namespace."""
    with TemporaryDirectory() as folder:
        moat, castle = Path(folder, "program.Moat"), Path(folder, "program.Castle")
        moat.write_text(contract, encoding="utf-8")
        castle.write_text(text, encoding="utf-8")
        return SourceReader(files=[castle]).read([castle])


def large() -> tuple[Forest, int, int]:
    """A machine of 1,000 states and 5,000 rules, read; and how many there are of both.

    Superstates handle what their states leave, also where a guard does not hold. In each there is a
    choice between two states that do the same from then on, which minimising joins.
    """
    random = Random(1)
    outer = "".join(f"    state S{one} {{\n{_inside(one)}    }}\n" for one in range(OUTER))
    rules = [rule for one in range(OUTER) for rule in _rules(random, one)]
    names = ", ".join(f"S{one}" for one in range(OUTER))
    outer += "    " + "\n    ".join(rules)
    text = f"    state: {names} := S0;\n{outer}\n"
    program = read(f"@FSM\nimplement Thing {{\n    int m := 0;\n{text}}}\n", CONTRACT)
    return program, OUTER * (INNER + 1), len(rules)


def _inside(one: int) -> str:
    states = ", ".join(f"L{one}_{n}" for n in range(INNER))
    return f"        state: {states} := L{one}_0;\n"


def _rules(random: Random, one: int) -> list[str]:
    """50 rules: of a superstate, of the states in it, and one that leaves a choice."""
    found = [f"S{one} + k.{event}(n) -> {_leads(random, one)};" for event in EVENTS[:4]]
    twin = [f"k.{event}(n) -> {_leads(random, one)};" for event in EVENTS]
    for n in range(INNER - 2):
        guards = ["", f" [ n > {n} ]", "", "", ""]
        pairs = zip(EVENTS, guards, strict=True)
        own = [f"k.{event}(n){guard} -> {_leads(random, one)};" for event, guard in pairs]
        if n == 0:
            own[-1] = f"k.e -> L{one}_{INNER - 2};"
            own.append(f"k.e -> L{one}_{INNER - 1};")
        found += [f"L{one}_{n} + {rule}" for rule in own]
    return found + [f"L{one}_{n} + {rule}" for n in (INNER - 2, INNER - 1) for rule in twin]


def _leads(random: Random, one: int) -> str:
    target = random.choice([one, random.randrange(OUTER)])
    action = random.choice(["o.shine(n)", f"o.dark({one})", "o.dark(.m), { .m := n; }"])
    return f"L{target}_{random.randrange(INNER)}, {action}"


def guessing(states: int) -> Forest:
    """A machine that guesses when only so many events are still to come: 2 ** (states - 1) sets."""
    rules = ["S0 + k.a -> S0;", "S0 + k.b -> S0;", "S0 + k.b -> S1;"]
    for n in range(1, states - 1):
        rules += [f"S{n} + k.{event} -> S{n + 1};" for event in "ab"]
    names = ", ".join(f"S{n}" for n in range(states))
    text = f"@FSM\nimplement Thing {{\n    state: {names} := S0;\n    {' '.join(rules)}\n}}\n"
    contract = "protocol Keys { a(); b(); }\ncomponent Thing { port Keys<in>:k; }\n"
    return read(text, contract)
