"""State machines: what their text stands for, and what is wrong with it."""

from collections.abc import Callable, Mapping

import pytest

from castle.aigr import (
    Body,
    Call,
    DoneTrigger,
    EntryAction,
    EpsilonTrigger,
    EventTrigger,
    FinalState,
    Forest,
    History,
    InstantTrigger,
    LeaveAction,
    Region,
    Rule,
    SendEvent,
    State,
    StateMachine,
    StateName,
    SuperState,
    dump,
    equal,
    verify,
    walk,
)

Read = Callable[..., Forest]
Errors = Callable[..., list[str]]

WORLD = """\
protocol Signals { coin(int:value, str:name); pass(); }
protocol Acts { unlock(int:value); lock(); }
component Sub { port Signals<in>:entry; port Acts<out>:acts; }
implement Sub { Signals.coin(v, n) on .entry { } Signals.pass() on .entry { } }
component Gate { port Signals<in>:signal; port Acts<out>:act; }
"""
GATE = """\
@FSM implement Gate {
    state: Locked, Unlocked := Locked; sub Sub:part; int n := 3;
    two() { .n := 2; }
    Locked + signal.coin -> Unlocked; Unlocked + signal.pass -> Locked;
    RULE
}
"""
NESTED = """\
@FSM
implement Gate {
    state: Off, On := Off;
    Off + signal.coin -> On.deep_history;
    On + done -> Off;
    state On {
        region A { state: P, Q := P; final End; P + signal.pass -> Q; Q + epsilon -> End; }
        region B { state: R := R; entry R : act.lock(); leave R : act.unlock(1), { .n := 1; }; }
    }
    int n;
}
"""


def rules(forest: Forest) -> list[Rule]:
    """The rules of a program, in order."""
    return [node for node in walk(forest) if isinstance(node, Rule)]


def gate(rule: str) -> str:
    """A machine with one more rule, on line 10."""
    return WORLD + GATE.replace("RULE", rule)


@pytest.fixture
def rule(read: Read) -> Callable[[str], Rule]:
    """A function that reads one rule of a machine."""

    def run(text: str) -> Rule:
        forest = read(gate(text))
        assert verify(forest) == []
        return rules(forest)[-1]

    return run


def test_a_rule_has_all_its_parts(rule: Callable[[str], Rule]) -> None:
    """Each name is a reference to what it names, and what the event carries has a type."""
    found = rule(
        "Locked + signal.coin(v) [v > .n] -> Unlocked, act.unlock(v), two(), { .n := v; };"
    )
    assert isinstance(found.trigger, EventTrigger)
    assert found.trigger.event is not None
    (given,) = found.trigger.parameters
    assert given.parameter is found.trigger.event.parameters[0]
    assert isinstance(found.target, StateName)
    assert [each.target.name for each in (found.source, found.target) if each.target] == [
        "Locked",
        "Unlocked",
    ]
    assert [type(action) for action in found.actions] == [SendEvent, Call, Body]
    assert found.location is not None
    assert found.location.line == 10


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Locked + signal.pass -> , act.lock();", "Locked + .signal.pass -> , .act.lock();"),
        ("Locked + part.acts.lock -> ;", "Locked + .part.acts.lock->;"),
        (
            "Locked + signal.pass -> , part.entry.pass();",
            "Locked+self.signal.pass->,.part.entry.pass();",
        ),
        ("Locked + signal.pass() -> Locked;", "Locked + signal . pass -> Locked ;"),
    ],
)
def test_dots_and_blanks_make_no_difference(
    rule: Callable[[str], Rule], one: str, other: str
) -> None:
    """The dot before a port may be left out in triggers and actions."""
    first, second = dump(rule(one)), dump(rule(other))
    assert first == second


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Locked + epsilon -> Unlocked;", EpsilonTrigger),
        ("state: More; More + instantly -> Locked;", InstantTrigger),
        ("Locked + done -> Unlocked;", DoneTrigger),
    ],
)
def test_a_rule_may_wait_for_no_event(
    rule: Callable[[str], Rule], text: str, trigger: type
) -> None:
    """The words for that are names everywhere else."""
    assert isinstance(rule(text).trigger, trigger)


