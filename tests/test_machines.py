"""State machines as people write them: what is said about them, and by which command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
CASTLE = [sys.executable, "-c", "from castle_launcher import main; main()"]
LAMP = """\
protocol Switch { on(); off(); }
component Lamp { port Switch<in>:switch; }
@FSM
implement Lamp {
    state: Dark, Bright, Broken := Dark;
    Dark + switch.on -> Bright;
    Bright + switch.off -> Dark;
    Bright + switch.on -> Bright;
}
"""


def castle(
    folder: Path, *words: str, given: bytes = b"", path: str = ""
) -> subprocess.CompletedProcess[bytes]:
    """Run a command, with more on Python's path."""
    return subprocess.run(
        [*CASTLE, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path} if path else None,
        input=given,
        capture_output=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("name", ["keyboard", "traffic_light", "turnstile"])
def test_the_examples_are_read_without_a_warning(name: str) -> None:
    """Nothing at all is said about them."""
    files = sorted(path.name for path in (EXAMPLES / name).glob("*.Castle"))
    done = castle(EXAMPLES / name, "check", *files)
    assert (done.returncode, done.stderr.decode(), done.stdout) == (0, "", b"")


def test_what_is_hardly_meant_is_a_warning(tmp_path: Path) -> None:
    """It is told, as JSON where that is asked for, and does not fail the check."""
    (tmp_path / "lamp.Castle").write_text(LAMP)
    done = castle(tmp_path, "check", "lamp.Castle", "--json")
    assert done.returncode == 0
    shown = done.stderr.decode()
    assert "lamp.Castle:5:26: warning[CAS0602]: the state `Broken` is never reached" in shown
    assert "lamp.Castle:8:5: warning[CAS0605]" in shown
    found = json.loads(done.stdout)["diagnostics"]
    assert [each["code"] for each in found] == ["CAS0602", "CAS0605"]
    assert {each["severity"] for each in found} == {"warning"}


def test_a_warning_is_told_by_who_reads_the_sources(tmp_path: Path) -> None:
    """What comes down a pipe was told before it went in."""
    (tmp_path / "lamp.Castle").write_text(LAMP)
    read = castle(tmp_path, "read", "lamp.Castle")
    assert (read.returncode, read.stderr.count(b"warning[")) == (0, 2)
    lowered = castle(tmp_path, "transform", "machinery.direct_call", given=read.stdout)
    assert (lowered.returncode, lowered.stderr) == (0, b"")


LOWERED = "fsm.flatten,fsm.determinise,fsm.routines"
ANSWERING = """\
protocol Keys { press(); }
protocol Lights { shine(int:n); last(int:n); }
component Lamp { port Keys<in>:key; port Lights<out>:light; }
component Main { port Keys<out>:finger; }
@FSM
implement Lamp {
    state: Off, On := Off;
    entry Off : light.shine(0);
    Off + key.press -> On, light.shine(1), light.shine(2);
    On + key.press -> , light.last(3);
}
implement Main {
    sub Lamp:lamp;
    init() {
        .lamp := Lamp();
        .finger = .lamp.key;
    }
    powerOn() { .finger.press(); .finger.press(); }
    Lights.shine(n) on .lamp.light {
        print("shine", n);
        if (n == 1) { .finger.press(); }
        print("shone", n);
    }
    Lights.last(n) on .lamp.light { print("last", n); }
}
"""
ANSWERED = """\
shine 0
shone 0
shine 1
shone 1
shine 2
shone 2
last 3
last 3
"""


def test_an_event_that_comes_back_waits_for_the_end_of_the_step(tmp_path: Path) -> None:
    """Under direct calls, too: in the engine, and as written Python."""
    (tmp_path / "lamp.Castle").write_text(ANSWERING)
    steps = ", ".join(f"{{module: {name}}}" for name in LOWERED.split(","))
    (tmp_path / "castle.yaml").write_text(
        "name: lamp\n"
        "reader: {module: source, files: [lamp.Castle]}\n"
        f"transformer: [{steps}, {{module: machinery.direct_call}}]\n"
        "writer: {module: python, target: build}\n"
        "engine: {module: simulation, main: Main}\n"
    )
    done = castle(tmp_path, "run", "castle.yaml")
    assert (done.returncode, done.stdout.decode()) == (0, ANSWERED), done.stderr.decode()
    program = [sys.executable, "-S", "-E", "build/lamp.py"]
    written = subprocess.run(program, cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert (written.stdout.decode(), written.stderr) == (ANSWERED, b"")


def test_what_a_machine_becomes_can_be_read(tmp_path: Path) -> None:
    """It is ordinary Castle, which can be read, run and written again."""
    folder = EXAMPLES / "turnstile"
    read = castle(folder, "read", "main.Castle")
    lowered = castle(folder, "transform", LOWERED, given=read.stdout)
    assert (lowered.returncode, lowered.stderr) == (0, b"")
    target = str(tmp_path / "shown")
    written = castle(tmp_path, "write", "source", "--target", target, given=lowered.stdout)
    assert written.returncode == 0
    assert (tmp_path / "shown" / "turnstile.Castle").read_text() == TURNSTILE
    checked = castle(tmp_path / "shown", "check", "main.Castle")
    assert (checked.returncode, checked.stderr.decode()) == (0, "")


TURNSTILE = """\
implement Turnstile {
    enum State { Locked, Unlocked }
    State state := State.Locked;

    Signals.coin() on .signal {
        match .state {
            case State.Locked: {
                .act.unlock();
                .state := State.Unlocked;
            }
            case State.Unlocked: {
                .act.thank_you();
                .state := State.Unlocked;
            }
        }
    }

    Signals.pass() on .signal {
        match .state {
            case State.Locked: {
                .err.alarm();
                .state := State.Locked;
            }
            case State.Unlocked: {
                .act.lock();
                .state := State.Locked;
            }
        }
    }
}
"""


@pytest.mark.parametrize("words", [["write", "python"], ["run", "castle.yaml"]])
def test_a_machine_that_is_not_lowered_is_refused(tmp_path: Path, words: list[str]) -> None:
    """It is said which transformers are missing."""
    (tmp_path / "lamp.Castle").write_text(ANSWERING)
    (tmp_path / "castle.yaml").write_text(
        "name: lamp\nreader: {module: source, files: [lamp.Castle]}\nengine: {module: simulation}\n"
    )
    read = castle(tmp_path, "read", "lamp.Castle")
    done = castle(tmp_path, *words, given=read.stdout)
    assert (done.returncode, b"CAS0701" in done.stderr) == (1, True)
    assert b"fsm.flatten, fsm.determinise and fsm.routines" in done.stderr


CHOOSING = """\
protocol Keys { press(); hold(); }
component Lamp { port Keys<in>:key; }
component Main { port Keys<out>:finger; }
@FSM
implement Lamp {
    state: Off, Dim, Bright := Off;
    leave Off : says("leave");
    Off + key.press -> Dim, says("act");
    Off + key.press -> Bright, says("act");
    Dim + key.press -> Off;
    Bright + key.hold -> Off;
    says(str:what) { print(what); }
}
implement Main {
    sub Lamp:lamp;
    init() {
        .lamp := Lamp();
        .finger = .lamp.key;
    }
    powerOn() { .finger.press(); print("."); .finger.hold(); }
}
"""
FIRST, THEN = "Lamp: Off + key.press -> Bright", "Lamp: Bright + key.hold -> Off"


@pytest.mark.parametrize(
    ("place", "printed", "waits"),
    [
        (0, [".", "leave", FIRST, "act", THEN], True),
        (1, [".", FIRST, "leave", "act", THEN], True),
        (2, ["Lamp: Off + key.press -> Dim_or_Bright", "leave", "act", "."], False),
    ],
)
def test_where_a_plugin_of_somebody_else_prints(
    place: int, printed: list[str], waits: bool, tmp_path: Path
) -> None:
    """As its README says of each place; only behind `fsm.determinise` nothing waits for it."""
    steps = LOWERED.split(",")
    steps.insert(place, "fsm.nice_fsm")
    (tmp_path / "lamp.Castle").write_text(CHOOSING)
    (tmp_path / "castle.yaml").write_text(
        "name: lamp\n"
        "reader: {module: source, files: [lamp.Castle]}\n"
        f"transformer: [{', '.join(f'{{module: {name}}}' for name in steps)}]\n"
        "engine: {module: simulation, main: Main}\n"
    )
    plugin = str(EXAMPLES / "nice-fsm-plugin" / "src")
    done = castle(tmp_path, "run", "castle.yaml", path=plugin)
    assert done.stdout.decode().splitlines()[: len(printed)] == printed, done.stderr.decode()
    assert (b"CAS0621" in done.stderr) is waits
