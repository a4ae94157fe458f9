"""Runs one command to its end."""

import os
import signal
from subprocess import DEVNULL, PIPE, STDOUT, Popen, TimeoutExpired
from typing import NamedTuple


class Ended(NamedTuple):
    """How a command ended."""

    status: int | None
    """Its exit status, negative for the signal that stopped it; None when its time was over."""
    printed: str
    """What it wrote to standard output and standard error, in the order in which it came."""


def run_command(command: list[str] | str, timeout: float | None) -> Ended:
    """Run a list of arguments as it is, or a text through the shell of the system.

    Whatever happens, nothing of it goes on running.

    Raises:
        OSError: it cannot be started.
    """
    with Popen(
        command,
        shell=isinstance(command, str),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
        encoding="utf-8",
        errors="replace",
        process_group=0 if os.name == "posix" else None,
    ) as process:
        try:
            printed, _ = process.communicate(timeout=timeout)
        except TimeoutExpired:
            _kill(process)
            return Ended(None, process.communicate()[0])
        except BaseException:
            _kill(process)
            raise
    return Ended(process.returncode, printed)


def _kill(process: "Popen[str]") -> None:
    """Stop it, and where the system can, what it started."""
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def status_text(status: int) -> str:
    """What people call an exit status."""
    if status >= 0:
        return f"ended with exit status {status}"
    return f"was stopped by {signal.Signals(-status).name}"
