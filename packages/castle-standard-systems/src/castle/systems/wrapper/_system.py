from collections.abc import Callable
from functools import partial
from inspect import signature
from typing import Annotated, Any

import numpy as np
from pydantic import Field, PrivateAttr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from castle.aigr import Forest
from castle.monorail.abcs import SteppedFunction, System, SystemABC
from castle.monorail.configuration import ModuleModel
from castle.monorail.errors import ObjectNameError
from castle.monorail.loader import load_object

_TIME = "time"

Finite = Annotated[float, Field(allow_inf_nan=False)]


class WrapperSystem(ModuleModel, SystemABC):
    """A Python function that carries a state through time, one step after the other.

    It is called as `function(time, state, dt, **arguments)`, with the state as a float64 array in
    the order of `state`, and gives the state after the step.
    """

    function: str
    """The function, as `module:function`; outside `castle` it loads only where it is allowed."""
    state: dict[str, Finite] = Field(min_length=1)
    """The names of what the state holds, each with its value at the start."""
    dt: Finite = Field(gt=0)
    """The length of a step."""
    steps: int = Field(ge=0)
    """How many steps there are."""
    start: Finite = 0.0
    """The time at which it starts."""
    arguments: dict[str, bool | int | float | str] = Field(
        default_factory=dict, validate_default=True
    )
    """What else the function is called with, by name."""

    _function: Callable[..., Any] = PrivateAttr()

    @field_validator("function")
    @classmethod
    def _can_be_loaded(cls, name: str) -> str:
        _load(name)
        return name

    @field_validator("state")
    @classmethod
    def _leaves_the_time_alone(cls, state: dict[str, float]) -> dict[str, float]:
        if _TIME in state:
            raise PydanticCustomError("CAS1211", "the state cannot hold `time`: each row begins so")
        return state

    @field_validator("arguments")
    @classmethod
    def _fit(cls, arguments: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        if "function" in info.data:  # else its own error is told
            _bind(info.data["function"], arguments)
        return arguments

    def model_post_init(self, context: Any, /) -> None:
        """Keep the function, while what was allowed for it still holds."""
        self._function = partial(_load(self.function), **self.arguments)

    def _prepare(self, forest: Forest | None) -> System:
        state = np.array(list(self.state.values()), dtype=np.float64)
        columns = tuple(self.state)
        return SteppedFunction(self._function, state, columns, self.dt, self.steps, self.start)


def _load(name: str) -> Callable[..., Any]:
    try:
        function = load_object(name)
    except ObjectNameError as error:
        found = error.diagnostics[0]
        context = {"message": found.message, "help": found.help}
        raise PydanticCustomError(found.code, "{message}", context) from error
    if not callable(function):
        raise PydanticCustomError("CAS1212", "`{name}` is no function", {"name": name})
    return function


def _bind(name: str, arguments: dict[str, Any]) -> None:
    try:
        called_as = signature(_load(name))
    except ValueError:  # not every builtin has one
        return
    try:
        called_as.bind(0.0, None, 1.0, **arguments)
    except TypeError as error:
        context = {"name": name, "reason": str(error), "signature": str(called_as)}
        message = "`{name}{signature}` cannot be called as (time, state, dt, **arguments): {reason}"
        raise PydanticCustomError("CAS1213", message, context) from error
