"""Commands for saved runs."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from castle.aigr import DiagnosticError
from castle.monorail.abcs import BackendABC
from castle.monorail.errors import ConfigurationError, UnsupportedError
from castle.monorail.loader import build
from castle.monorail.meta import RunMeta
from castle.processors.shell import ShellProcessor

META = RunMeta.now("my sieve; $(echo no)")
SAY = "import sys; print(*sys.argv[1:], sep='|')"


class Backend(BackendABC):
    """A backend that knows where the run is."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def _save(self, data: Any, run_meta: RunMeta) -> Path:
        return self.file

    def _read(self, run_meta: RunMeta) -> Any:
        return {}

    def _locate(self, run_meta: RunMeta) -> Path:
        return self.file


@pytest.fixture
def backend(tmp_path: Path) -> Backend:
    """A run in a file whose name would be many words, and a command, to a shell."""
    (tmp_path / "a 'run' $HOME;.npz").write_bytes(b"data")
    return Backend(tmp_path / "a 'run' $HOME;.npz")


def made(**config: Any) -> ShellProcessor:
    """A processor that was allowed, of a configuration."""
    allow = ["castle.processors.shell"]
    plugin: ShellProcessor = build("processors", {"module": "shell", **config}, allow=allow)
    return plugin


def refused(call: Callable[[], object], kind: type[DiagnosticError] = DiagnosticError) -> Any:
    """The one diagnostic with which something is refused."""
    with pytest.raises(kind) as error:
        call()
    (diagnostic,) = error.value.diagnostics
    return diagnostic


def test_the_command_gets_the_file_of_the_run(backend: Backend) -> None:
    """Placeholders are filled in, and what the command writes is reported."""
    words = ["{file}", "{folder}", "{name}", "{action}", "{run_id}", "{timestamp}"]
    said = made(command=[sys.executable, "-c", SAY, *words]).process(META, backend)
    moment = META.timestamp.isoformat(timespec="microseconds")
    values = (backend.file, backend.file.parent, META.name, "run", META.run_id, moment)
    assert said.printed == "|".join(map(str, values)) + "\n"


def test_no_shell_sees_the_arguments(backend: Backend) -> None:
    """What would mean something to a shell is handed over as it is."""
    words = ["$HOME", "a b", "*", "`id`", "x;y", "{{file}}", "pre-{name}"]
    said = made(command=[sys.executable, "-c", SAY, *words]).process(META, backend)
    assert said.printed == f"$HOME|a b|*|`id`|x;y|{{file}}|pre-{META.name}\n"


def test_a_shell_when_told_to(backend: Backend) -> None:
    """With `shell: true` a pipe is a pipe, and placeholders are words of it all the same."""
    said = made(shell=True, command="cat {file} | tr a-z A-Z; echo {name}")
    assert said.process(META, backend).printed == f"DATA{META.name}\n"


def test_both_outputs_are_reported(backend: Backend) -> None:
    """Standard error is reported with standard output, in the order in which it came."""
    said = made(shell=True, command="echo one; echo two >&2; echo three").process(META, backend)
    assert said.printed == "one\ntwo\nthree\n"


def test_a_command_reads_nothing(backend: Backend) -> None:
    """Standard input is empty, so that no command waits for it."""
    assert made(command=["cat"]).process(META, backend).printed == ""


def test_another_exit_status_is_an_error(backend: Backend) -> None:
    """It is told with the last lines that the command wrote."""
    script = "import sys; [print('line', n) for n in range(50)]; sys.exit(7)"
    processor = made(command=[sys.executable, "-c", script])
    diagnostic = refused(lambda: processor.process(META, backend))
    assert diagnostic.code == "CAS1106"
    assert diagnostic.message.endswith("ended with exit status 7")
    assert [note.message for note in diagnostic.notes] == [f"line {n}" for n in range(30, 50)]


def test_a_signal_is_told_by_name(backend: Backend) -> None:
    """A command that was killed has no exit status."""
    processor = made(shell=True, command="kill -TERM $$")
    diagnostic = refused(lambda: processor.process(META, backend))
    assert (diagnostic.code, diagnostic.message[-7:]) == ("CAS1106", "SIGTERM")


@pytest.mark.parametrize("command", [["castle-no-such-command"], ["."], [sys.executable, "\0"]])
def test_a_command_that_cannot_be_started_is_told(backend: Backend, command: list[str]) -> None:
    """It is named, with the reason."""
    diagnostic = refused(lambda: made(command=command).process(META, backend))
    assert diagnostic.code == "CAS1104"
    assert command[0] in diagnostic.message


def test_a_command_that_takes_too_long_is_stopped(backend: Backend, tmp_path: Path) -> None:
    """It is stopped with all that it started, and what it wrote is told."""
    processor = made(shell=True, command="echo begun; (sleep 30; touch late) & wait", timeout=0.3)
    begin = time.monotonic()
    diagnostic = refused(lambda: processor.process(META, backend))
    assert time.monotonic() - begin < 10
    assert (diagnostic.code, diagnostic.notes[0].message) == ("CAS1105", "begun")


def test_nothing_is_left_running_when_it_is_interrupted(
    backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever presses Ctrl-C stops the command too."""
    file = tmp_path / "pid"

    def interrupt(*given: object, **more: object) -> None:
        while not (file.exists() and file.read_text().strip()):
            time.sleep(0.01)
        raise KeyboardInterrupt

    monkeypatch.setattr("subprocess.Popen.communicate", interrupt)
    processor = made(shell=True, command=f"echo $$ > '{file}'; sleep 30")
    with pytest.raises(KeyboardInterrupt):
        processor.process(META, backend)
    with pytest.raises(ProcessLookupError):
        os.kill(int(file.read_text()), 0)


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ({}, "CAS0805"),
        ({"command": []}, "CAS1102"),
        ({"command": [" "]}, "CAS1102"),
        ({"command": "python plot.py"}, "CAS1102"),
        ({"command": "don't"}, "CAS1102"),
        ({"command": ["ls"], "shell": True}, "CAS1102"),
        ({"command": ["ls", "{path}"]}, "CAS1103"),
        ({"command": ["ls", "{file.__class__}"]}, "CAS1103"),
        ({"command": ["ls", "{file!r}"]}, "CAS1103"),
        ({"command": ["ls", "{}"]}, "CAS1103"),
        ({"command": ["awk", "{ print"]}, "CAS1103"),
        ({"command": ["ls"], "timeout": 0}, "CAS0806"),
    ],
)
def test_what_cannot_be_a_command_is_told_before_anything_runs(config: Any, code: str) -> None:
    """Each mistake has its number, when the plugin is built."""
    assert refused(lambda: made(**config), ConfigurationError).code == code


def test_commands_have_to_be_allowed() -> None:
    """Whoever writes a configuration chooses the command; whoever runs it has to agree."""
    config = {"module": "shell", "command": ["ls"]}
    diagnostic = refused(lambda: build("processors", config), ConfigurationError)
    assert diagnostic.code == "CAS1101"
    assert "--allow castle.processors.shell" in str(diagnostic.help)


def test_in_python_nobody_has_to_be_asked(backend: Backend) -> None:
    """A processor that a program makes is that program's own doing."""
    assert ShellProcessor(command=["echo", "{name}"]).process(META, backend).printed


def test_a_backend_has_to_know_the_place(backend: Backend) -> None:
    """A backend without files says that it has none."""

    class Remote(Backend):
        _locate = BackendABC._locate

    with pytest.raises(UnsupportedError, match="locate"):
        made(command=["ls"]).process(META, Remote(backend.file))
