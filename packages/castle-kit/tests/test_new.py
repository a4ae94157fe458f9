"""`castle new`: what it makes and refuses; `nox -s scaffold` checks that all of it works."""

import ast
import io
import os
import tomllib
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path
from typing import NamedTuple

import pytest

from castle.subcommands.new import new

KINDS = ["reader", "transformer", "writer", "engine", "system", "backend", "processor"]
ROOT = """\
[project]
name = "house"
dependencies = [
    "castle-aigr",
    "castle-zoo",
]

[dependency-groups]
some = [
    "zebra",
    "ant", # ] in a comment
]

[tool.uv.workspace]
members = ["packages/*"]

[tool.uv.sources]
castle-aigr = { workspace = true }
castle-zoo = { workspace = true }

[tool.other]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Done(NamedTuple):
    """What a call came to."""

    exit_code: object
    stderr: str


def called(*words: str) -> Done:
    """Call the command; the runners of click's older versions mix the two streams."""
    said = io.StringIO()
    with redirect_stderr(said), pytest.raises(SystemExit) as done:
        new.main(words)
    return Done(done.value.code, said.getvalue())


def below(folder: Path) -> list[str]:
    """All files in a folder."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_the_example_of_the_architecture(folder: Path) -> None:
    """A transformer deep in the namespace, in a distribution of another name."""
    words = ("transformer", "fsm.nice_fsm", "--distribution", "nice-fsm-castle-plugin")
    assert called(*words, "--author", "Me").exit_code == 0
    leaf = "src/castle/transformers/fsm/nice_fsm"
    assert below(folder / "nice-fsm-castle-plugin") == [
        ".gitignore",
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "noxfile.py",
        "pyproject.toml",
        f"{leaf}/__init__.py",
        f"{leaf}/_transformer.py",
        f"{leaf}/py.typed",
        "tests/test_fsm_nice_fsm.py",
    ]
    text = (folder / "nice-fsm-castle-plugin" / "pyproject.toml").read_text()
    project = tomllib.loads(text)["project"]
    assert project["name"] == "nice-fsm-castle-plugin"
    assert project["authors"] == [{"name": "Me"}]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind(folder: Path, kind: str) -> None:
    """Each is valid Python and TOML, without a placeholder left."""
    assert called(kind, "mine").exit_code == 0
    made = folder / f"castle-mine-{kind}"
    for name in below(made):
        text = (made / name).read_text()
        assert "$" not in text
        if name.endswith(".py"):
            ast.parse(text)
    assert tomllib.loads((made / "pyproject.toml").read_text())
    class_name = f"Mine{kind.capitalize()}"
    assert (
        f'__all__ = ["{class_name}"]' in (made / f"src/castle/{kind}s/mine/__init__.py").read_text()
    )


@pytest.mark.parametrize(
    "name",
    [
        *("Mine", "1st", "my-plugin", "a..b", ".a", "class", "plugins.x", "x.TESTDOUBLES", "é"),
        *("dist", "build", "venv", "tests", "test", "conftest", "benchmarks"),
        *("secrets", "credentials", "x.tests", "readers", "backends", "subcommands", "x.abcs"),
        "a" * 75,
    ],
)
def test_names_that_cannot_be(folder: Path, name: str) -> None:
    """A name that Python or the namespace cannot take is refused, and nothing is made."""
    done = called("writer", name)
    assert done.exit_code == 1
    assert "error[CAS1320]" in done.stderr
    assert below(folder) == []


@pytest.mark.parametrize("name", ["load_test", "builds", "a_testing"])
def test_words_that_only_look_alike(name: str) -> None:
    """A leaf may be called after what it tests or builds."""
    assert called("writer", name).exit_code == 0


@pytest.mark.parametrize("kind", KINDS)
def test_long_names(folder: Path, kind: str) -> None:
    """A name is as long as code with it is in the layout that is checked, and no longer."""
    longest = next(size for size in range(30, 75) if called(kind, "a" * size).exit_code) - 1
    assert longest > 30
    code = [path for path in folder.rglob("*.py") if "a" * longest in str(path)]
    assert max(len(line) for path in code for line in path.read_text().splitlines()) == 100


@pytest.mark.parametrize("name", ["group", "group.sample", "group.sample.more"])
def test_a_place_that_is_taken(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Where a leaf is installed, nothing is started, nor in it or above it."""
    leaf = folder / "site" / "castle" / "readers" / "group" / "sample"
    leaf.mkdir(parents=True)
    (leaf / "__init__.py").write_text("class Sample: ...\n")
    monkeypatch.syspath_prepend(folder / "site")
    done = called("reader", name)
    assert "error[CAS1320]" in done.stderr
    assert "castle.readers.group.sample is there" in done.stderr
    assert called("reader", "group.other").exit_code == 0
    assert called("writer", name).exit_code == 0


