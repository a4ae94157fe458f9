"""Builds plugins from configuration, whichever of the two ways they are written in."""

from collections.abc import Callable, Collection, Mapping
from types import ModuleType
from typing import Any

from pydantic import BaseModel, ValidationError

from castle.monorail._contract import type_name
from castle.monorail._kinds import find_kind
from castle.monorail._names import PluginName
from castle.monorail._objects import allowing
from castle.monorail._problems import Problem, missing_key, validation_problems
from castle.monorail._resolution import (
    checked_name,
    class_of_kind,
    guarded,
    permitted,
    plugin_class,
    plugin_module,
)
from castle.monorail.errors import ConfigurationError, PluginClassError


class InvalidValuesError(ConfigurationError):
    """The values of a plugin are wrong; `problems` say which, for who knows where they stand."""

    def __init__(self, kind: str, problems: Collection[Problem]) -> None:
        self.problems = tuple(problems)
        """What is wrong, by the keys of the plugin."""
        super().__init__(
            self.saying(problem.code, problem.message, help=problem.help) for problem in problems
        )


def build(kind: str, config: Mapping[str, Any] | BaseModel, *, allow: Collection[str] = ()) -> Any:
    """Build a plugin; `castle.monorail.loader.build` says how."""
    one = find_kind(kind).one
    values = config.model_dump() if isinstance(config, BaseModel) else dict(config)
    name = values.get("module")
    if not isinstance(name, str):
        wrong = Problem("CAS0806", ("module",), f"expected the name of {one}")
        problem = wrong if "module" in values else missing_key((), "module", f"of {one}")
        raise InvalidValuesError(kind, [problem])
    wanted = checked_name(kind, name)
    module = plugin_module(kind, wanted.module, allow)
    return guarded(kind, wanted, module, lambda: _made(kind, wanted, module, values, allow))


def _made(
    kind: str,
    wanted: PluginName,
    module: ModuleType,
    values: dict[str, Any],
    allow: Collection[str],
) -> object:
    own_build = None if wanted.chosen else getattr(module, "build", None)
    if callable(own_build):
        with allowing(allow):
            made = _validated(kind, own_build, BaseModel, values)
        cls = type(_checked(kind, wanted.module, made))
        permitted(kind, wanted.module, cls, allow)
        return made
    cls = plugin_class(kind, wanted, module, allow)
    if not issubclass(cls, BaseModel):
        problem = (
            f"`{module.__name__}` has no `build(config)`, and `{cls.__name__}` is no ModuleModel"
        )
        raise PluginClassError(kind, values["module"], problem)
    with allowing(allow):
        return _validated(kind, cls.model_validate, cls, values)


def _validated(
    kind: str, make: Callable[[Any], object], model: type[BaseModel], values: dict[str, Any]
) -> object:
    try:
        return make(values)
    except ValidationError as error:
        where = f"of {find_kind(kind).singular} `{values['module']}`"
        raise InvalidValuesError(kind, validation_problems(error, model, values, where)) from None


def _checked(kind: str, name: str, plugin: object) -> object:
    abc = class_of_kind(kind)
    if isinstance(plugin, abc):
        return plugin
    problem = f"`build` of `{name}` gave {type_name(plugin)}, which is no {abc.__name__}"
    raise PluginClassError(kind, name, problem)
