"""A process of its own, in which no file can grow, as on a disk that is full."""

import os
import signal
import sys
from collections.abc import Callable
from enum import Enum
from typing import Final
from warnings import catch_warnings, simplefilter

from castle.aigr import DiagnosticError

if sys.platform != "win32":
    import resource

_ROOM: Final = 50_000
"""The most bytes in a file."""


class End(Enum):
    """How such a process ends."""

    DONE = 0
    FAILED = 1
    """With an exception that is no diagnostic."""
    REFUSED = 2
    """With diagnostics."""
    KILLED = -1
    """In the middle of writing."""


def without_room(work: Callable[[], object], killed: bool) -> End:
    """Work where the system refuses what does not fit, or kills the process for it.

    On Windows, which has no such limit, there is room.
    """
    if sys.platform == "win32":
        work()
        return End.DONE
    with catch_warnings():
        simplefilter("ignore", DeprecationWarning)  # of other threads, on which it does not wait
        child = os.fork()
    if not child:
        _work(work, killed)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return End.KILLED if status < 0 else End(status)


def _work(work: Callable[[], object], killed: bool) -> None:
    end = End.FAILED
    try:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL if killed else signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (_ROOM, most))
        work()
        end = End.DONE
    except DiagnosticError:
        end = End.REFUSED
    finally:
        os._exit(end.value)
