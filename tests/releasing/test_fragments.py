"""Whoever changes sources says what that means to users."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from release._fragments import missing_fragments

if TYPE_CHECKING:
    from conftest import House

BASE = "packages/castle-base"
MODULE = f"{BASE}/src/castle/base/__init__.py"


def test_a_change_without_one(house: House) -> None:
    """The change is found, committed or not, until a fragment says what it is."""
    assert missing_fragments(house.known) == []
    house.write(f"{BASE}/src/castle/base/_new.py", "")
    (problem,) = missing_fragments(house.known)
    assert problem.path == f"{BASE}/src/castle/base/_new.py"
    house.write(f"{BASE}/changelog.d/new.md", "- New.\n")
    assert missing_fragments(house.known) == []


def test_before_the_first_release(house: House) -> None:
    """Without a tag nothing was released, and the changelog itself has it."""
    house.git("tag", "--delete", "castle-base-v0.1.0")
    house.write(f"{BASE}/src/castle/base/_new.py", "")
    assert missing_fragments(house.known) == []


def test_an_empty_one(house: House) -> None:
    """A fragment says something."""
    house.write(f"{BASE}/changelog.d/new.md", "\n")
    assert [problem.step for problem in missing_fragments(house.known)] == ["fragments"]


def test_a_change_behind_a_fragment(house: House) -> None:
    """A fragment speaks for what was changed before and with it, and not for what comes later."""
    house.change(MODULE, "one more", "one more number")
    house.write(f"{BASE}/changelog.d/new.md", "- New.\n")
    house.commit()
    assert missing_fragments(house.known) == []
    house.change(MODULE, "one more", "just one more")
    (problem,) = missing_fragments(house.known)
    assert problem.path == MODULE
    house.commit()
    assert missing_fragments(house.known) == [problem]
    house.write(f"{BASE}/changelog.d/new.md", "- New, and just so.\n")
    assert missing_fragments(house.known) == []
    house.commit()
    assert missing_fragments(house.known) == []


def test_a_change_between_bump_and_tag(house: House) -> None:
    """What comes after the entry was written is not in it."""
    house.change(MODULE, "one more", "one more number")
    house.next_version()
    house.commit()
    assert missing_fragments(house.known) == []
    house.change(MODULE, "one more", "just one more")
    house.commit()
    assert [problem.path for problem in missing_fragments(house.known)] == [MODULE]


def test_a_fragment_that_goes(house: House) -> None:
    """A fragment that is taken away speaks for nothing."""
    house.write(f"{BASE}/changelog.d/new.md", "- New.\n")
    house.commit()
    house.git("rm", "--quiet", f"{BASE}/changelog.d/new.md")
    house.change(MODULE, "one more", "one more number")
    house.commit()
    assert [problem.path for problem in missing_fragments(house.known)] == [MODULE]


def test_branches_that_meet(house: House) -> None:
    """Each branch has its fragment, and none is missing after both are merged."""
    house.git("branch", "other")
    house.change(MODULE, "one more", "one more number")
    house.write(f"{BASE}/changelog.d/first.md", "- First.\n")
    house.commit()
    house.git("checkout", "--quiet", "other")
    house.write(f"{BASE}/src/castle/base/_new.py", "")
    house.write(f"{BASE}/changelog.d/second.md", "- Second.\n")
    house.commit()
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    house.git(*who, "merge", "--quiet", "-m", "both", "@{-1}")
    assert missing_fragments(house.known) == []


def test_a_change_that_is_taken_back(house: House) -> None:
    """Sources that are as they were released have nothing to tell."""
    house.change(MODULE, "one more", "one more number")
    house.commit()
    house.change(MODULE, "one more number", "one more")
    house.commit()
    assert missing_fragments(house.known) == []


@pytest.mark.parametrize("text", ["New.\n", "- New.\n\nMore.\n", "# New\n", "-New.\n"])
def test_what_is_no_list(house: House, text: str) -> None:
    """A fragment becomes a part of a list, and is one."""
    house.write(f"{BASE}/changelog.d/new.md", text)
    (problem,) = missing_fragments(house.known)
    assert problem.path == f"{BASE}/changelog.d/new.md"


def test_items_of_several_lines(house: House) -> None:
    """An item goes on where lines are indented."""
    house.write(f"{BASE}/changelog.d/new.md", "- New,\n  and more.\n\n- Newer.\n")
    assert missing_fragments(house.known) == []


def test_a_file_that_is_no_fragment(house: House) -> None:
    """A file of another name would never come into the changelog."""
    house.write(f"{BASE}/changelog.d/new.txt", "- New.\n")
    (problem,) = missing_fragments(house.known)
    assert problem.path == f"{BASE}/changelog.d/new.txt"


@pytest.mark.parametrize(
    "tag", ["castle-base-vnext", "castle-base-viewer-v1", "castle-base-v1.0-1"]
)
def test_tags_that_are_of_no_release(house: House, tag: str) -> None:
    """A tag that names no version, or is of another distribution, is passed over."""
    house.git("tag", tag)
    assert [str(version) for version in house.known["castle-base"].released] == ["0.1.0"]
    assert missing_fragments(house.known) == []