def test_the_words_are_names_elsewhere(read: Read) -> None:
    """States, ports, events and parameters may be called like what has a meaning in its place."""
    text = """\
protocol P { epsilon(int:state); done(); }
component A { port P<in>:done; port P<out>:entry; }
@FSM implement A {
    state: state, entry, final := state;
    int region; int history;
    leave() { .region := .history; }
    state + done.epsilon(instantly) [instantly > 0] -> entry, entry.epsilon(instantly), leave();
    entry + done.done -> final;
    final + epsilon -> state;
    entry entry : leave();
    leave leave_ : leave();
    state: leave_;
}
"""
    forest = read(text)
    assert verify(forest) == []
    assert [one.source.name for one in rules(forest)] == ["state", "entry", "final"]


def test_states_in_states_are_read(read: Read) -> None:
    """Superstates, regions, history, final states, and what is done on the way."""
    forest = read(WORLD + NESTED)
    assert verify(forest) == []
    nodes = list(walk(forest))
    assert [node.name for node in nodes if isinstance(node, State)] == [
        *("Off", "On"),
        *("P", "Q", "End", "R"),
    ]
    assert [node.name for node in nodes if isinstance(node, Region)] == ["A", "B"]
    assert [node.name for node in nodes if isinstance(node, FinalState)] == ["End"]
    (history,) = (node for node in nodes if isinstance(node, History))
    assert history.deep
    assert history.state.target is next(n for n in nodes if isinstance(n, SuperState)).state.target
    assert sum(isinstance(node, EntryAction | LeaveAction) for node in nodes) == 2


def test_a_state_is_refined_in_a_file_of_its_own(read: Read) -> None:
    """It shares the names of the machine, and has its own imports."""
    files = {
        "more.Castle": "import gate;\nfrom gate import Gate;\n@FSM\nimplement Gate.Unlocked {\n"
        "    state: Wide, Wider := Wide;\n"
        "    Wide + signal.coin -> Wider, two(), act.unlock(.n);\n"
        "    Wider + epsilon -> Locked;\n}\n",
        "gate.Moat": WORLD.replace(
            "implement Sub { Signals.coin(v, n) on .entry { } Signals.pass() on .entry { } }\n", ""
        ),
        "gate.Castle": GATE.replace("RULE", "").replace("sub Sub:part;", ""),
    }
    forest = read(files)
    assert verify(forest) == []
    whole, refinement = (node for node in walk(forest) if isinstance(node, StateMachine))
    assert refinement.refines is not None
    assert refinement.interface.target is whole.interface.target
    assert refinement.refines.target in {n for n in walk(whole) if isinstance(n, State)}
    files["more.Castle"] = files["more.Castle"].replace("Gate.Unlocked", "gate.Gate.Unlocked")
    assert equal(read(files), forest) is False  # the name of the component is written otherwise
    assert verify(read(files)) == []


