"""What `import castle.aigr` brings along."""

import ast
import subprocess
import sys

import pytest

import castle.aigr
from castle.aigr._later import PLACES


def modules_after(code: str) -> set[str]:
    """The modules that a fresh Python has loaded after running some code."""
    script = f"{code}\nimport sys\nprint(sorted(sys.modules))"
    command = [sys.executable, "-I", "-c", script]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(ast.literal_eval(run.stdout))


def test_importing_loads_little() -> None:
    """What takes long to import is imported by those who need it."""
    loaded = modules_after("import castle.aigr") - modules_after("import typing, enum, functools")
    costly = {"dataclasses", "inspect", "json", "pathlib", "tempfile", "urllib.parse", "difflib"}
    assert loaded & costly == set()


def test_a_name_is_loaded_when_it_is_used() -> None:
    """What is done with whole graphs comes when it is asked for, and not before."""
    assert "castle.aigr._verification" not in modules_after("import castle.aigr")
    assert "castle.aigr._verification" in modules_after("from castle.aigr import verify")


def test_every_name_comes() -> None:
    """All that is exported can be had, by its name or by a star, in a fresh Python."""
    code = "from castle.aigr import *\nimport castle.aigr\n"
    check = "assert not [n for n in castle.aigr.__all__ if n not in globals()]"
    assert "castle.aigr._storage._loading" in modules_after(code + check)


@pytest.mark.parametrize("name", sorted(PLACES))
def test_what_comes_later_is_exported(name: str) -> None:
    """What is loaded later belongs to the public names, and is listed with them."""
    assert name in castle.aigr.__all__
    assert name in dir(castle.aigr)
    assert getattr(castle.aigr, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A misspelt name is told as for any module."""
    with pytest.raises(AttributeError, match=r"'castle\.aigr' has no attribute 'wolk'"):
        castle.aigr.wolk  # type: ignore[attr-defined]  # noqa: B018
