"""Version, changelog and ranges move in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from packaging.version import Version

from release.__main__ import main
from release._bumping import bump
from release._changelogs import entries, with_date
from release._checking import check
from release._problems import Problem, ReleaseError

if TYPE_CHECKING:
    from conftest import House

BASE, TOP = "packages/castle-base", "packages/castle-top"


def found(house: House) -> list[tuple[str, str]]:
    """The steps that fail for castle-base, and the files that they name."""
    known = house.known
    problems = check(known, [known["castle-base"]], quick=True).problems
    return [(problem.step, problem.path) for problem in problems]


def bumped(house: House, level: str, name: str = "castle-base") -> str:
    """Bump it, and give its version then."""
    known = house.known
    bump(known, known[name], level)
    return str(house.known[name].version)


class TestBump:
    """Version, changelog and ranges move in one step."""

    def test_a_minor_version(self, house: House) -> None:
        """The dependant gets a range that admits it, and a fragment; all then is in order."""
        house.write(f"{BASE}/changelog.d/new.md", "- New.\n")
        before = house.known
        changes = bump(before, before["castle-base"], "minor", dry_run=True)
        assert str(house.known["castle-base"].version) == "0.1.0"
        assert len(changes) == 5
        assert any("\n+++ /dev/null\n" in change for change in changes)
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

    @pytest.mark.parametrize("first", ["", "- First.\n"])
    def test_more_of_an_entry(self, house: House, first: str) -> None:
        """What fragments say comes behind what the entry says, once, and nowhere else."""
        older = "## 0.0.9 - 2025-01-01\n\n- First.\n"
        text = f"# Changelog\n\n## 0.1.0 - unreleased\n\n{first}\n{older}"
        house.write(f"{BASE}/CHANGELOG.md", text)
        written = with_date(house.known["castle-base"], Version("0.1.0"), "2026-01-01", "- More.\n")
        assert written == (f"# Changelog\n\n## 0.1.0 - 2026-01-01\n\n{first}- More.\n\n{older}")


@pytest.mark.usefixtures("_not_built")
class TestWhatIsNotReleased:
    """A version without a tag can be told anew, as often as it takes."""

    def test_a_fragment_that_came_later(self, house: House) -> None:
        """It is named with a cure that works: it joins the entry."""
        house.next_version()
        house.write(f"{BASE}/changelog.d/late.md", "- Later.\n")
        house.commit()
        assert ("changelog", f"{BASE}/changelog.d/late.md") in found(house)
        assert bumped(house, "release") == "0.1.1"
        assert entries(house.known["castle-base"])["0.1.1"].text == "- Better.\n- Later."
        house.commit()
        assert found(house) == []

    def test_a_version_that_was_raised_by_hand(self, house: House) -> None:
        """Its entry is made of the fragments, which it is told to have, and ranges move."""
        house.change(f"{BASE}/pyproject.toml", "0.1.0", "0.2.0")
        house.commit()
        known = house.known
        report = check(known, [known["castle-base"]], quick=True)
        cures = {problem.step: problem.help for problem in report.problems}
        assert f"say what is new in {BASE}/changelog.d, then " in cures["changelog"]
        assert all("nox -s bump -- castle-base release" in cure for cure in cures.values())
        with pytest.raises(ReleaseError, match="no fragment says what is new"):
            bumped(house, "release")
        house.write(f"{BASE}/changelog.d/new.md", "- New.\n")
        bumped(house, "release")
        house.commit()
        assert found(house) == []
        assert str(house.known["castle-top"].requirements[0]) == "castle-base<0.3,>=0.2"

    def test_another_level_than_first(self, house: House) -> None:
        """It is counted from the last release, and the entry and fragments get its version."""
        house.write(f"{BASE}/changelog.d/new.md", "- New.\n")
        assert bumped(house, "minor") == "0.2.0"
        assert bumped(house, "minor") == "0.2.0"
        assert bumped(house, "major") == "1.0.0"
        assert list(entries(house.known["castle-base"])) == ["1.0.0", "0.1.0"]
        assert [file.name for file in (house.root / TOP / "changelog.d").iterdir()] == [
            "castle-base-1.0.0.md"
        ]
        with pytest.raises(ReleaseError, match=r"1\.0\.0 is still to be released"):
            bumped(house, "patch")

    def test_an_entry_that_says_nothing(self, house: House) -> None:
        """A heading alone does not get a date."""
        house.next_version(news="")
        with pytest.raises(ReleaseError, match="no fragment says what is new"):
            bumped(house, "release")

    def test_what_is_released(self, house: House) -> None:
        """A version with a tag stays as it is."""
        house.write(f"{BASE}/changelog.d/new.md", "- New.\n")
        with pytest.raises(ReleaseError, match="is a tag already") as error:
            bumped(house, "release")
        assert "patch, minor or major" in error.value.problem.help


class TestRanges:
    """Ranges move however they are written, or it is told."""

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('"castle-base >=0.1,<0.2"', '"castle-base>=0.2,<0.3"'),
            ("'castle-base>=0.1,<0.2'", "'castle-base>=0.2,<0.3'"),
            ('"castle_base~=0.1.0"', '"castle_base>=0.2,<0.3"'),
            ('"Castle.Base[a, b] <0.2"', '"Castle.Base[a, b]>=0.2,<0.3"'),
            (
                "\"castle-base>=0.1,<0.2; python_version>='3.11'\"",
                "\"castle-base>=0.2,<0.3; python_version>='3.11'\"",
            ),
            (
                "'castle-base (<0.2) ; python_version>=\"3.11\"'",
                "'castle-base>=0.2,<0.3 ; python_version>=\"3.11\"'",
            ),
        ],
    )
    def test_ways_to_write_one(self, house: House, old: str, new: str) -> None:
        """Spaces, quotes, names, extras and markers: only the range is another."""
        comment = '  # it\'s "castle-base<0.2"\n'
        house.change(f"{TOP}/pyproject.toml", '"castle-base>=0.1,<0.2"]\n', f"{old}]{comment}")
        house.write(f"{BASE}/changelog.d/new.md", "- New.\n")
        bumped(house, "minor")
        text = (house.root / TOP / "pyproject.toml").read_text()
        assert f"dependencies = [{new}]{comment}" in text

    def test_one_that_is_not_found(self, house: House) -> None:
        """A range that cannot be moved is told, and nothing is written."""
        old, new = '"castle-base>=0.1,<0.2"', '"""castle-base>=0.1,<0.2"""'
        house.change(f"{TOP}/pyproject.toml", old, new)
        house.write(f"{BASE}/changelog.d/new.md", "- New.\n")
        with pytest.raises(ReleaseError) as error:
            bumped(house, "minor")
        assert error.value.problem.path == f"{TOP}/pyproject.toml"
        assert str(house.known["castle-base"].version) == "0.1.0"

    def test_its_own(self, house: House) -> None:
        """An extra that requires others of its own moves too, without a fragment."""
        extra = (
            '\n[project.optional-dependencies]\nall = ["castle-base[one]>=0.1,<0.2"]\none = []\n'
        )
        groups = "\n[dependency-groups]"
        house.change(f"{BASE}/pyproject.toml", groups, extra + groups)
        house.write(f"{BASE}/changelog.d/new.md", "- New.\n")
        bumped(house, "minor")
        known = house.known
        assert [str(x) for x in known["castle-base"].requirements] == ["castle-base[one]<0.3,>=0.2"]
        assert not list((house.root / BASE / "changelog.d").iterdir())

    def test_that_of_a_group(self, house: House) -> None:
        """What tests need moves, which no user notices."""
        text = (house.root / TOP / "pyproject.toml").read_text()
        text = text.replace('["castle-base>=0.1,<0.2"]', '["castle-base"]')
        house.write(f"{TOP}/pyproject.toml", text.replace('["pytest>=8"]', '["castle-base<0.2"]'))
        house.write(f"{BASE}/changelog.d/new.md", "- New.\n")
        bumped(house, "minor")
        assert (
            'test = ["castle-base>=0.2,<0.3"]' in (house.root / TOP / "pyproject.toml").read_text()
        )
        assert not (house.root / TOP / "changelog.d").exists()


def test_what_is_written_is_told(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files of dependants are new to git: the command that has all of them is shown."""
    house.write(f"{BASE}/changelog.d/new.md", "- New.\n")
    monkeypatch.setattr("release.__main__.ROOT", house.root)
    monkeypatch.setattr("sys.argv", ["release", "bump", "castle-base", "minor"])
    assert main() == 0
    said = capsys.readouterr().out
    assert f"+++ {TOP}/changelog.d/castle-base-0.2.0.md" in said
    assert f"--- {BASE}/changelog.d/new.md" in said
    assert 'git add packages && git commit --message "castle-base 0.2.0"' in said
