"""All wheels of the house in one environment."""

from __future__ import annotations

import importlib
import subprocess
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest

INSTALLED = sorted(
    (found for found in distributions() if found.name.startswith("castle-")),
    key=lambda found: found.name,
)


def _modules(distribution: Distribution) -> list[str]:
    """Name every module that a distribution installed."""
    files = [Path(path) for path in distribution.files or () if path.suffix == ".py"]
    names = [path.with_suffix("").parts for path in files]
    return sorted({".".join(name).removesuffix(".__init__") for name in names})


@pytest.mark.parametrize("distribution", INSTALLED, ids=lambda found: found.name)
def test_every_module_can_be_imported(distribution: Distribution) -> None:
    """Each module imports, without a warning, beside those of all other distributions."""
    names = _modules(distribution)
    assert names or distribution.name == "castle-workshop"  # which has no code
    for name in names:
        importlib.import_module(name)


@pytest.mark.parametrize("distribution", INSTALLED, ids=lambda found: found.name)
def test_each_leaf_imports_first(distribution: Distribution) -> None:
    """No package depends on another one having been imported before it."""
    files = [Path(path) for path in distribution.files or ()]
    for leaf in [path.parent for path in files if path.name == "py.typed"]:
        command = [sys.executable, "-W", "error", "-c", f"import {'.'.join(leaf.parts)}"]
        process = subprocess.run(command, capture_output=True, text=True, check=False)
        assert process.returncode == 0, process.stderr


def test_the_distributions_are_those_of_the_house() -> None:
    """Every distribution of packages/ is installed, and no other one of the namespace."""
    house = {
        path.parent.name for path in Path(__file__).parents[1].glob("packages/*/pyproject.toml")
    }
    assert {found.name for found in INSTALLED} == house


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_the_command_starts(option: str) -> None:
    """The installed command answers, and says nothing on standard error."""
    castle = Path(sys.executable).with_name("castle")
    process = subprocess.run([castle, option], capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr
    assert "castle" in process.stdout
    assert process.stderr == ""
