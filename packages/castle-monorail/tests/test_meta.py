"""The identity of a run."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from castle.monorail.meta import Provenance, RunMeta

NO_TEXT: Any = 5


def test_moment_is_that_of_the_call() -> None:
    """Each call takes its own moment, not that of the import."""
    before = datetime.now(UTC)
    first, second = RunMeta.now("sieve"), RunMeta.now("sieve")
    assert before <= first.timestamp <= second.timestamp <= datetime.now(UTC)


def test_runs_of_one_moment_differ() -> None:
    """The run id tells apart what the clock cannot."""
    moment = datetime.now(UTC)
    assert len({RunMeta("sieve", timestamp=moment) for _ in range(100)}) == 100


def test_timestamps_are_in_one_zone() -> None:
    """A moment given in another zone is the same moment in UTC."""
    moment = datetime(2026, 1, 2, 3, tzinfo=timezone(timedelta(hours=2)))
    meta = RunMeta("sieve", timestamp=moment)
    assert meta.timestamp == moment
    assert meta.timestamp.tzinfo is UTC


def test_refuses_a_moment_without_a_zone() -> None:
    """A moment that could be any of a day's is none."""
    with pytest.raises(ValueError, match="time zone"):
        RunMeta("sieve", timestamp=datetime(2026, 1, 2))  # the point of the test


@pytest.mark.parametrize("hours", [14, -14])
def test_refuses_a_moment_in_no_year(hours: int) -> None:
    """A moment that UTC has no year for is told as one that is wrong."""
    moment = datetime(1, 1, 1) if hours > 0 else datetime(9999, 12, 31, 23)
    with pytest.raises(ValueError, match="no year"):
        RunMeta("sieve", timestamp=moment.replace(tzinfo=timezone(timedelta(hours=hours))))


def test_refuses_a_run_without_a_name() -> None:
    """Every run is called something."""
    with pytest.raises(ValueError, match="name"):
        RunMeta.now("")


@pytest.mark.parametrize(
    "make",
    [
        lambda: RunMeta(NO_TEXT),
        lambda: RunMeta("a", NO_TEXT),
        lambda: RunMeta("a", run_id=NO_TEXT),
        lambda: Provenance(NO_TEXT),
        lambda: Provenance(distributions=(("castle-aigr", NO_TEXT),)),
        lambda: Provenance(distributions=(("b", "1"), (NO_TEXT, "2"))),
        lambda: Provenance(distributions=("ab",)),  # type: ignore[arg-type]  # what is tested
        lambda: Provenance(distributions=(("a", "1", "2"),)),  # type: ignore[arg-type]  # the same
    ],
)
def test_refuses_what_is_no_text(make: Callable[[], object]) -> None:
    """Backends keep texts, and would give back something else."""
    with pytest.raises(TypeError, match="text"):
        make()


def test_distributions_are_sorted() -> None:
    """However they were given, what a run was made from is equal, and can be a key."""
    pairs: Any = [["b", "1"], ["a", "2"]]  # as JSON has them
    made = Provenance(distributions=pairs)
    assert made == Provenance(distributions=(("a", "2"), ("b", "1")))
    assert hash(made)


def test_cannot_be_changed() -> None:
    """An identity stays what it is."""
    with pytest.raises(AttributeError):
        RunMeta.now("sieve").name = "other"  # type: ignore[misc]  # the point of the test
