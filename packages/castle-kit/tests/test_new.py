"""`castle new`: what it makes and refuses; `nox -s scaffold` checks that all of it works."""

import ast
import io
import tomllib
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
    "name", ["Mine", "1st", "my-plugin", "a..b", ".a", "class", "plugins.x", "x.TESTDOUBLES", "é"]
)
def test_names_that_cannot_be(folder: Path, name: str) -> None:
    """A name that Python or the namespace cannot take is refused, and nothing is made."""
    done = called("writer", name)
    assert done.exit_code == 1
    assert "error[CAS1320]" in done.stderr
    assert below(folder) == []


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