WRONG = [
    ("Lokced + signal.pass -> Locked;", "1: CAS0201 the machine `Gate` has no state `Lokced`"),
    ("Locked + signal.pass -> Open;", "25: CAS0201 the machine `Gate` has no state `Open`"),
    ("Locked + signal.pass -> On.history;", "25: CAS0201 the machine `Gate` has no state `On`"),
    ("entry On : act.lock();", "7: CAS0201 the machine `Gate` has no state `On`"),
    ("state On { state: A := A; }", "7: CAS0201 the machine `Gate` has no state `On`"),
    ("state Locked { state: A := B; }", "28: CAS0201 the machine `Gate` has no state `B`"),
    ("Locked + signal.coins -> ;", "17: CAS0221 the protocol `Signals` has no event `coins`"),
    ("Locked + signl.pass -> ;", "10: CAS0201 there is no member or port `.signl` here"),
    ("Locked + n.pass -> ;", "10: CAS0219 `n` is a member, and a port is needed here"),
    (
        "Locked + act.lock -> ;",
        "10: CAS0222 `.act` is an out-port: its events are sent, not handled here",
    ),
    (
        "Locked + part.entry.pass -> ;",
        "10: CAS0222 `entry` is an in-port of `part`, which handles its events",
    ),
    (
        "Locked + signal.pass(x) -> ;",
        "10: CAS0211 `pass` carries 0 values, and the rule names 1",
    ),
    ("Locked + signal.coin(x, x) -> ;", "25: CAS0202 `x` is defined twice"),
    ("Locked + signal.coin(x) [x] -> ;", "26: CAS0214 a condition is a `bool`, and this is `int`"),
    ("Locked + signal.pass -> , three();", "27: CAS0201 nothing is called `three` here"),
    ("Locked + signal.pass -> , act.go();", "31: CAS0221 the protocol `Acts` has no event `go`"),
    (
        "Locked + signal.coin(v, w) -> , act.unlock(w);",
        "44: CAS0212 `value` is `int`, and this is `str`",
    ),
    ("Locked + signal.pass -> , { return 3; };", "36: CAS0217 an action gives no value"),
    ("state: Locked;", "8: CAS0202 `Locked` is defined twice"),
    ("state Locked { state: Unlocked := Unlocked; }", "23: CAS0202 `Unlocked` is defined twice"),
    ("int act;", "1: CAS0202 `act` is defined twice"),
    ("Signals.pass() on .signal { }", "1: CAS0115 a machine has rules, no handlers"),
    (
        "port2() { } Locked + signal.pass -> , act.queue.setMax(3);",
        "39: CAS0237 nothing bounds the queue of `act`",
    ),
    # What the graph says of any machine is said of its text as well.
    ("state: A := A;", "1: CAS0324 a second initial state; one is entered first"),
    ("Locked + signal.pass -> Locked.history;", None),
    ("state: A; A + instantly -> A;", "11: CAS0601 `instantly` leads from `A` back to `A`"),
    ("Locked + instantly -> Unlocked;", None),
    (
        "bool: yes() { return true; } Locked + signal.pass [yes()] -> ;",
        "52: CAS0330 a guard neither",
    ),
    # Syntax.
    ("Locked + signal.pass;", "21: CAS0101 expected `->`, or a guard between `[` and `]`"),
    ("Locked + signal.coin [.n > 3 -> ;", "30: CAS0101 expected `]` after the guard"),
    ("Locked + signal -> ;", "17: CAS0101 expected `.` and an event of the port"),
    ("Locked signal.pass -> Locked;", "1: CAS0101 a rule is written `State + port.event -> Next"),
    ("Locked + signal.pass -> act.lock();", "25: CAS0101 a comma stands before each action"),
    ("Locked + signal.pass -> Locked act.lock();", "32: CAS0101 expected `,`: a comma before"),
    ("Locked + signal.pass -> , .n := 3;", "30: CAS0101 a statement as an action stands in"),
    ("Locked + signal.pass -> , .n;", "27: CAS0112 this is no action: it neither sends nor calls"),
    ("Locked + signal.pass -> ,;", "26: CAS0101 expected an action"),
    ("Locked + signal.pass -> Locked.histroy;", "25: CAS0101 a comma stands before each action"),
    ("Locked + signal.pass -> Locked", "31: CAS0102 expected `;` here, before `}`"),
    ("state A, B := A;", "7: CAS0101 expected `:` between `state` and the names of states"),
    ("state: A := 3;", "13: CAS0101 expected the name of a state, found a number"),
    ("region { }", "8: CAS0101 expected a name between `region` and what it is made of"),
    ("entry Locked { act.lock(); }", "1: CAS0101 this is not how `entry` is used"),
    ("final: Done;", None),
]


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[text for text, _ in WRONG])
def test_what_is_wrong_is_told_once_at_its_place(
    errors: Errors, text: str, message: str | None
) -> None:
    """Each mistake gives a message of its own, with its place, and no second one."""
    found = errors(gate(text))
    assert len(found) == 1, found
    assert found[0].startswith("main.Castle:10:")
    if message is not None:
        column, _, rest = message.partition(":")
        assert found[0].startswith(f"main.Castle:10:{int(column) + 4}:{rest}")


def test_several_errors_of_a_machine_are_told_in_one_run(errors: Errors) -> None:
    """Names, and what is wrong with states and rules as such."""
    found = errors(gate("Lost + epsilon -> Locked;\n    Locked + epsilon -> Locked.history;"))
    assert [each.split()[1] for each in found] == ["CAS0201", "CAS0326"]


def test_a_block_without_an_end_does_not_swallow_rules(errors: Errors) -> None:
    """What stands behind it is read as what it is, and nothing else is missed there."""
    lines = [
        "Locked + epsilon -> , { .n := 1;",
        "Unlocked + epsilon -> , { if (.n > 3) { .n := 3; };",
        "entry Locked : { .n := 3;",
        "leave Locked : { .n := 3;",
        "state Locked { state: A := A; }",
    ]
    found = errors(gate("\n".join(lines)))
    assert [each.split(" ", 1)[1].partition(",")[0] for each in found] == [
        "CAS0113 expected `}`",
        "CAS0127 this `;` ends nothing",
        "CAS0113 expected `}`",
        "CAS0113 expected `}`",
        "CAS0113 expected `}`",
    ]
    assert [int(each.split(":")[1]) for each in found] == [11, 11, 12, 13, 14]


