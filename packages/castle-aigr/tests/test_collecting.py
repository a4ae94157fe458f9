"""The garbage collector rests while graphs are made."""

import gc
import weakref

import pytest

from castle.aigr import collector_paused


def test_the_collector_rests_and_goes_on() -> None:
    """It is off inside, on again behind, also where it was paused twice or an error comes out."""
    with collector_paused():
        with collector_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="inside"), collector_paused():
        raise ValueError("inside")
    assert gc.isenabled()


def test_what_was_off_stays_off() -> None:
    """Who turned the collector off by hand finds it off."""
    gc.disable()
    try:
        with collector_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_was_made_is_searched_later() -> None:
    """No collection of what is new follows, and garbage among it is found by the next whole one."""

    class Circle:
        def __init__(self) -> None:
            self.itself = self

    gc.collect()
    with collector_paused():
        kept: list[list[int]] = [[] for _ in range(50_000)]
        gone = weakref.ref(Circle())
    before = gc.get_stats()[0]["collections"]
    kept.append([])
    assert gc.get_stats()[0]["collections"] == before
    gc.collect()
    assert gone() is None


def test_what_is_frozen_stays_frozen() -> None:
    """Who keeps objects from the collector finds them kept."""
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        with collector_paused():
            pass
        assert gc.get_freeze_count() == frozen
    finally:
        gc.unfreeze()
