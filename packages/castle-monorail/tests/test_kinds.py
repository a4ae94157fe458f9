"""The kinds, and what is derived from them."""

import inspect

import pytest

from castle.monorail import abcs
from castle.monorail._kinds import KINDS, Kind, find_kind
from castle.monorail.errors import UnknownKindError


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.plural)
def test_every_kind_has_its_class(kind: Kind) -> None:
    """Each kind names an abstract class that exists."""
    assert inspect.isabstract(getattr(abcs, kind.abc))


def test_unknown_kind_suggests_a_known_one() -> None:
    """A kind in the singular is a likely slip; the message says what was meant."""
    with pytest.raises(UnknownKindError) as error:
        find_kind("reader")
    assert error.value.diagnostics[0].help == "did you mean `readers`?"
    assert "backends" in error.value.kinds