def test_a_distribution_that_is_installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made does not take the place of what somebody else has installed."""
    leaf, info = "castle/readers/sample", folder / "site" / "castle_sample_reader-1.dist-info"
    (folder / "site" / leaf).mkdir(parents=True)
    (folder / "site" / leaf / "__init__.py").write_text("class Sample: ...\n")
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: castle-sample-reader\nVersion: 1\n"
    )
    (info / "RECORD").write_text(f"{leaf}/__init__.py,,\n")
    monkeypatch.syspath_prepend(folder / "site")
    done = called("reader", "sample")
    assert "error[CAS1320]" in done.stderr
    assert "castle.readers.sample is there already, from castle-sample-reader" in done.stderr
    done = called("writer", "other", "--distribution", "castle_sample.reader")
    assert "castle-sample-reader 1 is installed, which this one would replace" in done.stderr


@pytest.mark.parametrize("author", ['Joe "Me" X', "C:\\new", "Zoë"])
def test_any_author(folder: Path, author: str) -> None:
    """A name with quotes or backslashes is the same name in the metadata."""
    assert called("writer", "mine", "--author", author).exit_code == 0
    text = (folder / "castle-mine-writer" / "pyproject.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["project"]["authors"] == [{"name": author}]


def test_a_distribution_that_cannot_be(folder: Path) -> None:
    """The name of a distribution is one that an index takes."""
    assert "error[CAS1320]" in called("writer", "mine", "--distribution", "../up").stderr
    assert below(folder) == []


def test_nothing_is_overwritten(folder: Path) -> None:
    """What is there stays as it is."""
    (folder / "castle-mine-writer").mkdir()
    done = called("writer", "mine")
    assert done.exit_code == 1
    assert "error[CAS1321]" in done.stderr
    assert below(folder) == []


def test_a_member_of_a_monorepo(folder: Path) -> None:
    """In the root of a workspace it becomes a member, with the house's licence and tools."""
    (folder / "pyproject.toml").write_text(ROOT)
    (folder / "LICENSE").write_text("ours")
    assert called("writer", "mine").exit_code == 0
    made = folder / "packages" / "castle-mine-writer"
    assert (made / "LICENSE").read_text() == "ours"
    assert not (made / "noxfile.py").exists()
    found = tomllib.loads((folder / "pyproject.toml").read_text())
    names = ["castle-aigr", "castle-mine-writer", "castle-zoo"]
    assert found["project"]["dependencies"] == names
    assert list(found["tool"]["uv"]["sources"]) == names
    assert found["tool"]["other"] == {}
    assert found["dependency-groups"] == tomllib.loads(ROOT)["dependency-groups"]


def test_a_monorepo_of_another_form(folder: Path) -> None:
    """A root that lists its members otherwise is left as it is, and nothing is made."""
    root = ROOT.replace('[\n    "castle-aigr",\n    "castle-zoo",\n]', '["castle-aigr"]')
    (folder / "pyproject.toml").write_text(root)
    assert "error[CAS1322]" in called("writer", "mine").stderr
    assert (folder / "pyproject.toml").read_text() == root
    assert below(folder) == ["pyproject.toml"]


@pytest.mark.parametrize("failing", [os.replace, Path.rename, Path.write_text])
def test_a_root_that_cannot_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, failing: Callable[..., object]
) -> None:
    """A member is there and named, or neither: nothing half made is left behind."""
    (folder / "pyproject.toml").write_text(ROOT)

    def refuse(*given: object, **more: object) -> None:
        raise PermissionError(1, "Operation not permitted", str(given[-1]))

    monkeypatch.setattr(os if failing is os.replace else Path, failing.__name__, refuse)
    assert "error[CAS1321]" in called("writer", "mine").stderr
    monkeypatch.undo()
    assert (folder / "pyproject.toml").read_text() == ROOT
    assert [path.name for path in folder.rglob("*")] == ["pyproject.toml"]


def test_folders_that_were_made_on_the_way(folder: Path) -> None:
    """A project that cannot be made leaves no folder of those that it would lie in."""
    (folder / "there").mkdir()
    words = ("writer", "mine", "--distribution", "a" * 250, "--into", "there/new/deep")
    assert "error[CAS1321]" in called(*words).stderr
    assert [path.name for path in folder.rglob("*")] == ["there"]


def test_the_table_of_a_readme(folder: Path) -> None:
    """A README that lists the members needs a row, and the command says so."""
    (folder / "pyproject.toml").write_text(ROOT)
    assert "a row" not in called("writer", "first").stderr
    (folder / "README.md").write_text("| [`castle-zoo`](packages/castle-zoo) | animals |\n")
    row = "next: add a row for [`castle-mine-writer`](packages/castle-mine-writer) to the table"
    assert row in called("writer", "mine").stderr
