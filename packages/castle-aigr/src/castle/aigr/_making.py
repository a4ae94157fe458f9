"""Node classes, made as `dataclass(slots=True, eq=False)` makes them, and in a fifth of the time.

Importing `dataclasses`, and compiling an `__init__` for each class, would take longer than all
else that importing castle.aigr does. Here an `__init__` is compiled when the class is first used,
and what `dataclasses.fields` and its kin look for is there when they look.
"""

from collections.abc import Callable
from typing import Any

from castle.aigr._fields import Declared

_RESERVED = ("ahead", "last_in")


def slotted(cls: type, own: dict[str, Declared], every: dict[str, Declared]) -> Any:
    """Make a class anew with a slot for each of its own fields, and an `__init__` for all."""
    if "__slots__" in vars(cls):
        raise TypeError(f"{cls.__qualname__} has __slots__: its fields make them")
    inherited = {name for base in cls.__mro__[1:] for name in vars(base).get("__slots__", ())}
    namespace = {name: value for name, value in vars(cls).items() if name not in own}
    for name in ("__dict__", "__weakref__"):
        namespace.pop(name, None)
    namespace["__slots__"] = tuple(name for name in own if name not in inherited)
    namespace["__qualname__"] = cls.__qualname__
    namespace["__match_args__"] = tuple(n for n, field in every.items() if not field.kw_only)
    made: Any = type(cls)(cls.__name__, cls.__bases__, namespace)
    if "__init__" not in namespace:
        made.__init__ = Derived(made, "__init__", lambda: initialiser(made, every))
    return made


def own_fields(cls: type) -> dict[str, Declared]:
    """The fields that a class itself declares.

    Raises:
        TypeError: one does not say what it is, or has no type.
    """
    values = vars(cls)
    fields: dict[str, Declared] = {}
    for name, annotation in cls.__annotations__.items():
        value = values.get(name)
        if name in _RESERVED:
            raise TypeError(f"{cls.__qualname__}.{name}: every node class has something else there")
        if isinstance(value, Declared):
            fields[name] = value
        elif "ClassVar" not in str(annotation):
            raise TypeError(
                f"{cls.__qualname__}.{name} is no child, reference or data: "
                f"declare it with child(), reference() or data()"
            )
    for name, value in values.items():
        if isinstance(value, Declared) and name not in fields:
            raise TypeError(f"{cls.__qualname__}.{name} has no type: declare it as `{name}: ...`")
    return fields


def check_fields(cls: type, every: dict[str, Declared]) -> None:
    """Refuse fields that no `__init__` can take.

    Raises:
        TypeError: a field without a default follows one with, or a default could be changed.
    """
    optional = None
    for name, field in every.items():
        if field.required and not field.kw_only and optional:
            raise TypeError(
                f"{cls.__qualname__}.{name} has no default, and follows {optional}, which has one"
            )
        if type(field.default).__hash__ is None:
            raise TypeError(f"the default of {cls.__qualname__}.{name} could be changed by a node")
        optional = optional if field.required or field.kw_only else name


def slot_of(cls: type, name: str) -> Any:
    """The descriptor of a field."""
    return next(vars(base)[name] for base in cls.__mro__ if name in vars(base))


class Derived:
    """A function of a class that is generated when it is first looked up."""

    __slots__ = ("_cls", "_make", "_name")

    def __init__(self, cls: type, name: str, make: Callable[[], Any]) -> None:
        self._cls, self._name, self._make = cls, name, make

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        """Put the function in its own place, and give it."""
        made = self._make()
        setattr(self._cls, self._name, made)
        return made.__get__(instance, owner)


class _Made:
    def __repr__(self) -> str:
        return "<factory>"


_MADE = _Made()


def initialiser(cls: type, every: dict[str, Declared]) -> Any:
    """Compile the `__init__` of a class, with the types of its parameters."""
    scope: dict[str, Any] = {"_MADE": _MADE}
    positional = [_parameter(n, f, scope) for n, f in every.items() if not f.kw_only]
    named = [_parameter(n, f, scope) for n, f in every.items() if f.kw_only]
    lines = [f"self.{name} = {_value(name, field, scope)}" for name, field in every.items()]
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    signature = ", ".join(["self", *positional, "*", *named] if named else ["self", *positional])
    made = compiled("__init__", signature, lines, scope)
    made.__qualname__, made.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    made.__annotations__ = {**annotations_of(cls, every), "return": None}
    return made


def annotations_of(cls: type, every: dict[str, Declared]) -> dict[str, Any]:
    """The types of fields as they are written, text where they are written as text."""
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        found.update(getattr(base, "__annotations__", {}) if base is not object else {})
    return {name: found[name] for name in every}


def _parameter(name: str, field: Declared, scope: dict[str, Any]) -> str:
    if field.required:
        return name
    if field.factory is not None:
        return f"{name}=_MADE"
    scope[f"_default_{name}"] = field.default
    return f"{name}=_default_{name}"


def _value(name: str, field: Declared, scope: dict[str, Any]) -> str:
    if field.factory is None:
        return name
    if field.factory is list:
        return f"[] if {name} is _MADE else {name}"
    scope[f"_factory_{name}"] = field.factory
    return f"_factory_{name}() if {name} is _MADE else {name}"


def compiled(name: str, signature: str, lines: list[str], scope: dict[str, Any]) -> Any:
    """Compile a function."""
    body = "".join(f"    {line}\n" for line in lines) or "    pass\n"
    exec(f"def {name}({signature}):\n{body}", scope)
    return scope[name]


class AsDataclass:
    """An attribute by which `dataclasses` knows its own, made when it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: Any) -> Any:
        """Give what a dataclass of the same fields has."""
        return getattr(owner.visitors.dataclass, self._name)


def dataclass_of(cls: type, every: dict[str, Declared]) -> type:
    """Make a dataclass that has the fields of a class, and no more."""
    import dataclasses  # noqa: PLC0415  # takes as long as importing all node classes

    def field(declared: Declared) -> Any:
        options: dict[str, Any] = {"metadata": {"role": declared.role}}
        if declared.factory is not None:
            options["default_factory"] = declared.factory
        elif not declared.required:
            options["default"] = declared.default
        return dataclasses.field(kw_only=declared.kw_only, **options)

    namespace = {name: field(declared) for name, declared in every.items()}
    own = {"__annotations__": annotations_of(cls, every), "__module__": cls.__module__}
    bare = type(cls.__name__, (), {**namespace, **own, "__doc__": cls.__doc__})
    return dataclasses.dataclass(init=False, repr=False, eq=False)(bare)
