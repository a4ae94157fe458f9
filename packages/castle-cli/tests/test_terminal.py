"""What is different on a terminal, and what happens where nothing can be written."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Castle, Project

CODE = "import castle_launcher; castle_launcher.main()"
# What was started in the background of a shell, as these tests may be, does not hear an interrupt.
HEARS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
READ_FROM_ENVIRONMENT = re.compile(r"(?:environ\w*|getenv)\b[^\n]*")


def on_terminal(project: "Project", *words: str, **environment: str) -> tuple[int, str]:
    """Run the command with standard error on a terminal; its status, and what that shows."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", CODE, *words],
        env={**_plain(), "PYTHONPATH": str(project.site), **environment},
        cwd=project.folder.parent,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            more = os.read(ours, 4096)
        except OSError:  # Linux: the other end was closed
            break
        if not more:
            break
        shown += more
    os.close(ours)
    return process.wait(), shown.decode()


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "NO_COLOR"}


def slow(project: "Project", seconds: float) -> None:
    """Make the engine take its time."""
    file = project.site / "castle/engines/echo/__init__.py"
    file.write_text(
        file.read_text().replace("said =", f"import time; time.sleep({seconds}); said =")
    )


def test_bar_for_work_over_a_second(project: "Project") -> None:
    """It says which stage of how many is at work, and leaves no trace."""
    slow(project, 1.6)
    status, shown = on_terminal(project, "run", "project/castle.yaml")
    assert status == 0
    assert re.search(r"\[#+\.+\] 7/7 run:echo \d s", shown)
    assert "\r\x1b[K" in shown[shown.rindex("7/7") :]


def test_no_bar_for_short_work(project: "Project") -> None:
    """Who waits less than a second sees none."""
    assert "7/7" not in on_terminal(project, "run", "project/castle.yaml")[1]


def test_no_bar_in_a_file(castle: "Castle", project: "Project") -> None:
    """It is for people who watch."""
    slow(project, 1.3)
    ran = castle("run", "project/castle.yaml")
    assert "\x1b" not in ran.stderr
    assert "/7" not in ran.stderr


def test_colour_on_a_terminal(project: "Project") -> None:
    """Diagnostics are coloured there, unless NO_COLOR is set to anything."""
    project.write("one.Castle", "bad")
    assert "\x1b[" in on_terminal(project, "run", "project/castle.yaml")[1]
    assert "\x1b[" not in on_terminal(project, "run", "project/castle.yaml", NO_COLOR="1")[1]
    assert "\x1b[" in on_terminal(project, "run", "project/castle.yaml", NO_COLOR="")[1]


def test_environment_is_not_read_silently() -> None:
    """The one variable that the code of the command and its base reads is NO_COLOR."""
    found = set()
    for leaf in ("castle.cli", "castle.monorail"):
        spec = find_spec(leaf)
        assert spec is not None
        assert spec.origin is not None
        for file in Path(spec.origin).parent.rglob("*.py"):
            found.update(READ_FROM_ENVIRONMENT.findall(file.read_text(encoding="utf-8")))
    assert found == {'environ.get("NO_COLOR")'}


def test_environment_changes_nothing(castle: "Castle", monkeypatch: pytest.MonkeyPatch) -> None:
    """Options cannot be given by variables."""
    for name in ("CASTLE_RUN_JSON", "CASTLE_JSON", "CASTLE_RUN_TIMINGS", "CASTLE_CONFIG"):
        monkeypatch.setenv(name, "1")
    ran = castle("run", "project/castle.yaml")
    assert (ran.stdout, "share" in ran.stderr) == ("one\ntwo\n", False)


