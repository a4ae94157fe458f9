"""One switch for all that is generated and kept in the repository."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `--regenerate` write what a test would compare."""
    parser.addoption(
        "--regenerate", action="store_true", help="write generated pages instead of comparing them"
    )
