"""What was public stays as it was, until a version that may break."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from release._interfaces import breaks

if TYPE_CHECKING:
    from conftest import House

BASE = "packages/castle-base"
SOURCE = f"{BASE}/src"
LATER = """\
import typing

if typing.TYPE_CHECKING:
    from castle.base._one import one
else:
    def __getattr__(name):
        import castle.base._one
        return getattr(castle.base._one, name)

__all__ = ["one"]
"""
CODE = "def one(number: int) -> int:\n    return number + 1\n"


@pytest.fixture
def later(house: House) -> House:
    """The house with a name that is imported when it is asked for, and a launcher."""
    house.write(f"{SOURCE}/castle/base/__init__.py", LATER)
    house.write(f"{SOURCE}/castle/base/_one.py", CODE)
    house.write(f"{SOURCE}/base_launcher.py", "def main() -> int:\n    return 0\n")
    house.commit()
    house.git("tag", "--force", "castle-base-v0.1.0")
    house.next_version()
    return house


def broken(house: House) -> list[tuple[str, str]]:
    """What is found: where, and what."""
    return [(one.path, one.message) for one in breaks(house.known["castle-base"])]


def test_nothing_is_broken(later: House) -> None:
    """What is as it was is no break."""
    assert broken(later) == []


def test_a_name_that_is_not_exported_any_more(later: House) -> None:
    """It may still be there, and is not promised."""
    file = f"{SOURCE}/castle/base/__init__.py"
    later.change(file, '["one"]', "[]")
    ((path, message),) = broken(later)
    assert path == file
    assert message.startswith("castle.base.one: ")


def test_a_name_that_is_gone(later: House) -> None:
    """It is told once."""
    file = f"{SOURCE}/castle/base/__init__.py"
    later.change(file, '["one"]', "[]")
    later.change(file, "from castle.base._one import one", "pass")
    assert [path for path, _ in broken(later)] == [file]


def test_a_name_that_comes_later(later: House) -> None:
    """What it stands for is compared, wherever it comes from."""
    later.change(f"{SOURCE}/castle/base/_one.py", "number: int", "number: int, more: int")
    assert [path for path, _ in broken(later)] == [f"{SOURCE}/castle/base/_one.py"]


def test_a_module_beside_the_namespace(later: House) -> None:
    """A launcher is public, too."""
    later.change(f"{SOURCE}/base_launcher.py", "def main", "def other")
    assert [path for path, _ in broken(later)] == [f"{SOURCE}/base_launcher.py"]
    (later.root / SOURCE / "base_launcher.py").unlink()
    assert [message for _, message in broken(later)] == ["base_launcher: the leaf was removed"]
