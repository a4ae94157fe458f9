"""Finding leaves by looking at folders."""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castle.monorail import _scan

if TYPE_CHECKING:
    from conftest import Site


def names(kind: str) -> list[str]:
    """The names that a scan finds."""
    return [leaf.name for leaf in _scan.leaves(kind)]


@pytest.fixture(autouse=True)
def _only_site(monkeypatch: pytest.MonkeyPatch, site: "Site") -> None:
    """Only what the test itself makes is found."""
    monkeypatch.setattr(_scan, "_entries", lambda: [str(site.folder / "castle")])


def test_leaf_is_a_folder_with_an_init(site: "Site") -> None:
    """A folder with `__init__.py` is a leaf; a module without a folder is none."""
    site.plugin("castle.readers.alpha")
    (site.folder / "castle/readers/beta.py").touch()
    assert names("readers") == ["alpha"]


def test_nested_leaf_has_a_dotted_name(site: "Site") -> None:
    """Folders between the kind and the leaf become part of the name."""
    site.plugin("castle.readers.machinery.direct_call")
    assert names("readers") == ["machinery.direct_call"]


def test_leaf_holds_no_leaves(site: "Site") -> None:
    """What lies inside a leaf belongs to it."""
    site.plugin("castle.readers.alpha")
    site.plugin("castle.readers.alpha.inner")
    assert names("readers") == ["alpha"]


def test_left_over_folder_is_no_leaf(site: "Site") -> None:
    """A folder in which only compiled files are left is nothing, although Python imports it."""
    (site.folder / "castle/readers/gone/__pycache__").mkdir(parents=True)
    (site.folder / "castle/readers/gone/__pycache__/__init__.py").touch()
    assert names("readers") == []


def test_helpers_are_no_choices(site: "Site") -> None:
    """What lies below `plugins` is shared by plugins, and not one itself."""
    site.plugin("castle.readers.plugins.cc")
    assert names("readers") == []


def test_names_that_no_import_could_say(site: "Site") -> None:
    """A folder whose name is no identifier cannot be imported."""
    site.plugin("castle.readers.not-a-name")
    assert names("readers") == []


def test_link_that_leads_back_up_ends(site: "Site") -> None:
    """A circle of links is not followed forever."""
    site.plugin("castle.readers.alpha")
    (site.folder / "castle/readers/back").symlink_to(site.folder / "castle/readers")
    assert "alpha" in names("readers")


def test_first_entry_of_the_path_wins(site: "Site", monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two leaves with one name, the one is listed that an import would find."""
    first, second = site.folder / "first", site.folder / "second"
    for root in (first, second):
        (root / "readers/alpha").mkdir(parents=True)
        (root / "readers/alpha/__init__.py").write_text("code = 1")
    monkeypatch.setattr(_scan, "_entries", lambda: [str(first), str(second)])
    assert [leaf.folder for leaf in _scan.leaves("readers")] == [str(first / "readers/alpha")]


def test_entries_that_no_scan_can_see(site: "Site", monkeypatch: pytest.MonkeyPatch) -> None:
    """An import hook on the namespace's path is told apart, not passed over in silence."""
    hook = "__editable__.castle_foo-1.0.finder.__path_hook__"
    monkeypatch.setattr(_scan, "_entries", lambda: [str(site.folder), hook])
    assert (_scan.roots(), _scan.unseen()) == ([str(site.folder)], [hook])


@pytest.mark.parametrize("file", ["readers/__init__.py", "readers.py", "readers/deep/__init__.py"])
def test_file_that_hides_a_level(site: "Site", file: str) -> None:
    """One file in a place that belongs to nobody is found, at whatever level it is."""
    site.plugin("castle.readers.deep.alpha")
    (site.folder / "castle" / file).touch()
    assert _scan.hiding("castle.readers.deep.alpha") == str(site.folder / "castle" / file)


def test_nothing_hides_a_healthy_namespace(site: "Site") -> None:
    """The `__init__.py` of the leaf itself hides nothing."""
    site.plugin("castle.readers.deep.alpha")
    assert _scan.hiding("castle.readers.deep.alpha") is None


words = st.sampled_from(["a", "b", "c", "d"])
trees = st.sets(st.lists(words, min_size=1, max_size=4).map(tuple), max_size=8)


@given(trees)
def test_finds_the_outermost_leaves_of_any_tree(paths: set[tuple[str, ...]]) -> None:
    """Whatever the tree: each leaf that lies in no other leaf is found, and nothing else."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(_scan, "_entries", lambda: [folder])
        for path in paths:
            leaf = Path(folder, "writers", *path)
            leaf.mkdir(parents=True, exist_ok=True)
            (leaf / "__init__.py").write_text("code = 1")
        outer = [p for p in paths if not any(p[:end] in paths for end in range(1, len(p)))]
        assert names("writers") == sorted(".".join(path) for path in outer)


def test_uses_the_path_of_the_namespace(site: "Site", monkeypatch: pytest.MonkeyPatch) -> None:
    """Without tricks, the entries are those of the imported namespace."""
    monkeypatch.undo()
    monkeypatch.syspath_prepend(site.folder)
    site.plugin("castle.readers.alpha")
    assert str(site.folder / "castle") in _scan.roots()
    assert sys.modules["castle"].__file__ is None