def test_what_may_have_been_meant_is_shown(read: Read, helps: Callable[..., list[str]]) -> None:
    """The closest states, and where the first of them is declared."""
    assert helps(gate("Lokced + signal.pass -> Unlokced;")) == [
        "did you mean `Locked` or `Unlocked`?",
        "did you mean `Unlocked` or `Locked`?",
    ]


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("Q + signal.pass -> Locked;", "write `Q` into a `state:` list"),
        ("Locked + signal.pass -> , jubilate();", "write a method: `jubilate() { }`"),
        ("Locked + signal.pass -> , jubilate(1);", "write a method: `jubilate(...) { }`"),
        ("Locked + signal.whistle -> ;", "declare it in `Signals`: `whistle();`"),
        ("Locked + signal.pass -> , act.whistle();", "declare it in `Acts`: `whistle();`"),
    ],
)
def test_where_nothing_is_close_it_is_said_how_to_declare_it(
    rule: str, wanted: str, helps: Callable[..., list[str]]
) -> None:
    """A state, an action or an event."""
    assert helps(gate(rule)) == [wanted]


HEADS: list[tuple[Mapping[str, str] | str, str]] = [
    ("@fsm implement Gate { }", "6:2: CAS0101 expected `FSM`: there is only `@FSM`, found `fsm`"),
    (
        "protocol A { int: ask(); } component B { port A<in>:a; } "
        "@FSM implement B { state: S := S; S + a.ask -> ; }",
        "6:96: CAS0217 `ask` gives `int`, and a rule gives nothing back",
    ),
    (
        "protocol A : SlowStart(1) { go(); } component B { port A<out>:a; port A<in>:i; } "
        "@FSM implement B { state: S := S; S + i.go -> , a.queue.setMax(3); }",
        "6:130: CAS0115 a statement as an action stands in braces",
    ),
    ("@FSM component Gate { }", "6:6: CAS0101 expected `implement` after `@FSM`"),
    ("@FSM implement Gaet { state: A := A; }", "6:16: CAS0201 nothing is called `Gaet` here"),
    ("@FSM implement Gate.A { state: B := B; }", "6:16: CAS0227 there is no machine `Gate` here"),
    ("@FSM implement Sub.A { state: B := B; }", "6:16: CAS0207 `Sub` is implemented as no machine"),
    (
        "@FSM implement Gate { state: A := A; A + signal.pass -> A; }",
        "6:16: CAS0223 `coin` of the in-port `.signal` is not handled",
    ),
    (
        "@FSM implement Gate { state: A := A; A + signal.pass -> A; A + signal.coin -> A; ",
        "6:81: CAS0113 expected `}`, found the end of the file",
    ),
    (
        "@FSM implement Gate { state A := A; A + signal.pass -> A; A + signal.coin -> A; }",
        "6:29: CAS0101 expected `:` between `state` and the names of states",
    ),
]


@pytest.mark.parametrize(("text", "message"), HEADS, ids=[message for _, message in HEADS])
def test_what_is_wrong_with_a_whole_machine_is_told(
    errors: Errors, text: str, message: str
) -> None:
    """At its head, where the component is named."""
    found = errors(WORLD + text)
    assert found[0].startswith(f"main.Castle:{message}"), found
    assert len(found) == 1


def test_a_machine_implements_what_nothing_else_does(errors: Errors) -> None:
    """Two machines of one component are as wrong as two implementations."""
    twice = WORLD + GATE.replace("RULE", "") * 2
    assert [each.split(": ", 1)[1] for each in errors(twice)] == [
        "CAS0202 `implement Gate` is defined twice"
    ]


def test_an_event_that_a_sub_handles_needs_no_rule(read: Read) -> None:
    """A port that is handed on in `init` is the business of who gets it."""
    init = "init() { .s := Sub(); .signal = .s.entry; }"
    text = f"@FSM implement Gate {{ sub Sub:s; {init} state: A := A; }}"
    assert verify(read(WORLD + text)) == []
