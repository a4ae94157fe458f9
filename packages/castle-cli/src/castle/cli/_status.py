"""What the command's exit status tells."""

from enum import IntEnum


class Status(IntEnum):
    """The exit status of the command."""

    FINE = 0, "fine"
    INPUT_HAS_ERRORS = (
        1,
        "the input has errors, a plugin is absent or broken, or the answer cannot be written, "
        "which messages with codes say; or `castle format --check` found files that are not in "
        "style",
    )
    WRONG_USAGE = 2, "wrong usage: an unknown command, option, stage or number of arguments"
    PROGRAM_FAILED = 3, "everything was compiled, and the program that was run failed"
    INTERRUPTED = 130, "it was interrupted, as by Ctrl-C"

    meaning: str
    """What it says, for people."""

    def __new__(cls, value: int, meaning: str) -> "Status":
        """Make a status with its meaning."""
        made = int.__new__(cls, value)
        made._value_ = value
        made.meaning = meaning
        return made
