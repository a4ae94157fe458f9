"""Finds plugins and builds them; listing imports no plugin, and only building imports pydantic."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from castle.monorail._conflicts import Conflict
from castle.monorail._discovery import PluginInfo, Survey, discover, survey, unseen

if TYPE_CHECKING:
    from castle.monorail.configuration import ModuleModel

__all__ = [
    "Conflict",
    "PluginInfo",
    "Survey",
    "build",
    "discover",
    "kinds",
    "load_object",
    "resolve",
    "survey",
    "unseen",
]


def build(
    kind: str, config: "Mapping[str, Any] | ModuleModel", *, allow: Collection[str] = ()
) -> Any:
    """Build a plugin of a kind (in the plural) from its configuration, a mapping or a model.

    `config["module"]` names the plugin, as `resolve` takes it; the rest is the plugin's own. A
    leaf's own `build(config)` gets a plain dict; else the class itself validates it.

    Raises:
        ConfigurationError: the values do not fit the plugin; `diagnostics` has every one.
        PluginError: the plugin cannot be had.
    """
    from castle.monorail import _building  # noqa: PLC0415  # with pydantic, see the module

    return _building.build(kind, config, allow=allow)


def kinds() -> list[str]:
    """The kinds in the plural: those of the house, then those that third parties added."""
    from castle.monorail import _kinds  # noqa: PLC0415  # few ask

    return list(_kinds.all_kinds())


def resolve(kind: str, name: str, *, allow: Collection[str] = ()) -> type:
    """Find the class of a plugin by its kind (in the plural) and its name.

    A name is looked for in the namespace first: `npz` among the backends is
    `castle.backends.npz`. A full dotted name outside `castle` is imported only when it, or a
    package that it lies in, stands in `allow`. `module:Class` picks one class of several. It counts
    where the class that was found comes from, not how it is spelled.

    Raises:
        PluginNameError: it cannot be a name, or it is not allowed.
        MissingPluginError: no installed distribution holds it.
        BrokenPluginError: it is installed, and importing it fails.
        IncompatiblePluginError: it fails, and declares other versions than are installed.
        HiddenNamespaceError: a stray file hides it.
        PluginClassError: it does not hold exactly one class that can be used.
    """
    from castle.monorail import _resolution  # noqa: PLC0415  # with castle.aigr

    return _resolution.resolve(kind, name, allow=allow)


def load_object(name: str) -> object:
    """Load a Python object that a configuration names as `module:attribute`.

    For plugins, while they are built: only what the person who builds them allowed can be had, and
    what is in `castle`. It counts where the object itself comes from, not how it was reached.

    Raises:
        ObjectNameError: it is no such name, not allowed, not there, or its module is broken.
    """
    from castle.monorail import _objects  # noqa: PLC0415  # with castle.aigr

    return _objects.load_object(name)


def is_granted(plugin: str) -> bool:
    """Whether a plugin that can do whatever its configuration says was allowed by its full name.

    For such plugins, while they are built: one that runs commands, say, is installed and yet not
    harmless. What is made in Python, without a configuration, needs nobody's permission.
    """
    from castle.monorail import _objects  # noqa: PLC0415  # with castle.aigr

    return _objects.is_granted(plugin)