def ran_into(
    project: "Project", out: int | IO[str], *words: str, closed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the command with its standard output somewhere, and perhaps a stream closed."""
    quoted = ' "$@"' + closed
    return subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" -c "{CODE}"{quoted}', sys.executable, *words],
        env={**_plain(), "PYTHONPATH": str(project.site)},
        cwd=project.folder,
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "words",
    [
        ["run", "castle.yaml"],
        ["run", "castle.yaml", "--json"],
        ["read", "--reader", "plain", "one.Castle"],
        ["plugins"],
        ["--help"],
    ],
)
def test_full_disk(project: "Project", words: list[str]) -> None:
    """An answer that cannot be written is one message and exit status 1."""
    with open("/dev/full", "w") as full:
        ran = ran_into(project, full, *words)
    lines = [
        line for line in ran.stderr.splitlines() if not line.endswith(" s") and "wrote" not in line
    ]
    assert ran.returncode == 1
    assert lines == ["error[CAS0808]: the answer cannot be written: No space left on device"]


def test_closed_streams(project: "Project") -> None:
    """A run without standard error, or without both, ends as it would with them."""
    ran = ran_into(project, subprocess.PIPE, "run", "castle.yaml", closed=" 2>&-")
    assert (ran.returncode, ran.stdout) == (0, "one\ntwo\n")
    project.write("one.Castle", "bad")
    ran = ran_into(project, subprocess.PIPE, "run", "castle.yaml", closed=" >&- 2>&-")
    assert ran.returncode == 1


def test_graph_from_a_terminal(castle: "Castle", monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody types a graph: it is wrong usage, with what to do instead."""

    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    ran = castle("write", "listing")
    assert (ran.returncode, "castle read FILES |" in ran.stderr) == (2, True)


def test_unreadable_configuration(castle: "Castle", monkeypatch: pytest.MonkeyPatch) -> None:
    """Permission denied is an error in the input, as a missing file is."""

    def denied(*_: object, **__: object) -> bytes:
        raise PermissionError(13, "Permission denied", "project/castle.yaml")

    monkeypatch.setattr(Path, "read_bytes", denied)
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    ran = castle("run", "project/castle.yaml")
    assert ran.returncode == 1
    assert "error[CAS0801]: the configuration `project/castle.yaml` cannot be read" in ran.stderr


def test_configuration_of_another_encoding(castle: "Castle", project: "Project") -> None:
    """The first byte that is no UTF-8 has a line and a column."""
    (project.folder / "castle.yaml").write_bytes(b"name: x\n# caf\xe9\n")
    ran = castle("run", "project/castle.yaml")
    assert ran.returncode == 1
    assert ran.stderr.startswith("project/castle.yaml:2:6: error[CAS0801]:")


def test_verdict_for_tools(castle: "Castle", project: "Project") -> None:
    """With --json a program that failed says so in the object too."""
    import json  # noqa: PLC0415  # only this test reads an answer

    file = project.folder / "castle.yaml"
    file.write_text(file.read_text() + "  fails: true\n")
    ran = castle("run", "project/castle.yaml", "--json")
    assert ran.returncode == 3
    verdict = json.loads(ran.stdout)["verdict"]
    assert verdict == {"ok": False, "message": "division by zero", "diagnostics": []}


def noisy(project: "Project") -> None:
    """Let a reader print while it is imported and when it reads."""
    file = project.site / "castle/readers/plain/__init__.py"
    begin = "def _read(self, sources):\n"
    text = file.read_text().replace(begin, f"{begin}        print('noise')\n")
    file.write_text(f"{text}\nprint('noise')\n", encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ("run", "project/castle.yaml", "--json"),
        ("check", "--reader", "plain", "project/one.Castle", "--json"),
        ("read", "--reader", "plain", "project/one.Castle"),
        ("schema",),
    ],
)
def test_plugin_that_prints(castle: "Castle", project: "Project", words: tuple[str, ...]) -> None:
    """Standard output is the answer's; what a plugin prints goes to standard error."""
    noisy(project)
    ran = castle(*words)
    assert ran.returncode == 0
    assert isinstance(json.loads(ran.stdout), dict)
    assert "noise" in ran.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("plugins",),
        ("plugins", "--json"),
        ("explain",),
        ("explain", "810"),
        ("schema",),
        ("run", "castle.yaml"),
        ("run", "castle.yaml", "--json"),
        ("read", "--reader", "plain", "one.Castle"),
    ],
)
def test_standard_output_that_was_closed(project: "Project", words: tuple[str, ...]) -> None:
    """An answer that nobody can get is as bad as one that the disk has no room for."""
    script = f'exec {sys.executable} -c "{CODE}" "$@" >&-'
    ran = subprocess.run(
        ["sh", "-c", script, "sh", *words],
        cwd=project.folder,
        env={**os.environ, "PYTHONPATH": str(project.site)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    message = "error[CAS0808]: the answer cannot be written: standard output is closed"
    assert ran.stderr.splitlines()[-1] == message


def test_working_directory_that_is_gone(project: "Project", tmp_path: Path) -> None:
    """It is told as what it is."""
    gone = tmp_path / "gone"
    gone.mkdir()
    # As the installed command, Python does not look for modules there.
    script = f'rmdir "$PWD"; exec {sys.executable} -P -c "{CODE}" "$@"'
    ran = subprocess.run(
        ["sh", "-c", script, "sh", "run", str(project.folder / "castle.yaml")],
        cwd=gone,
        env={**os.environ, "PYTHONPATH": str(project.site)},
        capture_output=True,
        text=True,
        check=False,
    )
    message = "error[CAS0808]: the working directory is gone\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", message)


def test_interrupted_run(project: "Project") -> None:
    """Ctrl-C ends a run with one line and a status of its own, and keeps no reproducer."""
    slow(project, 30)
    process = subprocess.Popen(
        [sys.executable, "-c", f"{HEARS}; {CODE}", "run", "castle.yaml"],
        env={**os.environ, "PYTHONPATH": str(project.site)},
        cwd=project.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    while "wrote" not in process.stderr.readline():
        pass
    process.send_signal(signal.SIGINT)
    printed, said = process.communicate(timeout=20)
    assert (process.returncode, printed, said) == (130, "", "interrupted\n")
    assert not (project.folder / "castle-crash").exists()
