from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castle.writers.python.castle_runtime import EventProtocol, Ground, drop, follow, spread
from castle.writers.python.castle_values import RunTimeError, int64, text


@given(st.integers(-(2**70), 2**70))
def test_int64_lets_pass_what_fits(value: int) -> None:
    """A value of 64 bits passes; any other stops the program."""
    if -(2**63) <= value < 2**63:
        assert int64(value) == value
    else:
        with pytest.raises(RunTimeError, match="overflow"):
            int64(value)


def test_following_goes_on_until_no_jump_is_left() -> None:
    """What a handler returns is sent next, with however many arguments."""
    seen: list[tuple[int, ...]] = []

    def third() -> None:
        seen.append(())

    def second(a: int, b: int) -> Any:
        seen.append((a, b))
        return spread, (third,)

    def first(a: int) -> Any:
        seen.append((a,))
        return spread, (second, a, a + 1)

    follow(first(1))
    assert seen == [(1,), (1, 2), ()]


def test_an_event_without_a_handler_is_dropped_and_counted() -> None:
    """Sending over a port that is not connected does nothing, and is counted."""

    class Numbers(EventProtocol):
        input: Any
        __slots__ = ("input",)

    before = drop.count
    follow(Numbers().input(7))
    follow(Numbers().input(8))
    assert drop.count == before + 2


def test_ground_is_no_element() -> None:
    """Whatever is asked of Ground stops the program."""
    with pytest.raises(RunTimeError, match="Ground has no try"):
        _ = Ground.__getattr__("try")
    with pytest.raises(RunTimeError, match="Ground has no outlet"):
        Ground.outlet = 1


@pytest.mark.parametrize(
    ("name", "shown"), [("try_", "try"), ("try__", "try_"), ("part_", "part_")]
)
def test_what_ground_does_not_have_is_called_as_in_castle(name: str, shown: str) -> None:
    """Words of Python have a `_` behind them in the written code alone."""
    with pytest.raises(RunTimeError, match=f"Ground has no {shown}:"):
        getattr(Ground, name)


@pytest.mark.parametrize(
    ("value", "shown"), [(True, "true"), (False, "false"), (1, "1"), (0.1, "0.1")]
)
def test_values_are_shown_in_the_language(value: object, shown: str) -> None:
    """Bools are `true` and `false`, floats what Python shows."""
    assert text(value) == shown
