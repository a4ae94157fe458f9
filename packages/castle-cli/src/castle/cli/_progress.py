"""A bar for work that takes over a second, on a terminal only."""

import sys
from threading import Event, Thread
from time import monotonic
from types import TracebackType
from typing import Self

_PATIENCE = 1.0  # seconds; who waits less needs no bar
_PAUSE = 0.1
_WIDTH = 20
_CLEAR = "\r\x1b[K"


class Progress:
    """Shows how many stages are done and which is at work, once that has taken a second."""

    def __init__(self) -> None:
        self._stage = ("", 0, 0)
        self._shown = False
        self._end = Event()
        self._begin = monotonic()
        wanted = sys.stderr is not None and sys.stderr.isatty()
        self._thread = Thread(target=self._draw, daemon=True) if wanted else None

    def begin(self, name: str, number: int, count: int) -> None:
        """Hear which stage begins."""
        self._stage = (name, number, count)

    def clear(self) -> None:
        """Make room for a line of text."""
        if self._shown:
            self._shown = False
            self._say(_CLEAR)

    def __enter__(self) -> Self:
        """Begin to wait."""
        if self._thread:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave no trace on the terminal."""
        self._end.set()
        if self._thread:
            self._thread.join()
        self.clear()

    def _draw(self) -> None:
        if self._end.wait(_PATIENCE):
            return
        while not self._end.wait(_PAUSE):
            name, number, count = self._stage
            filled = _WIDTH * max(number - 1, 0) // max(count, 1)
            bar = f"[{'#' * filled}{'.' * (_WIDTH - filled)}]"
            self._shown = True
            self._say(f"{_CLEAR}{bar} {number}/{count} {name} {monotonic() - self._begin:.0f} s")

    def _say(self, text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except (OSError, ValueError):
            self._end.set()  # nobody looks any more
