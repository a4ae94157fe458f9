"""From what pydantic says to problems of keys."""

from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from castle.monorail._problems import Problem, existing, validation_problems


class Inner(BaseModel):
    """A part of a plugin's configuration."""

    model_config = ConfigDict(extra="forbid")
    depth: int


class Model(BaseModel):
    """A plugin's configuration."""

    model_config = ConfigDict(extra="forbid")
    order: Literal["direct", "mailbox"] = "direct"
    size: int | bool = 0
    inner: Inner | None = None
    many: list[Inner] = []
    even: int = 0

    @field_validator("even")
    @classmethod
    def _even(cls, value: int) -> int:
        if value == 1:
            raise PydanticCustomError("CAS9901", "{what} is odd", {"what": "it", "help": "add one"})
        if value % 2:
            raise ValueError("it is odd")
        return value


def problems(**values: Any) -> list[Problem]:
    """What is wrong with these values."""
    with pytest.raises(ValidationError) as error:
        Model.model_validate(values)
    return validation_problems(error.value, Model, values, "of a model")


@pytest.mark.parametrize(
    ("values", "keys", "message"),
    [
        ({"order": "quick"}, ("order",), "expected 'direct' or 'mailbox', not `quick`"),
        ({"inner": {"depth": "x"}}, ("inner", "depth"), "expected an integer, not `x`"),
        ({"inner": {}}, ("inner",), "the key `depth` of a model is missing"),
        ({"many": [{"depth": 1}, 3]}, ("many", 1), "expected a mapping"),
        ({"even": 3}, ("even",), "`even`: it is odd, not `3`"),
        ({"order": None}, ("order",), "not nothing"),
    ],
)
def test_message_and_place(values: dict[str, Any], keys: tuple[Any, ...], message: str) -> None:
    """Each problem lies at the value that is wrong, or at the mapping that lacks a key."""
    (problem,) = problems(**values)
    assert problem.keys == keys
    assert message in problem.message


@pytest.mark.parametrize(
    ("values", "cure"),
    [
        ({"ordr": "direct"}, "did you mean `order`?"),
        ({"colour": "red"}, "known keys: order, size, inner, many, even"),
        ({"inner": {"depth": 1, "dept": 2}}, "did you mean `depth`?"),
        ({"many": [{"depth": 1, "dept": 2}]}, "did you mean `depth`?"),
    ],
)
def test_unknown_key_and_what_was_meant(values: dict[str, Any], cure: str) -> None:
    """A key that nothing reads is told at the key, with the closest one at that level."""
    (problem,) = problems(**values)
    assert (problem.code, problem.help, problem.at_key) == ("CAS0804", cure, True)


def test_choices_of_a_union_are_one_problem() -> None:
    """A value that fits no choice is told once, with what each would have taken."""
    (problem,) = problems(size="x")
    assert problem.keys == ("size",)
    assert "integer" in problem.message
    assert "true or false" in problem.message


def test_plugin_can_bring_its_own_code() -> None:
    """A custom error whose type is a code keeps the code, its words and its help."""
    (problem,) = problems(even=1)
    assert problem == Problem("CAS9901", ("even",), "it is odd", "add one")


keys = st.sampled_from(["a", "b", 0, 1])
trees = st.recursive(
    st.integers(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=8,
)


@given(trees, st.lists(keys, max_size=5).map(tuple))
def test_existing_keys_lead_to_a_value(tree: Any, loc: tuple[str | int, ...]) -> None:
    """Whatever pydantic puts between the keys, those that are left can be followed."""
    for key in existing(tree, loc):
        tree = tree[key]
    assert not isinstance(tree, tuple)
