"""What may have been meant fits the place where the wrong name stands."""

from collections.abc import Callable

import pytest

Helps = Callable[..., list[str | None]]

CONTRACTS = """\
protocol Signal { ring(int:n); rung(); }
component Bell(int:tone) { port Signal<in>:signal; port Signal<out>:signals; }
"""
BELL = """\
from bells import Bell, Signal;
implement Bell { Signal.ring(n) on .signal { } Signal.rung() on .signal { } }
"""
MAIN = """\
import bell; import bells; from bells import Bell, Signal;
component Tower { port Signal<in>:belfry; port Signal<out>:bells; }
implement Tower {
    sub Bell:belle; alias Bell:bellow; int rings; bool ringing; float print2;
    ringAll(int:rounds) { }
    Signal.rung() on .belfry { }
    Signal.ring(count) on .belfry {
        int total := 0; Bell held := .belle;
        CODE
    }
}
"""

WRONG = [
    ("Bel(1);", "did you mean `Bell`?"),
    ("Blel(1);", "did you mean `Bell`?"),
    ("BELL(1);", "did you mean `Bell`?"),
    ("ringAl(1);", "did you mean `ringAll`?"),
    (".ringAl(1);", "did you mean `ringAll`?"),
    ("prnt(1);", "did you mean `print` or `printf`?"),
    ("bells.Bel(1);", "did you mean `Bell`?"),
    ("bells.bell(1);", "did you mean `Bell`?"),
    ("print(ringin);", "did you mean `.ringing` or `.rings`?"),
    ("print(totl);", "did you mean `total`?"),
    ("print(.ring);", "did you mean `.rings` or `.ringing` or `.print2`?"),
    (".ring := 3;", "did you mean `.rings` or `.ringing` or `.print2`?"),
    (".bel := held;", "did you mean `.belle` or `.bellow`?"),
    (".bell.ring(1);", "did you mean `.bells` or `.belfry`?"),
    (".bele.signal.ring(1);", "did you mean `.belle` or `.bellow`?"),
    (".belle.sgnal.ring(1);", "did you mean `signal` or `signals`?"),
    (".belle.signal.rng(1);", "did you mean `rung` or `ring`?"),
    (".bels = .belle.signal;", "did you mean `.bells` or `.belfry`?"),
    ("hel.signals = .belle.signal;", "did you mean `held`?"),
    ("belle2.signal.ring(1);", "did you mean `.belle` or `.bellow`?"),
    ('sttr s := "";', "did you mean `str`?"),
    ("bel b := held;", "did you mean `Bell`?"),
    ("bels.Bell b := held;", "did you mean `bells` or `bell`?"),
    ("bells.bel b := held;", "did you mean `Bell`?"),
]


@pytest.mark.parametrize(("code", "help_"), WRONG)
def test_a_wrong_name_in_code_suggests_what_can_stand_there(
    helps: Helps, code: str, help_: str
) -> None:
    """Of all names that look alike those of the right kind, the likeliest first."""
    files = {
        "main.Castle": MAIN.replace("CODE", code),
        "bell.Castle": BELL,
        "bells.Moat": CONTRACTS,
    }
    assert helps(files)[0] == help_


@pytest.mark.parametrize(
    ("declaration", "help_"),
    [
        ("protocol Q : signal { }", "did you mean `Signal`?"),
        ("protocol Q : Signall { }", "did you mean `Signal`?"),
        ("component X { port signals<in>:p; }", "did you mean `Signal`?"),
        ("component X : Towr { }", "did you mean `Tower`?"),
        ("component X : bells.bell { }", "did you mean `Bell`?"),
        ("implement bel { }", "did you mean `Bell`?"),
        ("component X { } implement X { sub tower:t; }", "did you mean `Tower`?"),
        ("component X { } implement X { Tow n; }", None),
        ("component X { } implement X { flaot n; }", "did you mean `float`?"),
        ("protocol Q { boole: go(); }", "did you mean `bool`?"),
    ],
)
def test_a_wrong_name_in_a_declaration_suggests_what_can_stand_there(
    helps: Helps, declaration: str, help_: str | None
) -> None:
    """Protocols, components or types, whichever the place is for."""
    files = {
        "main.Castle": MAIN.replace("CODE", "") + declaration,
        "bell.Castle": BELL,
        "bells.Moat": CONTRACTS,
    }
    assert helps(files)[0] == help_


def test_an_import_is_suggested_for_what_can_stand_there_alone(helps: Helps) -> None:
    """A protocol of another file is no cure for an unknown component."""
    files = {
        "main.Castle": "import a; component X { } implement X { sub P:p; f() { Thing(); } }",
        "a.Castle": "protocol P { } component Thing { } implement Thing { }",
    }
    assert helps(files) == [None, "write `from a import Thing;` at the head of the file"]
