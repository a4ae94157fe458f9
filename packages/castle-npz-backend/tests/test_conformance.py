"""What every backend promises."""

from pathlib import Path

from castle.backends.npz import NpzBackend
from castle.kit.conformance import BackendConformance


class TestConformance(BackendConformance):
    """It keeps what every backend promises."""

    streams = True
    any_dtype = True

    def make(self, root: Path) -> NpzBackend:
        """The backend under test."""
        return NpzBackend(root=root)
