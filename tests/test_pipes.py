"""The Sieve as one process, and as three with pipes between them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "sieve" / "basic"
CASTLE = [sys.executable, "-c", "from castle_launcher import main; main()"]


def castle(folder: Path, given: bytes, *words: str) -> bytes:
    """Run one command of a pipe."""
    done = subprocess.run(
        [*CASTLE, *words], cwd=folder, input=given, capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_pieces_write_what_one_run_writes(tmp_path: Path) -> None:
    """Every file has the same bytes, and so has the graph in between."""
    leftovers = shutil.ignore_patterns("build", "model_output")
    folder = shutil.copytree(EXAMPLE, tmp_path / "sieve", ignore=leftovers)
    castle(folder, b"", "run", "castle.yaml", "--dump-after", "all", "--dump-to", "graphs")
    read = castle(folder, b"", "read", "main.Castle")
    lowered = castle(folder, read, "transform", "machinery.direct_call")
    castle(folder, lowered, "write", "python{target=piped}")
    first, second = sorted((folder / "graphs").iterdir())
    assert (first.read_bytes(), second.read_bytes()) == (read, lowered)
    names = sorted(path.name for path in (folder / "build").iterdir())
    assert names == sorted(path.name for path in (folder / "piped").iterdir())
    assert "main.py" in names
    for name in names:
        assert (folder / "piped" / name).read_bytes() == (folder / "build" / name).read_bytes()
