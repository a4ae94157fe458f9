"""`castle check` over the examples: a folder of many programs, the first time and again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
CASTLE = [sys.executable, "-c", "from castle_launcher import main; main()"]


def check(folder: Path, *words: str) -> tuple[int, str]:
    """Check all in a folder; give the exit status, and all that was said."""
    done = subprocess.run(
        [*CASTLE, "check", ".", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout


def test_the_examples_have_neither_errors_nor_warnings(tmp_path: Path) -> None:
    """Nor do they the second time, and what is damaged in between is told."""
    leftovers = shutil.ignore_patterns("build", "model_output", ".castle_cache")
    folder = shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=leftovers)
    assert check(folder) == (0, "")
    assert (folder / ".castle_cache" / "source.json").exists()
    assert check(folder) == (0, "")
    finder = folder / "sieve" / "basic" / "finder.Castle"
    finder.write_text(finder.read_text().replace(".count += 1", ".cuont += 1"))
    status, said = check(folder)
    assert (status, said) == check(folder, "--no-cache")
    assert said.startswith("sieve/basic/finder.Castle:")
    assert "did you mean `.count`?" in said
