"""What is asked of a backend that is tested: whatever it supports, or says that it does not."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from castle.aigr import DiagnosticError
from castle.monorail.abcs import BackendABC
from castle.monorail.errors import UnsupportedError
from castle.monorail.meta import RunMeta


def has(backend: BackendABC, method: str) -> bool:
    """Whether it supports what is optional."""
    return getattr(type(backend), f"_{method}") is not getattr(BackendABC, f"_{method}")


def listed(backend: BackendABC, otherwise: Sequence[RunMeta] = ()) -> Sequence[RunMeta]:
    """The runs that it lists; where it does not list, and says so, what is given instead."""
    if has(backend, "list"):
        return backend.list()
    with pytest.raises(UnsupportedError):
        backend.list()
    return otherwise


def is_kept(backend: BackendABC, run: RunMeta) -> bool:
    """Whether a run is there; one that is refused, because of its name, say, is not."""
    try:
        if has(backend, "exists"):
            return backend.exists(run)
        backend.read(run)
    except DiagnosticError:
        return False
    return True


def assert_same(back: object, array: NDArray[Any]) -> None:
    """Compare what a backend gave back with what was saved, bit for bit."""
    assert isinstance(back, np.ndarray)
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    assert back.tobytes() == array.tobytes()
