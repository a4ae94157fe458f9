"""Finds the class that a plugin's name stands for, and tells absent from broken."""

import inspect
import sys
from collections.abc import Callable, Collection, Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TypeVar

from castle.aigr import DiagnosticError
from castle.monorail._kinds import find_kind
from castle.monorail._names import NAMESPACE, PluginName, is_allowed, parse_name
from castle.monorail._raised import is_proper
from castle.monorail.errors import PluginClassError, PluginNameError

T = TypeVar("T")


def resolve(kind: str, name: str, *, allow: Collection[str] = ()) -> type:
    """Find the class of a plugin; `castle.monorail.loader.resolve` says how."""
    find_kind(kind)
    wanted = checked_name(kind, name)
    module = plugin_module(kind, wanted.module, allow)
    return guarded(kind, wanted, module, lambda: plugin_class(kind, wanted, module, allow))


def guarded(kind: str, wanted: PluginName, module: ModuleType, action: Callable[[], T]) -> T:
    """Do what looks into a plugin, or makes one: its code may raise anything.

    Raises:
        BrokenPluginError: it raised what does not say what is wrong with its configuration.
    """
    try:
        return action()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        if isinstance(error, DiagnosticError) and is_proper(error):
            raise
        from castle.monorail import _failures  # noqa: PLC0415  # see the module

        raise _failures.broken(kind, wanted.module, module.__name__, error, "made") from error


def checked_name(kind: str, name: str) -> PluginName:
    """Take a name apart.

    Raises:
        PluginNameError: it cannot be the name of a plugin.
    """
    if wanted := parse_name(name):
        return wanted
    message = f"`{name}` cannot be the name of {find_kind(kind).one}"
    form = "a name is words joined by dots: `npz`, `machinery.direct_call`, `module:Class`"
    raise PluginNameError(kind, name, PluginNameError.saying("CAS0814", message, help=form))


def plugin_module(kind: str, name: str, allow: Collection[str] = ()) -> ModuleType:
    """Import the leaf that a name stands for."""
    full = f"{NAMESPACE}.{kind}.{name}"
    module = _imported(kind, name, full)
    if module is None and is_allowed(name, allow):
        full = name
        module = _imported(kind, name, full)
    if module is not None:
        return module
    from castle.monorail import _failures  # noqa: PLC0415  # see the module

    raise _failures.absent(kind, name, full, allow)


def _imported(kind: str, name: str, full: str) -> ModuleType | None:
    # An import that is over needs no finder; one that is under way has the import system wait.
    known = sys.modules.get(full)
    spec = getattr(known, "__spec__", None)
    if known and spec and spec.origin and not getattr(spec, "_initializing", False):
        return known
    try:
        return import_module(full) if _is_there(full) else None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # an import runs code that may raise anything
        from castle.monorail import _failures  # noqa: PLC0415  # see the module

        raise _failures.broken(kind, name, full, error) from error


def _is_there(full: str) -> bool:
    try:
        spec = find_spec(full)
    except ModuleNotFoundError as error:
        if _is_above(error.name, full):
            return False
        raise
    # A folder without __init__.py, left over from an uninstalled plugin, has no origin.
    return spec is not None and spec.origin is not None


def _is_above(missing: str | None, full: str) -> bool:
    return missing is not None and f"{full}.".startswith(f"{missing}.")


def plugin_class(
    kind: str, wanted: PluginName, module: ModuleType, allow: Collection[str] = ()
) -> type:
    """The one class of a kind that a leaf holds, or the one that was chosen."""
    try:
        cls = _class_in(kind, wanted, module)
    except PluginClassError as error:
        from castle.monorail import _failures  # noqa: PLC0415  # see the module

        if other := _failures.incompatible(kind, wanted.module, module.__name__):
            raise other from error
        raise
    return permitted(kind, wanted.module, cls, allow)


def permitted(kind: str, name: str, cls: type, allow: Collection[str]) -> type:
    """Give back a class that may be used: it counts where it comes from, not how it was reached.

    Raises:
        PluginNameError: it comes from outside the namespace, and that was not allowed.
    """
    if is_allowed(cls.__module__, allow):
        return cls
    what = f"the {find_kind(kind).singular} `{name}` is the class `{cls.__qualname__}`"
    from castle.monorail import _failures  # noqa: PLC0415  # see the module

    what = f"{what} of `{cls.__module__}`"
    raise _failures.forbidden(kind, name, what, cls.__module__)


def class_of_kind(kind: str) -> type:
    """The abstract class of a kind; that of a third party's kind is in its leaf `abcs`."""
    found = find_kind(kind)
    try:
        home = import_module(found.home)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # an import runs code that may raise anything
        from castle.monorail import _failures  # noqa: PLC0415  # see the module

        raise _failures.broken(kind, "abcs", found.home, error) from error
    if found.abc:
        abc: type = getattr(home, found.abc)
        return abc
    abstract = [cls for cls in _classes(home, object) if inspect.isabstract(cls)]
    own = [cls for cls in abstract if f"{cls.__module__}.".startswith(f"{found.home}.")]
    if len(own) == 1:
        return own[0]
    names = sorted(cls.__name__ for cls in own)
    problem = (
        f"`{found.home}` is to hold one abstract class, and holds {', '.join(names) or 'none'}"
    )
    raise PluginClassError(kind, "abcs", problem)


def _class_in(kind: str, wanted: PluginName, module: ModuleType) -> type:
    abc = class_of_kind(kind)
    if wanted.chosen:
        return _chosen(kind, wanted, module, abc)
    found = list(_classes(module, abc))
    own = [cls for cls in found if f"{cls.__module__}.".startswith(f"{module.__name__}.")]
    usable = [cls for cls in own or found if not _missing_methods(cls)]
    if len(usable) == 1:
        return usable[0]
    names = sorted(cls.__name__ for cls in usable)
    raise PluginClassError(kind, wanted.module, _no_single(module, abc, names, own or found), names)


def _classes(module: ModuleType, abc: type) -> Iterator[type]:
    public = getattr(module, "__all__", None) or [n for n in vars(module) if not n.startswith("_")]
    values = {id(value): value for name in public if (value := getattr(module, name, None))}
    for value in values.values():
        if isinstance(value, type) and issubclass(value, abc) and value is not abc:
            yield value


def _chosen(kind: str, wanted: PluginName, module: ModuleType, abc: type) -> type:
    chosen = getattr(module, wanted.chosen or "", None)
    if isinstance(chosen, type) and issubclass(chosen, abc) and not _missing_methods(chosen):
        return chosen
    problem = f"`{module.__name__}` has no class `{wanted.chosen}` that is a {abc.__name__}"
    names = sorted(cls.__name__ for cls in _classes(module, abc) if not _missing_methods(cls))
    raise PluginClassError(kind, wanted.module, problem, names)


def _no_single(module: ModuleType, abc: type, names: list[str], found: list[type]) -> str:
    if names:
        several = f"several classes that are a {abc.__name__}: {', '.join(names)}"
        return f"`{module.__name__}` holds {several}"
    for cls in found:
        missing = ", ".join(f"`{method}`" for method in _missing_methods(cls))
        return f"`{module.__name__}.{cls.__name__}` does not implement {missing}"
    return f"`{module.__name__}` holds no class that is a {abc.__name__}"


def _missing_methods(cls: type) -> list[str]:
    return sorted(getattr(cls, "__abstractmethods__", ()))
