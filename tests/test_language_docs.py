"""The tour of the language and of machines, word for word; each example of the reference."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from castle.aigr import DiagnosticError, render
from castle.cli import main
from castle.engines.simulation import SimulationEngine
from castle.monorail.abcs import Program
from castle.monorail.loader import build
from castle.monorail.meta import RunMeta
from castle.readers.source import SourceReader

PAGES = Path(__file__).parents[1] / "docs" / "language"
# A block with what stands above it: the name of a file, or nothing.
BLOCK = re.compile(
    r"(?:^`(?P<file>[^`\n]+)`:\n\n)?^```(?P<form>\w*)\n(?P<text>.*?)^```$", re.M | re.S
)
CASTLE = "from castle_launcher import main; main()"
ALONE = re.compile(r"castle (?:check|run) [^|<>&]+")


@pytest.mark.parametrize("page", ["tutorial.md", "machines.md"])
def test_a_page_that_is_followed(
    page: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Its files are written, its commands run, and print what it says."""
    (tmp_path / "bin").mkdir()
    command(tmp_path / "bin" / "castle", f"exec {sys.executable} -c '{CASTLE}' \"$@\"")
    command(tmp_path / "bin" / "python", f'exec {sys.executable} "$@"')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    for block in BLOCK.finditer((PAGES / page).read_text(encoding="utf-8")):
        if block["file"]:
            Path(block["file"]).write_text(block["text"], encoding="utf-8")
            continue
        assert block["form"] == "console"
        for part in re.split(r"^\$ ", block["text"], flags=re.M)[1:]:
            words, _, printed = part.partition("\n")
            assert said(words, capfd) == printed, words


def said(words: str, capfd: pytest.CaptureFixture[str]) -> str:
    """What a command prints; the simple ones run in this process, as there are many."""
    if ALONE.fullmatch(words):
        with pytest.raises(SystemExit):
            main(shlex.split(words)[1:])
    else:
        subprocess.run(["sh", "-c", words], check=False)
    return capfd.readouterr().out


def command(file: Path, line: str) -> None:
    """Make something that a shell can call."""
    file.write_text(f"#!/bin/sh\n{line}\n")
    file.chmod(0o755)


class Example(NamedTuple):
    """A program of the reference, and what comes of it."""

    section: str
    """The heading that it stands under."""
    text: str
    """The program."""
    outcome: str
    """What it prints, or what is wrong with it."""


def examples() -> list[Example]:
    """Every program of the reference; what follows it is what comes of it."""
    found: list[Example] = []
    section = ""
    blocks = re.finditer(
        r"^##+ (?P<head>[^\n]+)$|^```(?P<form>\w*)\n(?P<text>.*?)^```$",
        (PAGES / "reference.md").read_text(encoding="utf-8"),
        re.M | re.S,
    )
    for block in blocks:
        if block["head"]:
            section = block["head"]
        elif block["form"] == "castle":
            found.append(Example(section, block["text"], ""))
        else:
            assert block["form"] == "text", block[0]
            found[-1] = found[-1]._replace(outcome=block["text"])
    return found


@pytest.mark.parametrize("example", examples(), ids=lambda one: one.section.replace(" ", "-"))
def test_the_reference(example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each program prints what stands below it, or is refused as it says there."""
    monkeypatch.chdir(tmp_path)
    assert example.outcome, "what comes of it is missing"
    Path("example.Castle").write_text(example.text, encoding="utf-8")
    assert outcome().strip() == example.outcome.strip()


def outcome() -> str:
    """What the program prints, and what stopped it."""
    try:
        forest = SourceReader(files=[]).read([Path("example.Castle")])
        for step in ("flatten", "determinise", "routines"):
            forest = build("transformers", {"module": f"fsm.{step}"}).transform(forest)
        result = SimulationEngine(main="Main").run(Program(forest, "Main"), RunMeta.now("x"))
    except DiagnosticError as error:
        return "\n".join(map(render, error.diagnostics))
    stopped = [render(one) for one in result.verdict.diagnostics]
    return "\n".join([result.printed.rstrip("\n"), *stopped])


def test_every_section_has_an_example() -> None:
    """What the language has is shown at work."""
    text = (PAGES / "reference.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^### (.+)$", text, re.M))
    assert sections == {example.section for example in examples()}
