"""`castle format` with the real reader and writer: examples, documentation, whole programs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from castle.aigr import Forest, equal
from castle.readers.source import SourceReader
from castle.TESTDOUBLES.aigr.programs import source

DOCS = Path(__file__).parents[1] / "docs"
CASTLE = [sys.executable, "-c", "from castle_launcher import main; main()"]
PAGE = (DOCS / "language" / "style.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```castle\n(.*?)```", PAGE, re.DOTALL)


def castle(folder: Path, *words: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    return subprocess.run(
        [*CASTLE, *words],
        cwd=folder,
        input=given,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        timeout=120,
    )


def test_every_example_formats_to_itself() -> None:
    """`castle format docs/examples` mends one that does not."""
    done = castle(DOCS, "format", "--check", "examples")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n")[0])
def test_what_the_page_of_style_shows_is_in_style(block: str, tmp_path: Path) -> None:
    """Each of its programs formats to itself."""
    done = castle(tmp_path, "format", "-", given=block)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == block


def read(folder: Path, main: str) -> Forest:
    """Read a program."""
    return SourceReader(files=[folder / main]).read([])


def test_programs_mean_the_same_in_style(tmp_path: Path) -> None:
    """The graph is equal before and after; after that nothing changes any more."""
    folders: dict[Path, tuple[str, Forest]] = {}
    for seed in range(3):
        folder = tmp_path / str(seed)
        folder.mkdir()
        files = source(Random(seed), 2)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        main = next(iter(files))
        folders[folder] = main, read(folder, main)
    assert castle(tmp_path, "format", ".").returncode == 0
    for folder, (main, before) in folders.items():
        assert equal(read(folder, main), before)
    done = castle(tmp_path, "format", "--check", ".")
    assert (done.returncode, done.stdout) == (0, "")


def test_a_pipe_writes_all_but_comments(tmp_path: Path) -> None:
    """A graph that was saved does not hold them, and a warning says so."""
    text = "protocol P {\n    go();  // now\n}\n"
    (tmp_path / "p.Moat").write_text(text, encoding="utf-8")
    given = castle(tmp_path, "read", "p.Moat").stdout
    done = castle(tmp_path, "write", "source{target=copy}", given=given)
    assert done.returncode == 0
    assert "CAS0726" in done.stderr
    assert (tmp_path / "copy" / "p.Moat").read_text() == text.replace("  // now", "")
    done = castle(tmp_path, "write", "source{target=.}", given=given)
    assert done.returncode == 1
    assert "CAS0725" in done.stderr
    assert (tmp_path / "p.Moat").read_text() == text
