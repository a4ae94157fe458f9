"""Runs that a backend keeps while they go on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event, RLock, Thread
from typing import Any

import numpy as np
import pytest

from castle.monorail.abcs import BackendABC, StreamABC
from castle.monorail.errors import ContractError
from castle.monorail.meta import RunMeta

EVENTS = np.zeros((3, 2))


class Stream(StreamABC):
    """Takes chunks of fewer than five events."""

    def __init__(self, columns: int = 2) -> None:
        super().__init__(columns)
        self.taken = 0
        self.beside: Mapping[str, Any] = {}

    def _append(self, events: Any) -> None:
        if len(events) > 4:
            raise OSError(28, "No space left on device")
        self.taken += len(events)

    def _commit(self, arrays: Mapping[str, Any]) -> Path:
        self.beside = arrays
        return Path("kept")

    def _discard(self) -> None:
        self.taken = 0


class Backend(BackendABC):
    """Has streams, and nothing else."""

    def _save(self, data: Any, run_meta: RunMeta) -> Path:
        raise NotImplementedError

    def _read(self, run_meta: RunMeta) -> Any:
        raise NotImplementedError

    def _stream(self, run_meta: RunMeta, columns: int, name: str) -> StreamABC:
        return Stream(columns)


def test_events_and_arrays_reach_the_plugin() -> None:
    """Chunks come as they are, and what is kept beside them with the commit."""
    stream = Stream()
    with stream:
        stream.append(EVENTS)
        stream.append(EVENTS[:1])
        assert stream.taken == 4
        assert stream.commit({"names": EVENTS}) == Path("kept")
    assert list(stream.beside) == ["names"]


def test_a_mask_is_not_lost() -> None:
    """Masked arrays are refused before the plugin sees them, as all else that is no event."""
    stream = Stream()
    with pytest.raises(ContractError, match="mask would be lost"):
        stream.append(np.ma.masked_array(EVENTS, EVENTS == 0))
    stream.append(EVENTS)
    assert stream.taken == 3


@pytest.mark.parametrize("arrays", [EVENTS, [("names", EVENTS)]])
def test_what_is_beside_is_a_mapping(arrays: Any) -> None:
    """Anything else is told, and the stream goes on."""
    stream = Stream()
    with pytest.raises(ContractError, match=r"commit\(\) needs a mapping of arrays"):
        stream.commit(arrays)
    stream.commit()


@pytest.mark.parametrize("end", [Stream.commit, Stream.discard])
def test_nothing_after_the_end(end: Any) -> None:
    """What is appended or committed then would be lost."""
    stream = Stream()
    end(stream)
    for method in (lambda: stream.append(EVENTS), stream.commit):
        with pytest.raises(ContractError, match="of a stream that is over"):
            method()
    stream.discard()


def test_nothing_after_a_failure() -> None:
    """Nobody knows what was added then."""
    stream = Stream()
    with pytest.raises(OSError, match="No space"):
        stream.append(np.zeros((9, 2)))
    with pytest.raises(ContractError, match="of a stream that is over"):
        stream.commit()


def test_the_name_of_the_events_is_a_text() -> None:
    """It is told by the kind, not by what a plugin does with it."""
    name: Any = ["events"]
    with pytest.raises(ContractError, match="name is list, not str"):
        Backend().stream(RunMeta("sieve"), 2, name)


def test_streams_may_be_used_by_threads() -> None:
    """One that has its own lock takes events from several threads, and from within itself."""
    lock, inside = RLock(), Event()

    class Locked(Stream):
        def _append(self, events: Any) -> None:
            inside.set()
            with lock:
                if len(events) > 1:
                    for event in events:
                        self.append(event[None])
                else:
                    super()._append(events)

    stream = Locked()
    with lock:
        other = Thread(target=stream.append, args=(EVENTS,))
        other.start()
        assert inside.wait(10)
        stream.append(EVENTS)
    other.join()
    assert stream.taken == 6


def test_an_end_stays_one() -> None:
    """What was discarded while events were added is over."""

    class Leaving(Stream):
        def _append(self, events: Any) -> None:
            self.discard()

    stream = Leaving()
    stream.append(EVENTS)
    with pytest.raises(ContractError, match="of a stream that is over"):
        stream.commit()


def test_names_of_subclasses_are_theirs() -> None:
    """A stream that lets nothing be changed, and one with methods of its own, are streams."""

    @dataclass(frozen=True)
    class Frozen(StreamABC):
        columns: int
        added: list[int]

        def _check(self, events: Any) -> None:
            self.added.append(len(events))

        def _append(self, events: Any) -> None:
            self._check(events)

        def _commit(self, arrays: Mapping[str, Any]) -> Path:
            return Path("kept")

        def _discard(self) -> None:
            pass

    with Frozen(2, []) as stream:
        stream.append(EVENTS)
        assert stream.added == [3]
    with pytest.raises(ContractError, match="over"):
        stream.commit()
