"""The examples: each prints what stands beside it, whichever way it is run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from castle.cli import main

ROOT = Path(__file__).parents[1] / "docs" / "examples"
# The first file of an example has the name of its folder, or is a `main`.
EXAMPLES = [
    *("bank_transfer", "bounded_buffer", "calculator", "dining_philosophers", "elevator"),
    *("keyboard", "ping_pong", "sieve/basic", "sieve/self_growing", "sieve/slow_start"),
    *("token_ring", "traffic_light", "turnstile"),
]


@pytest.fixture
def example(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of an example, without what running it leaves behind."""
    leftovers = shutil.ignore_patterns("build", "model_output")
    return shutil.copytree(
        ROOT / request.param, tmp_path / Path(request.param).name, ignore=leftovers
    )


@pytest.mark.parametrize("example", EXAMPLES, indirect=True)
def test_an_example_prints_what_is_expected(
    example: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Under direct calls, in the engine and as written Python; and nothing is to be warned of."""
    expected = (example / "expected.txt").read_text(encoding="utf-8")
    monkeypatch.chdir(example)
    with pytest.raises(SystemExit) as ended:
        main(["run", "castle.yaml", "--json"], prog_name="castle")
    said = json.loads(capfd.readouterr().out)
    assert (ended.value.code or 0, said["warnings"], said["printed"]) == (0, [], expected)
    assert written(example / "build") == expected


def written(build: Path) -> str:
    """What the written Python prints, where nothing is installed; it complains of nothing."""
    name = build.parent.name
    program = next(p for p in (build / "main.py", build / f"{name}.py") if p.exists())
    command = [sys.executable, "-S", "-E", str(program)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_explained(example: str) -> None:
    """It has a page of its own, and so do the contracts and the code."""
    suffixes = {path.suffix for path in (ROOT / example).iterdir()}
    assert {".md", ".Moat", ".Castle", ".yaml", ".txt"} <= suffixes


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_in_style(example: str, capfd: pytest.CaptureFixture[str]) -> None:
    """The formatter would change nothing."""
    with pytest.raises(SystemExit) as ended:
        main(["format", "--check", str(ROOT / example)], prog_name="castle")
    assert (ended.value.code or 0, capfd.readouterr().out) == (0, "")
