"""Each fault that a release could have, put into a small house: it is told, with file and cure."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from release.__main__ import main
from release._cells import cells, try_cells
from release._changelogs import entries
from release._checking import check
from release._distributions import Distribution, changed, in_order
from release._interfaces import breaks
from release._siblings import Siblings

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import House

BASE = "packages/castle-base"
TOP = "packages/castle-top"


def found(house: House, name: str = "castle-base") -> list[tuple[str, str]]:
    """The steps that fail, and the files that they name."""
    known = house.known
    problems = check(known, [known[name]], quick=True).problems
    assert all(problem.help for problem in problems)
    return [(problem.step, problem.path) for problem in problems]


def test_nothing_is_wrong(house: House) -> None:
    """A version with a change, an entry and a commit passes all proofs; what they saw is kept."""
    house.change(f"{BASE}/src/castle/base/__init__.py", "one more", "one more number")
    house.next_version()
    house.commit()
    known, keep = house.known, house.root / "dist"
    keep.mkdir()
    assert check(known, [known["castle-base"]], quick=True, keep=keep).problems == []
    assert sorted(path.name for path in keep.iterdir()) == [
        "castle_base-0.1.1-py3-none-any.whl",
        "castle_base-0.1.1.tar.gz",
    ]


def test_packages_in_place_of_the_namespace(house: House) -> None:
    """An `__init__.py` above a leaf hides all others; each is told, in wheel and sources."""
    levels = ("castle/__init__.py", "castle/readers/__init__.py")
    for path in levels:
        house.write(f"{BASE}/src/{path}", "")
    house.next_version()
    house.commit()
    files = ("castle_base-0.1.1-py3-none-any.whl", "castle_base-0.1.1.tar.gz")
    assert sorted(found(house)) == [
        ("audit", f"{file}: {path}") for file in files for path in levels
    ]


def test_what_another_wheel_has(house: House) -> None:
    """A file that another wheel of the house has, and a sibling that is imported undeclared."""
    house.write(f"{BASE}/src/castle/readers/top/__init__.py", "")
    house.write(f"{BASE}/src/castle/readers/top/py.typed", "")
    house.write(f"{BASE}/src/castle/base/_more.py", "import castle.monorail\n")
    house.next_version()
    house.commit()
    built(house)
    told = found(house)
    for place in ("castle/readers/top/py.typed", "castle/base/_more.py:1"):
        assert ("audit", f"castle_base-0.1.1-py3-none-any.whl: {place}") in told


def built(house: House) -> None:
    """Build all wheels, as the session does that comes before."""
    command = ["uv", "build", "--quiet", "--package", "castle-top", "--wheel", "--out-dir", "dist"]
    subprocess.run(command, cwd=house.root, check=True)


@pytest.mark.usefixtures("_not_built")
def test_a_range_that_shuts_it_out(house: House) -> None:
    """The dependant is named, and the plan releases it afterwards."""
    house.next_version("0.2.0")
    house.commit()
    known = house.known
    report = check(known, [known["castle-base"]], quick=True)
    assert {one.step for one in report.problems} >= {"dependants"}
    assert "packages/castle-top/pyproject.toml" in [one.path for one in report.problems]
    assert report.plan == ["castle-base", "castle-top"]


def test_nothing_is_named(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check of nothing proves nothing, and does not pass."""
    monkeypatch.setattr("release.__main__.ROOT", house.root)
    monkeypatch.setattr("sys.argv", ["release", "check"])
    assert main() == 1


def test_a_leaf_that_is_gone(house: House) -> None:
    """A leaf that was published and is not there any more is a break."""
    house.git("mv", f"{BASE}/src/castle/base", f"{BASE}/src/castle/ground")
    house.next_version()
    house.commit()
    (problem,) = breaks(house.known["castle-base"])
    assert problem.path == f"{BASE}/src/castle/base"


def test_a_patch_of_an_older_version(house: House) -> None:
    """It is compared with the version that it follows, not with the newest there is."""
    house.git("tag", "castle-base-v0.2.0")
    house.change(f"{BASE}/src/castle/base/__init__.py", "def one", "def two")
    house.next_version()
    (problem,) = breaks(house.known["castle-base"])
    assert problem.path == f"{BASE}/src/castle/base/__init__.py"


@pytest.mark.usefixtures("_not_built")
def test_a_file_with_a_name_that_git_quotes(house: House) -> None:
    """It is named like any other."""
    house.next_version()
    house.commit()
    house.write(f"{BASE}/src/castle/base/_é a.py", "")
    house.write("packages/castle-base-more/x", "")
    assert [path for step, path in found(house) if step == "clean"] == [
        f"{BASE}/src/castle/base/_é a.py"
    ]


@pytest.mark.parametrize("news", ["### Added", "<!-- soon -->", "-"])
def test_an_entry_that_says_nothing(house: House, news: str) -> None:
    """Headings, comments and bullets are not what is new."""
    house.next_version(news=news)
    assert entries(house.known["castle-base"])["0.1.1"].is_empty


def test_a_date_that_is_none(house: House) -> None:
    """A day that no calendar has is no date."""
    house.change(f"{BASE}/CHANGELOG.md", "2026-01-01", "2026-02-30")
    assert not entries(house.known["castle-base"])["0.1.0"].is_dated


