"""One switch for all that is generated and kept in the repository."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# What several tests share is imported by its name: `reference`.
sys.path.insert(0, str(Path(__file__).parent))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `--regenerate` write what a test would compare."""
    parser.addoption(
        "--regenerate", action="store_true", help="write generated pages instead of comparing them"
    )
