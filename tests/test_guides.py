"""The guides, word for word: their files are written, their commands run, and print what they say.

A guide is followed in a folder of its own, outside of the repository, and in an environment of its
own, next to what is installed here: what a guide installs is gone with it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

GUIDES = Path(__file__).parents[1] / "docs" / "guides"
FIRST = GUIDES / "write-a-plugin.md"
KINDS = sorted(
    path.name for path in GUIDES.glob("*.md") if path.name not in ("README.md", FIRST.name)
)
# A block with what stands above it: the name of a file, or nothing.
BLOCK = re.compile(
    r"(?:^`(?P<file>[^`\n]+)`:\n\n)?^```(?P<form>\w*)\n(?P<text>.*?)^```$", re.M | re.S
)


class Block(NamedTuple):
    """A fenced block of a guide."""

    file: str | None
    """The file that it is, or None for commands."""
    text: str
    """What it holds."""


def blocks(guide: Path) -> Iterator[Block]:
    """The files and commands of a guide, in order; there is no other block in it."""
    for found in BLOCK.finditer(guide.read_text(encoding="utf-8")):
        assert (found["form"] == "console") == (found["file"] is None), found[0]
        yield Block(found["file"], found["text"])


def commands(text: str) -> Iterator[tuple[str, str]]:
    """The commands of a block, each with what it prints."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed


class Environment:
    """A virtual environment with all that is installed here, that can be added to."""

    def __init__(self, place: Path) -> None:
        self.place = place
        venv.create(place, with_pip=False, symlinks=True)
        self.site = Path(sysconfig.get_path("purelib", "venv", {"base": str(place)}))
        self._fill(Path(sysconfig.get_path("purelib")))
        castle = place / "bin" / "castle"
        code = "from castle_launcher import main; main()"
        castle.write_text(f"#!/bin/sh\nexec '{place}/bin/python' -c '{code}' \"$@\"\n")
        castle.chmod(0o755)

    def _fill(self, installed: Path) -> None:
        for entry in installed.iterdir():
            # The namespace is installed into, and uv takes no link for a distribution's metadata.
            if entry.name == "castle" or entry.suffix == ".dist-info":
                shutil.copytree(entry, self.site / entry.name)
            else:
                (self.site / entry.name).symlink_to(entry)

    def run(self, command: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """Run a command as it would be typed; nothing of it comes from a network."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("UV_")}
        path = os.pathsep.join([str(self.place / "bin"), str(Path(sys.executable).parent)])
        env = {
            **ours,
            "PATH": os.pathsep.join([path, os.environ["PATH"]]),
            "VIRTUAL_ENV": str(self.place),
            "UV_OFFLINE": "1",
            "UV_NO_BUILD_ISOLATION": "1",  # hatchling is installed here
            "UV_PYTHON_DOWNLOADS": "never",
        }
        return subprocess.run(
            ["sh", "-c", command],
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """An environment that a guide may install into."""
    return Environment(tmp_path / "environment")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a guide is followed."""
    place = tmp_path / "work"
    place.mkdir()
    return place


class Followed(NamedTuple):
    """What is there when a guide was followed."""

    folder: Path
    environment: Environment


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """The guide of plugins, done word for word."""
    place = tmp_path_factory.mktemp("followed")
    environment, folder = Environment(place / "environment"), place / "work"
    folder.mkdir()
    follow(FIRST, folder, environment)
    return Followed(folder, environment)


def write(block: Block, folder: Path) -> None:
    """Write a file as a guide has it."""
    path = folder / str(block.file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")


def follow(guide: Path, folder: Path, environment: Environment) -> None:
    """Do all that a guide says: each command prints what stands below it, and nothing fails."""
    for block in blocks(guide):
        if block.file:
            write(block, folder)
            continue
        for command, printed in commands(block.text):
            done = environment.run(command, folder)
            assert done.stdout == printed, f"{command}\n{done.stdout}{done.stderr}"
            # A guide that shows an error shows the message.
            assert done.returncode == 0 or "error[" in printed, f"{command}\n{done.stderr}"


def test_the_plugins_of_the_guide_work_next_to_the_wheels(followed: Followed) -> None:
    """Packages in each of the two ways, and one outside of the namespace, by their names alone."""
    site = followed.environment.site
    installed = {path.name.partition("-")[0] for path in site.glob("*.dist-info")}
    assert {"castle_names_writer", "castle_census_writer", "acme_workshop"} <= installed
    assert not (site / "castle" / "__init__.py").exists()


def test_the_plugins_of_the_guide_do_not_need_their_sources(followed: Followed) -> None:
    """What was installed runs without the folders that it was built from."""
    folder, environment = followed
    for file in ("hello.Moat", "hello.Castle", "names.yaml", "census.yaml", "acme.yaml"):
        (folder / "elsewhere").mkdir(exist_ok=True)
        shutil.copyfile(folder / file, folder / "elsewhere" / file)
    for words in ("names.yaml", "census.yaml", "acme.yaml --allow acme_workshop"):
        done = environment.run(f"castle run {words}", folder / "elsewhere")
        assert done.returncode == 0, done.stderr
    names = {path.name for path in (folder / "elsewhere" / "build").iterdir()}
    assert names == {"names.txt", "census.txt", "size.txt"}
    where = "import castle.writers.names as a, acme_workshop as b; print(a.__file__, b.__file__)"
    for file in environment.run(f'python -c "{where}"', folder).stdout.split():
        assert Path(file).is_relative_to(environment.site)


@pytest.mark.parametrize(("name", "code"), [("names", "CAS0804"), ("census", "CENSUS1")])
def test_a_key_that_the_plugin_does_not_have_is_one_error(
    followed: Followed, name: str, code: str
) -> None:
    """In each of the two ways the mistake is told with its number, and nothing is written."""
    folder, environment = followed
    text = (folder / f"{name}.yaml").read_text(encoding="utf-8")
    wrong = text.replace("writer: {", "writer: {target: never, colour: red, ")
    (folder / "wrong.yaml").write_text(wrong, encoding="utf-8")
    done = environment.run("castle run wrong.yaml", folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"error[{code}]" in done.stderr
    assert done.stderr.count("error[") == 1
    assert "Traceback" not in done.stderr
    assert not (folder / "never").exists()


@pytest.mark.parametrize("name", KINDS)
def test_the_guide_of_a_kind_does_what_it_says(
    name: str, folder: Path, environment: Environment
) -> None:
    """Each kind has a guide whose plugin works, beside the program of the first guide."""
    for block in blocks(FIRST):
        if block.file in ("hello.Moat", "hello.Castle"):
            write(block, folder)
    follow(GUIDES / name, folder, environment)


def test_every_kind_has_its_guide() -> None:
    """No kind of the house is left out, and each guide is listed."""
    from castle.monorail._kinds import KINDS as KNOWN  # noqa: PLC0415  # to fail here alone

    assert {f"{kind.singular}.md" for kind in KNOWN.values()} <= set(KINDS)
    listing = (GUIDES / "README.md").read_text(encoding="utf-8")
    assert [name for name in [*KINDS, FIRST.name] if f"]({name})" not in listing] == []
