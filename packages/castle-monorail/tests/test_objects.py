"""Python objects that a configuration names."""

from typing import Any

import pytest

from castle.monorail._objects import allowing
from castle.monorail.errors import ObjectNameError
from castle.monorail.loader import is_granted, load_object

MODULE = """
    import os
    from functools import partial
    from os import getcwd
    from fractions import Fraction

    def decay(time, state, dt):
        return state

    class Model:
        def step(self, time, state, dt):
            return state

    model = Model()
    rates = [0.5, 0.25]
    mine = partial(decay, 0.0)
    theirs = partial(partial(getcwd))
"""


@pytest.fixture(autouse=True)
def modules(site: Any) -> None:
    """A module outside the namespace, one that is broken, and one inside."""
    site.plugin("outside_models", MODULE)
    site.plugin("outside_broken", "import outside_missing")
    site.plugin("castle.readers.t_model", MODULE)


def code(name: str, *allow: str) -> str:
    """Number and message of what is said about a name."""
    with allowing(allow), pytest.raises(ObjectNameError) as error:
        load_object(name)
    assert error.value.name == name
    return str(error.value.diagnostics[0])


@pytest.mark.parametrize(
    "path", ["decay", "Model", "model", "model.step", "Model.step", "mine", "rates"]
)
def test_what_is_allowed_is_loaded(path: str) -> None:
    """Functions, classes, instances, methods, partial calls and data, of an allowed module."""
    with allowing(["outside_models"]):
        assert load_object(f"outside_models:{path}") is not None


def test_what_is_in_the_namespace_needs_no_permission() -> None:
    """Installing a distribution of the namespace is permission enough."""
    assert callable(load_object("castle.readers.t_model:decay"))


def test_nothing_is_imported_without_permission() -> None:
    """A module that was not allowed does not even run."""
    assert "CAS0815" in code("outside_broken:decay")
    assert "CAS0815" in code("outside_models:decay", "outside_model", "outside_models.sub")


@pytest.mark.parametrize(
    "path", ["getcwd", "os", "os.system", "os.path.join", "theirs", "Fraction"]
)
@pytest.mark.parametrize("module", ["outside_models", "castle.readers.t_model"])
def test_the_object_counts_and_not_its_spelling(module: str, path: str) -> None:
    """What a permitted module merely imported comes from elsewhere, and is refused."""
    said = code(f"{module}:{path}", "outside_models")
    assert "CAS0815" in said
    assert "--allow" in said or "is not allowed" in said


def test_permission_ends() -> None:
    """What was allowed for one plugin is not allowed for the next."""
    with allowing(["outside_models"]):
        load_object("outside_models:decay")
    assert "CAS0815" in code("outside_models:decay")


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("decay", "CAS0814"),
        ("outside_models.decay", "CAS0814"),
        ("outside_models:", "CAS0814"),
        (":decay", "CAS0814"),
        ("outside_models:decay()", "CAS0814"),
        ("outside_models:growth", "CAS0823"),
        ("outside_models.more:decay", "CAS0823"),
        ("outside_broken:decay", "CAS0811"),
    ],
)
def test_what_cannot_be_loaded_is_told_apart(name: str, number: str) -> None:
    """No name, not there, and broken have numbers of their own."""
    assert number in code(name, "outside_models", "outside_broken")


def test_a_plugin_may_ask_for_permission_by_name() -> None:
    """Being in the namespace is not enough for it; being made in Python is."""
    assert is_granted("castle.processors.t_shell")
    with allowing(["castle.processors", "outside"]):
        assert is_granted("castle.processors.t_shell")
    for allow in ([], ["castle.processors.t_she"], ["outside"]):
        with allowing(allow):
            assert not is_granted("castle.processors.t_shell")