def test_siblings_that_fit_together(house: House, tmp_path: Path) -> None:
    """What a sibling requires counts, too, when the versions of a trial are chosen."""
    house.next_version("0.2.0")
    house.change("packages/castle-top/pyproject.toml", ">=0.1,<0.2", ">=0.2,<0.3")
    house.commit()
    house.git("tag", "castle-base-v0.2.0")
    known, lines = house.known, [Requirement("castle-top")]
    siblings = Siblings(known, tmp_path / "siblings")
    base = siblings.wheel(known["castle-base"], None)
    other = tmp_path / "other-1-py3-none-any.whl"
    other.write_bytes(base.read_bytes())  # it requires nothing

    def names() -> list[list[str]]:
        chosen = siblings.around(other, lines, lambda _, fitting: next(iter(fitting), None))
        return [path.name.split("-")[:2] for path in chosen.values()]

    # The tag of castle-top requires castle-base below 0.2; that of today from 0.2 on.
    assert names() == [["castle_top", "0.1.0"], ["castle_base", "0.1.0"]]
    known["castle-top"].__dict__["released"] = []
    assert names() == [["castle_top", "0.1.0"], ["castle_base", "0.2.0"]]


def test_siblings_that_admit_it(house: House, tmp_path: Path) -> None:
    """A helper of tests that was released for an older version is that of today."""
    house.next_version("0.2.0")
    house.change("packages/castle-top/pyproject.toml", ">=0.1,<0.2", ">=0.2,<0.3")
    known = house.known
    siblings = Siblings(known, tmp_path / "siblings")
    asked: list[list[Version]] = []

    def choose(_: Distribution, fitting: list[Version]) -> None:
        asked.append(fitting)

    siblings.around(siblings.wheel(known["castle-base"], None), [Requirement("castle-top")], choose)
    assert asked == [[]]


@pytest.mark.parametrize(
    ("old", "new"),
    [("def one", "def two"), ("number: int", "number: int, more: int"), ("one(number", "one(n")],
)
def test_a_break_without_a_bump(house: House, old: str, new: str) -> None:
    """What was public stays as it was, until a version that may break."""
    house.change(f"{BASE}/src/castle/base/__init__.py", old, new)
    house.next_version()
    house.commit()
    assert {problem.step for problem in breaks(house.known["castle-base"])} == {"interface"}
    house.change(f"{BASE}/pyproject.toml", "0.1.1", "0.2.0")
    assert breaks(house.known["castle-base"]) == []


def test_an_untracked_file(house: House) -> None:
    """A file that would ship, and that git does not know, is named; a clone builds without it."""
    house.next_version()
    house.commit()
    house.write(f"{BASE}/src/castle/base/_new.py", "")
    told = found(house)
    assert ("clean", f"{BASE}/src/castle/base/_new.py") in told
    for file in ("castle_base-0.1.1-py3-none-any.whl", "castle_base-0.1.1.tar.gz"):
        assert {path for step, path in told if step == "build"} >= {file}


@pytest.mark.usefixtures("_not_built")
def test_a_dirty_tree(house: House) -> None:
    """What is built from other contents than those of the commit is not released."""
    house.next_version()
    house.commit()
    house.change(f"{BASE}/src/castle/base/__init__.py", "one more", "one more number")
    assert ("clean", f"{BASE}/src/castle/base/__init__.py") in found(house)


@pytest.mark.usefixtures("_not_built")
def test_an_empty_entry(house: House) -> None:
    """A version says what is new in it."""
    house.next_version(news="")
    house.commit()
    assert found(house) == [("changelog", f"{BASE}/CHANGELOG.md")]


@pytest.mark.usefixtures("_not_built")
def test_a_version_that_is_tagged(house: House) -> None:
    """What was released is not released again."""
    assert found(house) == [("version", f"{BASE}/pyproject.toml")]


def test_what_changed(house: House) -> None:
    """Only what differs from its tag has to be released, and what has none."""
    assert changed(house.known) == []
    house.write("packages/castle-top/src/castle/readers/top/_new.py", "")
    assert changed(house.known) == ["castle-top"]
    house.git("tag", "--delete", "castle-base-v0.1.0")
    assert changed(house.known) == ["castle-base", "castle-top"]
    assert in_order(house.known, {"castle-top", "castle-base"}) == ["castle-base", "castle-top"]


class TestCells:
    """What was released meets what comes next, and the reverse."""

    BASES = ("castle-base",)

    def test_before_the_first_release(
        self, house: House, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Without a tag there is nothing to try."""
        for name in ("base", "top"):
            house.git("tag", "--delete", f"castle-{name}-v0.1.0")
        assert cells(house.known, self.BASES) == []
        assert try_cells(house.known, self.BASES, names=[]) == []
        assert "nothing of this was released yet" in capsys.readouterr().out

    def test_a_base_that_breaks_what_was_released(self, house: House) -> None:
        """The released plugin fails with today's base package, that of today with the released."""
        house.change(f"{BASE}/src/castle/base/__init__.py", "number + 1", "number + 2")
        house.next_version()
        house.commit()
        problems = try_cells(house.known, self.BASES, names=[])
        assert [problem.step for problem in problems] == ["new-base"]
        assert problems[0].path == "packages/castle-top/pyproject.toml"

    def test_ranges_that_shut_out(self, house: House, capsys: pytest.CaptureFixture[str]) -> None:
        """What its range says is kept to, and told."""
        house.next_version("0.2.0")
        house.commit()
        assert try_cells(house.known, self.BASES, names=["castle-top"]) == []
        said = capsys.readouterr().out
        assert "castle_top-0.1.0 requires castle-base<0.2,>=0.1" in said
        assert "as it is today, with the released base packages: works" in said
