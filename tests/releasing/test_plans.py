"""What a release concerns besides itself: dependants, siblings, and the order of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from release.__main__ import main
from release._bumping import bump
from release._checking import Report, check
from release._distributions import changed

if TYPE_CHECKING:
    from conftest import House

BASE, TOP = "packages/castle-base", "packages/castle-top"
pytestmark = pytest.mark.usefixtures("_not_built")


def checked(house: House, name: str = "castle-base") -> Report:
    """What a check of one finds."""
    known = house.known
    return check(known, [known[name]], quick=True)


def test_a_sibling_that_its_own_range_shuts_out(house: House) -> None:
    """What is in the checkout together can be installed together; the way out is told."""
    house.next_version("0.2.0")
    house.commit()
    (problem,) = (one for one in checked(house, "castle-top").problems if one.step == "siblings")
    assert problem.path == f"{TOP}/pyproject.toml"
    assert "castle-base 0.2.0" in problem.message
    assert problem.help.startswith("nox -s bump -- castle-base release")
    house.git("tag", "castle-base-v0.2.0")  # which bump would refuse now
    (problem,) = (one for one in checked(house, "castle-top").problems if one.step == "siblings")
    assert problem.help == "write `>=0.2,<0.3` there, and a fragment"


def test_a_dependant_whose_range_has_moved(house: House) -> None:
    """After a bump it is still to be released, until it was: its users have the old range."""
    house.write(f"{BASE}/changelog.d/new.md", "- New.\n")
    known = house.known
    bump(known, known["castle-base"], "minor")
    house.commit()
    report = checked(house)
    assert report.problems == []
    assert report.plan == ["castle-base", "castle-top"]
    known = house.known
    bump(known, known["castle-top"], "patch")
    house.commit()
    house.git("tag", "castle-top-v0.1.1")
    assert checked(house).plan == ["castle-base"]


def test_a_sibling_that_is_not_released(house: House) -> None:
    """What requires a version that nobody has waits for it."""
    assert checked(house, "castle-top").plan == ["castle-top"]
    house.git("tag", "--delete", "castle-base-v0.1.0")
    assert checked(house, "castle-top").plan == ["castle-base", "castle-top"]


def test_a_sibling_whose_release_shuts_out_another(house: House) -> None:
    """What requires the new base and a plugin waits for a plugin that admits the new base."""
    text = (house.root / TOP / "pyproject.toml").read_text()
    text = text.replace("castle-top", "castle-roof")
    house.write("packages/castle-roof/pyproject.toml", text)
    assert checked(house, "castle-roof").plan == ["castle-roof"]
    house.write(f"{BASE}/changelog.d/new.md", "- New.\n")
    known = house.known
    bump(known, known["castle-base"], "minor")
    house.git("tag", "castle-base-v0.2.0")
    ranges = '["castle-base>=0.2,<0.3"]'
    both = '["castle-base>=0.2,<0.3", "castle-top>=0.1,<0.2"]'
    house.change("packages/castle-roof/pyproject.toml", ranges, both)
    assert checked(house, "castle-roof").plan == ["castle-top", "castle-roof"]


def test_what_a_dependant_has_uncommitted(house: House) -> None:
    """The fragments of dependants belong to the release that made them."""
    house.write(f"{BASE}/changelog.d/new.md", "- New.\n")
    known = house.known
    bump(known, known["castle-base"], "minor")
    told = [problem.path for problem in checked(house).problems if problem.step == "clean"]
    assert f"{TOP}/pyproject.toml" in told
    assert f"{TOP}/changelog.d/castle-base-0.2.0.md" in told


def test_a_range_of_its_own_that_shuts_it_out(house: House) -> None:
    """An extra that requires others of the same distribution is no exception."""
    extra = '\n[project.optional-dependencies]\nall = ["castle-base[one]<0.2"]\none = []\n'
    groups = "\n[dependency-groups]"
    house.change(f"{BASE}/pyproject.toml", groups, extra + groups)
    house.next_version("0.2.0")
    house.commit()
    told = [(problem.step, problem.path) for problem in checked(house).problems]
    assert ("dependants", f"{BASE}/pyproject.toml") in told


def test_a_changelog_that_is_not_there(house: House) -> None:
    """It is told like all else."""
    (house.root / BASE / "CHANGELOG.md").unlink()
    house.commit()
    told = [(problem.step, problem.path) for problem in checked(house).problems]
    assert ("changelog", f"{BASE}/CHANGELOG.md") in told


@pytest.mark.parametrize(
    "file", ["README.md", "LICENSE", "pyproject.toml", "src/castle/base/_a.py"]
)
def test_what_is_published(house: House, file: str) -> None:
    """Each file that a wheel is made of counts as a change; those of its tests do not."""
    house.write(f"{BASE}/tests/test_more.py", "")
    assert changed(house.known) == []
    old = house.root / BASE / file
    house.write(f"{BASE}/{file}", (old.read_text() if old.exists() else "") + "\n")
    assert changed(house.known) == ["castle-base"]


def run(house: House, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Call the command in a house."""
    monkeypatch.setattr("release.__main__.ROOT", house.root)
    monkeypatch.setattr("sys.argv", ["release", "check", "castle-base", "--quick", *words])
    return main()


def test_a_report_in_a_folder_that_is_not_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is made."""
    run(house, monkeypatch, "--json", f"{house.root}/more/of/it.json")
    assert (house.root / "more" / "of" / "it.json").read_text().startswith("{")


def test_a_report_where_none_can_be_written(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """That is told before anything else is done."""
    monkeypatch.setattr("release._checking.check", lambda *_, **__: pytest.fail("it went on"))
    assert run(house, monkeypatch, "--json", f"{house.root}/pyproject.toml/it.json") == 1
    assert "pyproject.toml: it cannot be written" in capsys.readouterr().err
