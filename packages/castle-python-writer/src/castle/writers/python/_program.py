"""A program as Python modules."""

from dataclasses import dataclass
from importlib import resources

from castle.aigr import (
    ComponentImplementation,
    Diagnostic,
    DiagnosticError,
    EventProtocol,
    Forest,
    PowerOn,
    Severity,
)
from castle.writers.python._components import component_class
from castle.writers.python._layout import Layout
from castle.writers.python._names import RUNTIME
from castle.writers.python._naming import Naming
from castle.writers.python._protocols import protocol_class
from castle.writers.python._text import docstring, separated


@dataclass(frozen=True, slots=True)
class PythonModule:
    """One module of a program."""

    name: str
    """Its name, by which the others import it."""
    text: str
    """Its source."""
    mains: tuple[str, ...] = ()
    """The classes in it that can be the main component."""
    classes: tuple[tuple[str, str], ...] = ()
    """The name of each class in it, and of the component that it is."""


def python_modules(forest: Forest, *, open: bool = False) -> list[PythonModule]:
    """Write a program as Python modules that import each other and `castle_runtime`.

    Args:
        forest: a program whose machinery was chosen; with `open`, before it was.
        open: leave connections to `connect(element, port, handlers)` of the run-time module, so
            that whoever brings a run-time module of its own decides how events travel.

    Raises:
        DiagnosticError: the program has something that cannot be written.
    """
    try:
        layout = Layout(forest)
        return [_module(name, layout, open) for name in layout.modules]
    except RecursionError:
        message = "an expression or statement is nested too deeply to be written as Python"
        raise DiagnosticError([Diagnostic("CAS0703", Severity.ERROR, message)]) from None


def runtime_module() -> PythonModule:
    """The module that every program which was written needs beside it."""
    source = resources.files("castle.writers.python").joinpath(f"{RUNTIME}.py")
    return PythonModule(RUNTIME, source.read_text(encoding="utf-8"))


def _module(name: str, layout: Layout, open: bool) -> PythonModule:
    naming = Naming(name, layout, open=open)
    blocks = []
    for space in layout.modules[name]:
        naming.enter(space)
        for declaration in space.declarations:
            if isinstance(declaration, EventProtocol):
                blocks.append(protocol_class(declaration, naming))
            elif isinstance(declaration, ComponentImplementation):
                blocks.append(component_class(declaration, naming))
    mains = [d for d in layout.classes(name) if _can_be_main(d)]
    names = tuple(layout.class_name(main) for main in mains)
    if names:
        blocks.append(['if __name__ == "__main__":', f"    {naming.use('run')}({names[0]})"])
    lines = separated([_header(name, layout, naming), *blocks], 2)
    classes = tuple((layout.class_name(d), d.name) for d in layout.classes(name))
    return PythonModule(name, "\n".join(lines) + "\n", names, classes)


def _can_be_main(declaration: EventProtocol | ComponentImplementation) -> bool:
    members = declaration.members if isinstance(declaration, ComponentImplementation) else ()
    return any(isinstance(member, PowerOn) for member in members)


def _header(name: str, layout: Layout, naming: Naming) -> list[str]:
    spaces = layout.modules[name]
    written = next((space.documentation for space in spaces if space.documentation), None)
    files = " and ".join(space.source for space in spaces)
    return separated([docstring(written or f"Written from {files}."), _imports(naming)], 1)


def _imports(naming: Naming) -> list[str]:
    classes = {**naming.classes, **({RUNTIME: naming.runtime} if naming.runtime else {})}
    whole = [f"import {module}" for module in sorted(naming.modules)]
    return whole + [f"from {m} import {_listed(names)}" for m, names in sorted(classes.items())]


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))
