from collections import defaultdict

import numpy as np
import pytest

from castle.aigr import (
    Argument,
    BinaryOperation,
    BinaryOperator,
    Connection,
    Constant,
    DiagnosticError,
    Event,
    EventProtocol,
    Forest,
    Init,
    Member,
    Scalar,
    ScalarType,
    Specialise,
    Statement,
    walk,
)
from castle.engines.simulation import SimulationEngine
from castle.monorail.abcs import Program, RunResult
from castle.monorail.meta import RunMeta
from castle.TESTDOUBLES.aigr.sieve import sieve

COLUMNS = ("sequence", "sender", "receiver", "port", "event", "argument")


def run(order: str = "direct", forest: Forest | None = None, **arguments: object) -> RunResult:
    """Run the Sieve, or another program."""
    engine = SimulationEngine.model_validate({"order": order, "arguments": arguments})
    return engine.run(Program(forest or sieve()), RunMeta.now("sieve"))


def expected_events(most: int) -> list[tuple[int, str, float]]:
    """The events of the basic Sieve under direct calls, as (who, event, number), by hand.

    The number of a sieve is its place in the chain; the finder and the main come after it.
    """
    events: list[tuple[int, str, float]] = [(-1, "runTo", most)]
    primes: list[int] = []
    for number in range(2, most + 1):
        for place, prime in enumerate(primes):
            events.append((place, "input", number))
            if number % prime == 0:
                break
        else:
            events += [(len(primes), "input", number), (len(primes) + 1, "input", number)]
            primes.append(number)
    return events


def test_every_event_is_a_row() -> None:
    """Under direct calls the rows are the events of the Sieve, one after the other."""
    result = run(max=60)
    wanted = expected_events(60)
    assert result.columns == COLUMNS
    assert result.events.dtype == np.float64
    assert result.events.shape == (len(wanted), len(COLUMNS))
    assert result.events[:, 0].tolist() == list(range(len(wanted)))
    events = [result.names["event_names"][int(row[4])] for row in result.events]
    assert events == [event for _, event, _ in wanted]
    assert result.events[:, 5].tolist() == [number for _, _, number in wanted]


def test_names_stand_beside_the_numbers() -> None:
    """Elements are called after who owns them, or after their component."""
    result = run(max=7)
    names = result.names["element_names"]
    assert names == ("Main", "Main.generator", "Main.finder", *(f"Sieve#{n}" for n in range(1, 5)))
    ways = {
        (names[int(r[1])], result.names["port_names"][int(r[3])], names[int(r[2])])
        for r in result.events
    }
    assert ("Main", "controll", "Main.generator") in ways
    assert ("Main.generator", "outlet", "Sieve#1") in ways
    assert ("Sieve#1", "coprime", "Sieve#2") in ways
    assert ("Main.finder", "found", "Main") in ways
    assert ("Sieve#2", "coprime", "Main.finder") in ways


def test_what_is_printed_is_given_back_and_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """An engine writes nothing to standard output: whoever called it decides."""
    assert run(max=11).printed == "2\n3\n5\n7\n11\n"
    assert capsys.readouterr().out == ""


def test_a_long_chain_needs_no_stack() -> None:
    """To 9,000 the chain is longer than CPython lets calls nest."""
    assert run(max=9000).printed.count("\n") == 1117


def test_the_basic_sieve_is_wrong_with_mailboxes() -> None:
    """Numbers under way to the finder when a sieve is put in are taken for primes."""
    assert run("mailbox", max=100).printed == "".join(f"{n}\n" for n in range(2, 101))


def test_a_mailbox_keeps_the_order_in_which_its_events_were_sent() -> None:
    """Every receiver handles its events in the order of their sending, over all connections."""
    result = run("mailbox", max=50)
    handled: dict[float, list[float]] = defaultdict(list)
    for sequence, _, receiver, *_ in result.events.tolist():
        handled[receiver].append(sequence)
    assert all(sequences == sorted(sequences) for sequences in handled.values())
    assert sorted(result.events[:, 0].tolist()) == list(range(len(result.events)))


def test_the_same_run_twice_gives_the_same() -> None:
    """A run depends on the program, its arguments and the order alone."""
    for order in ("direct", "mailbox"):
        one, other = run(order, max=40), run(order, max=40)
        assert np.array_equal(one.events, other.events)
        assert one.names == other.names


