from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castle.writers.python import runtime_module


def fresh() -> Any:
    """The run-time module, as a program has it."""
    module = ModuleType("castle_runtime")
    exec(runtime_module().text, module.__dict__)
    return module


RUNTIME = fresh()


@given(st.integers(-(2**70), 2**70))
def test_int64_lets_pass_what_fits(value: int) -> None:
    """A value of 64 bits passes; any other stops the program."""
    if -(2**63) <= value < 2**63:
        assert RUNTIME.int64(value) == value
    else:
        with pytest.raises(RUNTIME.RunTimeError, match="overflow"):
            RUNTIME.int64(value)


def test_send_goes_on_until_no_jump_is_left() -> None:
    """What a handler returns is sent next, with however many arguments."""
    seen: list[tuple[int, ...]] = []

    def third() -> None:
        seen.append(())

    def second(a: int, b: int) -> Any:
        seen.append((a, b))
        return (third,)

    def first(a: int) -> Any:
        seen.append((a,))
        return second, a, a + 1

    RUNTIME.send(first, 1)
    assert seen == [(1,), (1, 2), ()]


def test_an_event_without_a_handler_is_dropped_and_counted() -> None:
    """Sending over a port that is not connected does nothing, and is counted."""
    runtime = fresh()

    class Numbers(runtime.EventProtocol):  # type: ignore[misc, name-defined]  # made just above
        __slots__ = ("input",)

    runtime.send(Numbers().input, 7)
    runtime.send(Numbers().input, 8)
    assert runtime.drop.count == 2


def test_ground_is_no_element() -> None:
    """Whatever is asked of Ground stops the program."""
    with pytest.raises(RUNTIME.RunTimeError, match="Ground has no try"):
        _ = RUNTIME.Ground.__getattr__("try")
    with pytest.raises(RUNTIME.RunTimeError, match="Ground has no outlet"):
        RUNTIME.Ground.outlet = 1


@pytest.mark.parametrize(
    ("value", "shown"), [(True, "true"), (False, "false"), (1, "1"), (0.1, "0.1")]
)
def test_values_are_shown_in_the_language(value: object, shown: str) -> None:
    """Bools are `true` and `false`, floats what Python shows."""
    assert RUNTIME.text(value) == shown
