"""Versions and ranges, by the rules that pip goes by."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet

from castle.monorail._ranges import Requirement, admits, requirements

releases = st.lists(st.integers(0, 2), min_size=2, max_size=3).map(lambda n: ".".join(map(str, n)))
ends = ["", "", "", "a1", "b2", "rc1", ".dev1", ".post1", "a1.dev2", ".post1.dev3", "rc1.post1"]
versions = st.builds(
    "".join, st.tuples(st.sampled_from(["", "1!"]), releases, st.sampled_from(ends))
)
ranges = st.one_of(
    st.builds("".join, st.tuples(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), versions)),
    st.builds(str.format, st.sampled_from(["~={}", "=={}.*", "!={}.*"]), releases),
)


@settings(max_examples=500)
@given(st.lists(ranges, min_size=1, max_size=2).map(",".join), versions)
def test_agrees_with_pip(clauses: str, version: str) -> None:
    """The same versions lie in a range as packaging says, pre-releases included."""
    assert admits(clauses, version) == SpecifierSet(clauses).contains(version, prereleases=True)


@pytest.mark.parametrize(
    ("clauses", "version"), [("", "1"), (">=1", "unknown"), ("~>1", "0"), (" >= 0.1 , < 2 ", "1")]
)
def test_what_cannot_be_understood_admits(clauses: str, version: str) -> None:
    """Nothing is blamed on a version, or a range, that says nothing."""
    assert admits(clauses, version)


@pytest.mark.parametrize(("version", "lies"), [("1.0+one", True), ("1.0+two", False)])
def test_local_versions(version: str, lies: bool) -> None:
    """What was built locally counts where it was asked for."""
    assert admits("==1.0", version)
    assert admits("==1.0+one", version) is lies


def test_requirements_of_a_distribution() -> None:
    """Those that always hold are given, whichever way they are written; extras are left out."""
    metadata = """\
Name: castle-x
Requires-Dist: castle-aigr<0.2,>=0.1
Requires-Dist: castle-monorail[arrays] (>=0.1)
Requires-Dist: numpy>=1; extra == "arrays"
Requires-Dist: click
"""
    assert requirements(metadata) == [
        Requirement("castle-aigr", "<0.2,>=0.1"),
        Requirement("castle-monorail", ">=0.1"),
        Requirement("click", ""),
    ]
