"""State machines as people write them: what is said about them, and by which command."""

from __future__ import annotations

import json
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


def castle(folder: Path, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a command."""
    return subprocess.run(
        [*CASTLE, *words], cwd=folder, input=given, capture_output=True, check=False, timeout=120
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
