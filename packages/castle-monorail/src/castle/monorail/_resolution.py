"""Finds the class that a plugin's name stands for, and tells absent from broken."""

import inspect
import sys
from collections.abc import Collection, Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from castle.monorail._conflicts import unmet
from castle.monorail._discovery import installed_as, installed_names, owner_of
from castle.monorail._kinds import find_kind
from castle.monorail._names import NAMESPACE, PUBLISHED, PluginName, is_allowed, parse_name
from castle.monorail._owners import Owner, distributions, named
from castle.monorail._scan import hiding
from castle.monorail.errors import (
    BrokenPluginError,
    HiddenNamespaceError,
    IncompatiblePluginError,
    MissingPluginError,
    PluginClassError,
    PluginError,
    PluginNameError,
)


def resolve(kind: str, name: str, *, allow: Collection[str] = ()) -> type:
    """Find the class of a plugin; `castle.monorail.loader.resolve` says how."""
    find_kind(kind)
    wanted = checked_name(kind, name)
    return plugin_class(kind, wanted, plugin_module(kind, wanted.module, allow), allow)


def checked_name(kind: str, name: str) -> PluginName:
    """Take a name apart.

    Raises:
        PluginNameError: it cannot be the name of a plugin.
    """
    if wanted := parse_name(name):
        return wanted
    message = f"`{name}` cannot be the name of a {find_kind(kind).singular}"
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
    if file := hiding(full):
        raise HiddenNamespaceError(kind, name, file=file, owner=_owner_of_hidden(file, full))
    raise _not_found(kind, name, allow)


def _imported(kind: str, name: str, full: str) -> ModuleType | None:
    # An import that is over needs no finder; one that is under way has the import system wait.
    known = sys.modules.get(full)
    spec = getattr(known, "__spec__", None)
    if known and spec and spec.origin and not getattr(spec, "_initializing", False):
        return known
    try:
        return import_module(full) if _is_there(full) else None
    except (Exception, SystemExit) as error:  # an import runs code that may raise anything
        broken = BrokenPluginError(kind, name, owner=owner_of(full), cause=error)
        raise (incompatible(kind, name, full) or broken) from error


def incompatible(kind: str, name: str, full: str) -> IncompatiblePluginError | None:
    """The error of a plugin that declares other versions than there are; None when they fit."""
    installed = installed_as(full)
    if installed is None:
        return None
    for requirement, version in unmet(installed, distributions()):
        needs = f"{requirement.distribution}{requirement.range}"
        owner = named(installed)
        return IncompatiblePluginError(kind, name, owner=owner, needs=needs, installed=version)
    return None


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


def _owner_of_hidden(file: str, full: str) -> Owner | None:
    parts = full.split(".")
    above = (".".join(parts[:end]) for end in range(2, len(parts)))
    modules = (name for name in above if getattr(sys.modules.get(name), "__file__", None) == file)
    return next((owner for name in modules if (owner := owner_of(name))), None)


def _not_found(kind: str, name: str, allow: Collection[str]) -> PluginError:
    installed = installed_names(kind)
    error = MissingPluginError(kind, name, installed=installed, known=PUBLISHED.get(kind, ()))
    if "." not in name or is_allowed(name, allow) or not _may_be_foreign(kind, name):
        return error
    what = f"the {find_kind(kind).singular} `{name}` is not in `castle.{kind}`"
    return _forbidden(kind, name, what, name)


def _may_be_foreign(kind: str, name: str) -> bool:
    """Whether a module outside was meant: there is one, and no group of the kind is called so."""
    first = name.partition(".")[0]
    known = {*installed_names(kind), *PUBLISHED.get(kind, ())}
    return first not in {one.partition(".")[0] for one in known} and _is_importable(first)


def _is_importable(top: str) -> bool:
    try:
        return find_spec(top) is not None
    except ValueError:  # a module that was not imported from anywhere, such as __main__
        return True


def plugin_class(
    kind: str, wanted: PluginName, module: ModuleType, allow: Collection[str] = ()
) -> type:
    """The one class of a kind that a leaf holds, or the one that was chosen."""
    try:
        cls = _class_in(kind, wanted, module)
    except PluginClassError as error:
        if other := incompatible(kind, wanted.module, module.__name__):
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
    raise _forbidden(kind, name, f"{what} of `{cls.__module__}`", cls.__module__)


def _forbidden(kind: str, name: str, what: str, module: str) -> PluginNameError:
    message = f"{what}, and loading it is not allowed"
    cure = f"--allow {module.partition('.')[0]}, when you trust it"
    return PluginNameError(kind, name, PluginNameError.saying("CAS0815", message, help=cure))


def class_of_kind(kind: str) -> type:
    """The abstract class of a kind; that of a third party's kind is in its leaf `abcs`."""
    found = find_kind(kind)
    try:
        home = import_module(found.home)
    except (Exception, SystemExit) as error:  # an import runs code that may raise anything
        raise BrokenPluginError(kind, "abcs", owner=owner_of(found.home), cause=error) from error
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
