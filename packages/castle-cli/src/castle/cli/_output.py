"""Standard output, which holds what was asked for and nothing else."""

import errno
import sys

import click


def give(text: str, *, nl: bool = True) -> None:
    """Write an answer.

    Raises:
        OSError: it cannot be written; a stream that was closed is as bad as a full disk.
    """
    if text or nl:
        require_output()
    click.echo(text, nl=nl)


def require_output() -> None:
    """Make sure that there is a standard output.

    Raises:
        OSError: it was closed before the command began.
    """
    if sys.stdout is None:
        raise OSError(errno.EBADF, "standard output is closed")
