"""The garbage collector rests while graphs are made."""

import gc

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
