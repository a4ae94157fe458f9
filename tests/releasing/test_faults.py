"""Each fault that a release could have, put into a small house: it is told, with file and cure."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from release._bumping import bump
from release._checking import check
from release._distributions import changed, in_order
from release._fragments import missing_fragments
from release._interfaces import breaks
from release._problems import Problem, ReleaseError
from release._trials import LOWEST, Trials

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import House

BASE = "packages/castle-base"


def found(house: House, name: str = "castle-base") -> list[tuple[str, str]]:
    """The steps that fail, and the files that they name."""
    known = house.known
    problems = check(known, [known[name]], quick=True).problems
    assert all(problem.help for problem in problems)
    return [(problem.step, problem.path) for problem in problems]


def test_nothing_is_wrong(house: House) -> None:
    """A version with a change, an entry and a commit passes all proofs."""
    house.change(f"{BASE}/src/castle/base/__init__.py", "one more", "one more number")
    house.next_version()
    house.commit()
    assert found(house) == []


@pytest.mark.parametrize("level", ["castle", "castle/readers"])
def test_a_package_in_place_of_the_namespace(house: House, level: str) -> None:
    """An `__init__.py` above a leaf hides all others."""
    house.write(f"{BASE}/src/{level}/__init__.py", "")
    house.next_version()
    house.commit()
    name = "castle_base-0.1.1"
    path = f"{level}/__init__.py"
    assert sorted(found(house)) == [
        ("audit", f"{name}-py3-none-any.whl: {path}"),
        ("audit", f"{name}.tar.gz: {path}"),
    ]


def test_the_same_file_in_two_wheels(house: House) -> None:
    """What another wheel of the house has already is not published again."""
    house.write(f"{BASE}/src/castle/readers/top/__init__.py", "")
    house.write(f"{BASE}/src/castle/readers/top/py.typed", "")
    house.next_version()
    house.commit()
    built(house)
    assert ("audit", "castle_base-0.1.1-py3-none-any.whl: castle/readers/top/py.typed") in (
        found(house)
    )


def built(house: House) -> None:
    """Build all wheels, as the session does that comes before."""
    command = ["uv", "build", "--quiet", "--all-packages", "--wheel", "--out-dir", "dist"]
    subprocess.run(command, cwd=house.root, check=True)


def test_an_import_that_is_not_declared(house: House) -> None:
    """A sibling that is imported is required."""
    house.write(f"{BASE}/src/castle/base/_more.py", "import castle.readers.top\n")
    house.next_version()
    house.commit()
    built(house)
    where = "castle/base/_more.py:1"
    assert ("audit", f"castle_base-0.1.1-py3-none-any.whl: {where}") in found(house)


def test_a_range_that_shuts_it_out(house: House) -> None:
    """The dependant is named, and the plan releases it afterwards."""
    house.next_version("0.2.0")
    house.commit()
    known = house.known
    report = check(known, [known["castle-base"]], quick=True)
    assert {one.step for one in report.problems} >= {"dependants"}
    assert "packages/castle-top/pyproject.toml" in [one.path for one in report.problems]
    assert report.plan == ["castle-base", "castle-top"]


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
    """A file that would ship, and that git does not know, is named by two proofs."""
    house.next_version()
    house.commit()
    house.write(f"{BASE}/src/castle/base/_new.py", "")
    assert ("clean", f"{BASE}/src/castle/base/_new.py") in found(house)


def test_a_dirty_tree(house: House) -> None:
    """What is built from other contents than those of the commit is not released."""
    house.next_version()
    house.commit()
    house.change(f"{BASE}/src/castle/base/__init__.py", "one more", "one more number")
    assert ("clean", f"{BASE}/src/castle/base/__init__.py") in found(house)


def test_an_empty_entry(house: House) -> None:
    """A version says what is new in it."""
    house.next_version(news="")
    house.commit()
    assert found(house) == [("changelog", f"{BASE}/CHANGELOG.md")]


def test_a_version_that_is_tagged(house: House) -> None:
    """What was released is not released again."""
    assert found(house) == [("version", f"{BASE}/pyproject.toml")]


def test_a_floor_that_is_too_low(house: House, tmp_path: Path) -> None:
    """The tests are run with the lowest versions that are declared, and siblings of their tags."""
    code = "from packaging.utils import InvalidSdistFilename\n\nfrom castle.base import one\n"
    house.write("packages/castle-top/src/castle/readers/top/__init__.py", code)
    old, new = '"castle-base>=0.1,<0.2"', '"castle-base>=0.1,<0.2", "packaging>=20.0"'
    house.change("packages/castle-top/pyproject.toml", old, new)
    known = house.known
    wheel = wheel_of(house, tmp_path)
    (problem,) = Trials(known, known["castle-top"], work(tmp_path, 1)).alone(wheel, LOWEST)
    assert (problem.step, problem.path) == (LOWEST, "packages/castle-top/pyproject.toml")
    house.change("packages/castle-top/pyproject.toml", ">=20.0", ">=24.0")
    wheel = wheel_of(house, tmp_path)
    known = house.known
    assert Trials(known, known["castle-top"], work(tmp_path, 2)).alone(wheel, LOWEST) == []


def work(folder: Path, number: int) -> Path:
    """A folder to work in."""
    made = folder / str(number) / "work"
    made.mkdir(parents=True)
    return made


def wheel_of(house: House, folder: Path) -> Path:
    """The wheel of castle-top, as it is now."""
    command = ["uv", "build", "--quiet", "--package", "castle-top", "--wheel", "--out-dir"]
    subprocess.run([*command, folder / "wheels"], cwd=house.root, check=True)
    return next((folder / "wheels").glob("castle_top-*.whl"))


class TestFragments:
    """Whoever changes sources says what that means to users."""

    def test_a_change_without_one(self, house: House) -> None:
        """The change is found, committed or not, until a fragment says what it is."""
        assert missing_fragments(house.known) == []
        house.write(f"{BASE}/src/castle/base/_new.py", "")
        (problem,) = missing_fragments(house.known)
        assert problem.path == f"{BASE}/src/castle/base/_new.py"
        house.write(f"{BASE}/changelog.d/new.md", "- New.\n")
        assert missing_fragments(house.known) == []

    def test_before_the_first_release(self, house: House) -> None:
        """Without a tag nothing was released, and the changelog itself has it."""
        house.git("tag", "--delete", "castle-base-v0.1.0")
        house.write(f"{BASE}/src/castle/base/_new.py", "")
        assert missing_fragments(house.known) == []

    def test_an_empty_one(self, house: House) -> None:
        """A fragment says something."""
        house.write(f"{BASE}/changelog.d/new.md", "\n")
        assert [problem.step for problem in missing_fragments(house.known)] == ["fragments"]


class TestBump:
    """Version, changelog and ranges move in one step."""

    def test_a_minor_version(self, house: House) -> None:
        """The dependant gets a range that admits it, and a fragment; all then is in order."""
        house.write(f"{BASE}/changelog.d/new.md", "- New.\n")
        before = house.known
        changes = bump(before, before["castle-base"], "minor", dry_run=True)
        assert str(house.known["castle-base"].version) == "0.1.0"
        assert len(changes) == 4
        bump(before, before["castle-base"], "minor")
        known = house.known
        assert str(known["castle-base"].version) == "0.2.0"
        assert [str(one) for one in known["castle-top"].requirements] == ["castle-base<0.3,>=0.2"]
        assert not (house.root / BASE / "changelog.d" / "new.md").exists()
        assert [p.name for p in (house.root / "packages/castle-top/changelog.d").iterdir()] == [
            "castle-base-0.2.0.md"
        ]
        house.commit()
        assert found(house) == []

    def test_nothing_new(self, house: House) -> None:
        """A version in which nothing is new is refused, and nothing is written."""
        known = house.known
        with pytest.raises(ReleaseError) as error:
            bump(known, known["castle-base"], "patch")
        assert isinstance(error.value.problem, Problem)
        assert str(house.known["castle-base"].version) == "0.1.0"

    def test_the_first_version(self, house: House) -> None:
        """What is unreleased gets its date."""
        house.change(f"{BASE}/CHANGELOG.md", "2026-01-01", "unreleased")
        house.git("tag", "--delete", "castle-base-v0.1.0")
        known = house.known
        bump(known, known["castle-base"], "release")
        assert "unreleased" not in (house.root / BASE / "CHANGELOG.md").read_text()


def test_what_changed(house: House) -> None:
    """Only what differs from its tag has to be released, and what has none."""
    assert changed(house.known) == []
    house.write("packages/castle-top/src/castle/readers/top/_new.py", "")
    assert changed(house.known) == ["castle-top"]
    house.git("tag", "--delete", "castle-base-v0.1.0")
    assert changed(house.known) == ["castle-base", "castle-top"]
    assert in_order(house.known, {"castle-top", "castle-base"}) == ["castle-base", "castle-top"]
