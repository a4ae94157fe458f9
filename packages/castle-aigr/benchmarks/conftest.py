"""The graphs, made once."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import graphs

if TYPE_CHECKING:
    from xdsl.dialects.builtin import ModuleOp

    from castle.aigr import Forest


@pytest.fixture(scope="session")
def forest() -> "Forest":
    """A program of about 100,000 nodes."""
    return graphs.forest()


@pytest.fixture(scope="session")
def module() -> "ModuleOp":
    """A module of xDSL with about 10,000 operations."""
    return graphs.module()


@pytest.fixture
def deep_pickle() -> Iterator[None]:
    """Room for pickle, which recurses where save does not."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000_000)
    yield
    sys.setrecursionlimit(before)
