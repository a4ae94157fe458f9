"""What is told about the making of a run."""

import hashlib

from castle.aigr import Forest, NameSpace
from castle.monorail._provenance import provenance


def test_digests() -> None:
    """Equal configurations and graphs have equal digests, and others have other ones."""
    first = provenance(b"name: a", Forest([NameSpace("a", [])]), ())
    again = provenance(b"name: a", Forest([NameSpace("a", [])]), ())
    other = provenance(b"name: b", Forest([NameSpace("b", [])]), ())
    assert first == again
    assert first.configuration == hashlib.sha256(b"name: a").hexdigest()
    assert other.configuration != first.configuration
    assert other.graph != first.graph != ""


def test_distributions() -> None:
    """The base distributions are told with their versions; a class of nobody's is left out."""
    found = dict(provenance(b"", None, [object()]).distributions)
    assert set(found) == {"castle-aigr", "castle-monorail"}
    assert all(found.values())


def test_nothing_to_save() -> None:
    """Where there is no program, or one that cannot be saved, there is no digest of it."""
    assert provenance(b"", None, ()).graph == ""
