"""What stands in the way of a release."""

from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that is wrong: where, what, and what to do."""

    step: str
    """The step that found it."""
    path: str
    """The file that it is about."""
    message: str
    """What is wrong."""
    help: str
    """What to do."""

    def __str__(self) -> str:
        return f"error[{self.step}]: {self.path}: {self.message}\n  help: {self.help}"


class ReleaseError(Exception):
    """Something that nothing can go on with."""

    def __init__(self, step: str, path: str, message: str, help: str) -> None:
        self.problem = Problem(step, path, message, help)
        """What it is."""
        super().__init__(str(self.problem))
