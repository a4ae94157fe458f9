"""A wheel is tried with the lowest versions that it declares, and with the newest."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from release._distributions import Distribution
from release._siblings import Siblings
from release._trials import Trials

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import House

TOP = "packages/castle-top"
MODULE = f"{TOP}/src/castle/readers/top/__init__.py"
CODE = "from packaging.utils import InvalidSdistFilename\n\nfrom castle.base import one\n"
RANGE = '"castle-base>=0.1,<0.2"'


def test_a_floor_that_is_too_low(house: House, tmp_path: Path) -> None:
    """All of it is imported with the lowest that is declared, and siblings of their tags."""
    code = "from packaging.utils import InvalidSdistFilename\n\nfrom castle.base import one\n"
    house.write("packages/castle-top/src/castle/readers/top/__init__.py", code)
    old, new = '"castle-base>=0.1,<0.2"', '"castle-base>=0.1,<0.2", "packaging>=20.0"'
    house.change("packages/castle-top/pyproject.toml", old, new)
    known = house.known
    wheel = wheel_of(house, tmp_path)
    (problem,) = trials(known, work(tmp_path, 1)).lowest(wheel)
    assert (problem.step, problem.path) == ("lowest", "packages/castle-top/pyproject.toml")
    house.change("packages/castle-top/pyproject.toml", ">=20.0", ">=24.0")
    wheel = wheel_of(house, tmp_path)
    known = house.known
    assert trials(known, work(tmp_path, 2)).lowest(wheel) == []


def trials(known: dict[str, Distribution], place: Path) -> Trials:
    """Trials of castle-top."""
    return Trials(Siblings(known, place / "siblings"), known["castle-top"], place)


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


def lowest(house: House, place: Path) -> list[str]:
    """What a trial with the lowest versions finds."""
    return [one.message for one in trials(house.known, place).lowest(wheel_of(house, place))]


def test_a_floor_that_tests_lift(house: House, tmp_path: Path) -> None:
    """What the tests need besides does not hide that a floor is too low."""
    house.write(MODULE, CODE)
    house.change(f"{TOP}/pyproject.toml", RANGE, f'{RANGE}, "packaging>=20.0"')
    house.change(f"{TOP}/pyproject.toml", '"pytest>=8"', '"packaging>=24", "pytest>=8"')
    (message,) = lowest(house, work(tmp_path, 1))
    assert "`castle.readers.top` cannot be imported with packaging 20.0" in message


def test_a_floor_that_is_not_tested(house: House, tmp_path: Path) -> None:
    """What imports is not yet tested: tests that lift a version say nothing of the floor."""
    house.change(f"{TOP}/pyproject.toml", RANGE, f'{RANGE}, "packaging>=23.0"')
    house.change(f"{TOP}/pyproject.toml", '"pytest>=8"', '"packaging==24.0", "pytest>=8"')
    (message,) = lowest(house, work(tmp_path, 1))
    assert message.startswith("`packaging>=23.0` allows 23.0, and was tested with 24.0")


def test_an_extra_that_brings_a_package(house: House, tmp_path: Path) -> None:
    """A module may need an extra; with the extra it has to work at its floor."""
    extra = '\n[project.optional-dependencies]\nmore = ["packaging>=24.0"]\n'
    groups = "\n[dependency-groups]"
    house.change(f"{TOP}/pyproject.toml", groups, extra + groups)
    house.write(MODULE.replace("__init__", "_more"), CODE)
    assert lowest(house, work(tmp_path, 1)) == []
    house.change(f"{TOP}/pyproject.toml", "packaging>=24.0", "packaging>=20.0")
    (message,) = lowest(house, work(tmp_path, 2))
    assert "`castle.readers.top._more` cannot be imported with packaging 20.0" in message


def test_a_name_that_is_exported_and_not_there(house: House, tmp_path: Path) -> None:
    """A name that comes later is asked for, too."""
    house.write(MODULE, "from castle.base import one\n\n__all__ = ['one', 'two']\n")
    (message,) = lowest(house, work(tmp_path, 1))
    assert "has no attribute 'two'" in message


def test_what_fails_with_the_newest(house: House, tmp_path: Path) -> None:
    """The cure is not a higher floor, and tests are run as in the sessions."""
    test = "import os\n\n\ndef test():\n    assert os.environ['CI'] == '2'\n"
    house.write(f"{TOP}/tests/test_ci.py", test)
    place = work(tmp_path, 1)
    (problem,) = trials(house.known, place).alone(wheel_of(house, place), "newest")
    assert "assert '1' == '2'" in problem.message
    assert "let the range of what fails end before that version" in problem.help
