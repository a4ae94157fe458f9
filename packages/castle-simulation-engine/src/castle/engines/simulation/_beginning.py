"""Which component a program begins with, and the arguments it gets."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from castle.aigr import (
    ComponentImplementation,
    Diagnostic,
    DiagnosticError,
    Forest,
    Location,
    Note,
    PowerOn,
    Scalar,
    Severity,
    TypedParameter,
    declarations,
    declared_type,
)
from castle.writers.python import require_routines

_WANTED = {Scalar.INT: int, Scalar.FLOAT: float, Scalar.BOOL: bool, Scalar.STR: str}


def choose_main(forest: Forest, name: str | None) -> ComponentImplementation:
    """The component to power on: the one of that name, or the only one that there is.

    Raises:
        DiagnosticError: there is none, or no single one; or a machine is not lowered to handlers.
    """
    require_routines(forest)
    found = declarations(forest, ComponentImplementation)
    mains = {c.name: c for c in found if isinstance(c, ComponentImplementation) and power_on(c)}
    if name is None and len(mains) == 1:
        return next(iter(mains.values()))
    if name in mains:
        return mains[name]
    wanted = "`main` is not given" if name is None else f"`main` names {name}, which is none"
    known = ", ".join(mains) or "none; a component with a `powerOn` could be one"
    message = f"no main component: {wanted}; the program has: {known}"
    raise _refusal("CAS0901", message, ("main",), name, mains)


def power_on(component: ComponentImplementation) -> PowerOn | None:
    """The `powerOn` of a component, or None when it has none."""
    return next((m for m in component.members if isinstance(m, PowerOn)), None)


def choose_arguments(
    component: ComponentImplementation, given: Mapping[str, object]
) -> dict[int, object]:
    """The arguments for `powerOn` by place, from 0; those that are left out have defaults.

    Raises:
        DiagnosticError: one is missing, of another type, or meant for no parameter.
    """
    begin = power_on(component)
    parameters = {parameter.name: parameter for parameter in (begin.parameters if begin else ())}
    for name in given:
        if name not in parameters:
            message = f"powerOn of {component.name} has no parameter {name}"
            place = begin.location if begin else None
            raise _refusal("CAS0902", message, ("arguments", name), name, parameters, place)
    for name, parameter in parameters.items():
        if name not in given and parameter.default is None:
            message = f"powerOn of {component.name} needs {name}, which is not given"
            raise _refusal("CAS0904", message, ("arguments",), location=parameter.location)
    places = {name: place for place, name in enumerate(parameters)}
    return {places[n]: _argument(component, parameters[n], v) for n, v in given.items()}


def _argument(
    component: ComponentImplementation, parameter: TypedParameter, value: object
) -> object:
    kind = declared_type(parameter)
    if kind is Scalar.FLOAT and type(value) is int:
        return float(value)
    if isinstance(kind, Scalar) and type(value) is _WANTED[kind] and _fits(value):
        return value
    shown = kind.value if isinstance(kind, Scalar) else "what no configuration can give"
    message = f"powerOn of {component.name} takes {parameter.name} as {shown}, not {value!r}"
    place = parameter.location
    raise _refusal("CAS0903", message, ("arguments", parameter.name), location=place)


def _fits(value: object) -> bool:
    return not isinstance(value, int) or -(2**63) <= value < 2**63


class BeginningError(DiagnosticError):
    """A program cannot begin as it is asked to; `keys` say where in the configuration that is."""

    def __init__(self, diagnostic: Diagnostic, keys: tuple[str, ...]) -> None:
        super().__init__([diagnostic])
        self.keys = (keys,)
        """For each diagnostic, the keys that lead to its place from the engine's section."""


def _refusal(
    code: str,
    message: str,
    keys: tuple[str, ...],
    name: str | None = None,
    known: Iterable[str] = (),
    location: Location | None = None,
) -> BeginningError:
    close = get_close_matches(name or "", list(known), 1)
    help = f"did you mean {close[0]}?" if close else None
    notes = (Note("powerOn is here", location),) if location else ()
    return BeginningError(Diagnostic(code, Severity.ERROR, message, None, notes, help), keys)
