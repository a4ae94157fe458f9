"""Lets pytest explain the assertions of the suites as it does those of tests."""

import pytest

_SUITES = ("backend", "kept_runs", "plugin", "reader", "running", "transformer", "writer")

# Before any of them is imported.
pytest.register_assert_rewrite(*(f"{__package__}._{suite}" for suite in _SUITES))
