"""Types for plugin authors."""

from typing import TYPE_CHECKING

import pytest

import castle.monorail.typing as types

if TYPE_CHECKING:
    from conftest import RunPython


def test_numpy_is_imported_when_a_type_is_asked_for(python: "RunPython") -> None:
    """Importing the module is free; its types are those of numpy."""
    ran = python("""
        import sys
        import castle.monorail.typing as types
        assert "numpy" not in sys.modules
        import numpy as np
        from numpy.typing import NDArray
        assert types.Float64NDArray == NDArray[np.float64]
    """)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_unknown_type() -> None:
    """Another name is an ordinary missing attribute."""
    with pytest.raises(AttributeError, match="Float32NDArray"):
        types.Float32NDArray  # noqa: B018  # asking is the point
