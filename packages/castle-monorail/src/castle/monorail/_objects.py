"""Python objects that a configuration names, such as a model's function, and which of them it may.

A plugin asks for such an object while it is built; what the person who builds it allowed holds.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from importlib import import_module
from types import ModuleType

from castle.monorail._names import is_allowed
from castle.monorail._raised import described
from castle.monorail.errors import ObjectNameError

# None: nothing is being built of a configuration.
_allowed: ContextVar[tuple[str, ...] | None] = ContextVar("castle_allowed", default=None)


@contextmanager
def allowing(allow: Collection[str]) -> Iterator[None]:
    """Let plugins that are built in here load objects of these modules."""
    token = _allowed.set(tuple(allow))
    try:
        yield
    finally:
        _allowed.reset(token)


def is_permitted(module: str) -> bool:
    """Whether objects of a module may be loaded here: those of `castle`, and what was allowed."""
    return is_allowed(module, _allowed.get() or ())


def is_granted(plugin: str) -> bool:
    """Whether this was allowed by name; `castle.monorail.loader.is_granted` says what for."""
    allow = _allowed.get()
    return allow is None or any(f"{plugin}.".startswith(f"{top}.") for top in allow)


def load_object(name: str) -> object:
    """Load a Python object by `module:attribute`; `castle.monorail.loader.load_object` says how."""
    module, colon, path = name.partition(":")
    parts = path.split(".")
    if not (colon and all(part.isidentifier() for part in [*module.split("."), *parts])):
        raise _error("CAS0814", name, f"`{name}` is not of the form `module:attribute`")
    if not is_permitted(module):  # importing it would already run it
        raise _forbidden(name, module)
    found: object = _imported(name, module)
    for part in parts:
        found = _attribute(name, found, part)
    if not is_permitted(home := _home(found) or module):
        raise _forbidden(name, home)
    return found


def _imported(name: str, module: str) -> ModuleType:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if f"{module}.".startswith(f"{error.name}."):
            message = f"the module `{module}` of `{name}` is not installed"
            raise _error("CAS0823", name, message) from error
        raise _broken(name, module, error) from error
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # an import runs code that may raise anything
        raise _broken(name, module, error) from error


def _attribute(name: str, owner: object, part: str) -> object:
    try:
        return getattr(owner, part)
    except AttributeError as error:
        where = getattr(owner, "__name__", type(owner).__name__)
        raise _error("CAS0823", name, f"`{where}` has no `{part}`") from error


def _home(found: object) -> str | None:
    """The module that an object comes from, not the one it was reached through; None for data."""
    while isinstance(found, partial):
        found = found.func
    if isinstance(found, ModuleType):
        return found.__name__
    if not callable(found) and type(found).__module__ == "builtins":
        return None  # a number, a text, a list
    return str(getattr(found, "__module__", None) or type(found).__module__)


def _forbidden(name: str, module: str) -> ObjectNameError:
    message = f"`{name}` comes from `{module}`, and loading from there is not allowed"
    return _error("CAS0815", name, message, f"--allow {module}, when you trust it")


def _broken(name: str, module: str, cause: BaseException) -> ObjectNameError:
    message = f"the module `{module}` cannot be imported: {described(cause)}"
    return _error("CAS0811", name, message)


def _error(code: str, name: str, message: str, help: str | None = None) -> ObjectNameError:
    return ObjectNameError(name, ObjectNameError.saying(code, message, help=help))