def test_a_program_that_fails_says_where() -> None:
    """A run-time error is in the verdict, and what was printed and sent before it is kept."""
    program = sieve()
    for node in walk(program):
        if isinstance(node, BinaryOperation) and node.operator is BinaryOperator.REMAINDER:
            node.right = Constant(0)
    result = run(forest=program, max=5)
    assert not result.verdict.ok
    assert "division by zero" in result.verdict.message
    assert [d.code for d in result.verdict.diagnostics] == ["CAS0910"]
    assert result.printed == "2\n"
    assert len(result.events) == 4


def test_overflow_stops_the_program() -> None:
    """Ints have 64 bits."""
    program = sieve()
    for node in walk(program):
        if isinstance(node, Member) and node.name == "count":
            node.initial = Constant(2**63 - 1)
    result = run(forest=program, max=5)
    assert (result.verdict.ok, result.printed) == (False, "")
    assert "overflow" in result.verdict.message


def test_dropped_events_are_told() -> None:
    """Events over an unconnected port are counted and reported, and are no rows."""
    program = sieve()
    for node in walk(program):
        if isinstance(node, Init):
            node.body.statements = [s for s in node.body.statements if not is_connection(s)]
    result = run(forest=program, max=5)
    assert result.verdict.ok
    assert [d.code for d in result.verdict.diagnostics] == ["CAS0911"]
    assert "4 events" in result.verdict.diagnostics[0].message
    assert len(result.events) == 1


def is_connection(statement: Statement) -> bool:
    """Whether a statement connects two ports."""
    return isinstance(statement, Connection)


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ({"main": "Mian"}, "CAS0901"),
        ({"main": "Finder"}, "CAS0901"),
        ({"arguments": {"most": 3}}, "CAS0902"),
        ({"arguments": {"max": "3"}}, "CAS0903"),
        ({"arguments": {"max": True}}, "CAS0903"),
        ({"arguments": {"max": 2**63}}, "CAS0903"),
    ],
)
def test_a_start_that_cannot_be_is_refused(config: dict[str, object], code: str) -> None:
    """The main component and its arguments are checked before anything runs."""
    engine = SimulationEngine.model_validate(config)
    with pytest.raises(DiagnosticError) as refused:
        engine.run(Program(sieve()), RunMeta.now("sieve"))
    assert [d.code for d in refused.value.diagnostics] == [code]


def test_the_only_main_is_found() -> None:
    """A program with one component that can be powered on needs no `main`."""
    assert run(max=3).printed == "2\n3\n"


def test_events_that_return_values_need_direct_calls() -> None:
    """What only a call can do is refused in any other order, with its place."""
    program = sieve()
    event = next(node for node in walk(program) if isinstance(node, Event))
    event.returns = ScalarType(Scalar.INT)
    with pytest.raises(DiagnosticError) as refused:
        run("mailbox", program)
    assert [d.code for d in refused.value.diagnostics] == ["CAS0906"]


def test_a_bound_is_refused_where_it_would_not_be_kept() -> None:
    """SlowStart means something where events wait, and is not left out in silence there."""
    program = sieve()
    slow = next(n for n in walk(program) if isinstance(n, EventProtocol) and n.name == "SlowStart")
    simple = next(n for n in walk(program) if getattr(n, "name", "") == "SimpleSieve")
    assert isinstance(simple, EventProtocol)
    simple.base = Specialise("SlowStart", slow, [Argument(Constant(1))])
    assert run("direct", program, max=5).printed == "2\n3\n5\n"
    with pytest.raises(DiagnosticError) as refused:
        run("mailbox", program, max=5)
    assert [d.code for d in refused.value.diagnostics] == ["CAS0907"]


def test_a_bad_start_is_found_before_anything_runs() -> None:
    """`check` says what `run` would refuse, and which key of the configuration is to blame."""
    engine = SimulationEngine(arguments={"most": 3})
    with pytest.raises(DiagnosticError) as refused:
        engine.check(Program(sieve()))
    assert refused.value.keys == (("arguments", "most"),)  # type: ignore[attr-defined]  # of its own class
