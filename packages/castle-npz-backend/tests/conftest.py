"""What the tests of this backend share."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from castle.backends.npz import NpzBackend
from castle.monorail.meta import RunMeta

NOBODY = 65534


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root that does not exist yet."""
    return tmp_path / "model_output"


@pytest.fixture
def backend(root: Path) -> NpzBackend:
    """A backend that has stored nothing yet."""
    return NpzBackend(root=root)


@pytest.fixture
def run_meta() -> RunMeta:
    """A run of this moment."""
    return RunMeta.now("sieve")


@pytest.fixture
def read_only() -> Iterator[Callable[[Path], None]]:
    """Takes the permission to write in a folder away, from the superuser too."""
    user = os.geteuid()
    closed: list[Path] = []

    def close(folder: Path) -> None:
        folder.chmod(0o555)
        closed.append(folder)
        if user == 0:
            os.seteuid(NOBODY)

    yield close
    if user == 0:
        os.seteuid(user)
    for folder in closed:
        folder.chmod(0o755)
