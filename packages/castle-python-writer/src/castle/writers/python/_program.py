"""A program as Python modules."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from castle.aigr import (
    ComponentImplementation,
    ComponentInterface,
    Diagnostic,
    DiagnosticError,
    EventProtocol,
    Forest,
    PowerOn,
    Severity,
    events_of,
    ports_of,
)
from castle.writers.python._attributes import Attributes
from castle.writers.python._components import component_class
from castle.writers.python._layout import Layout
from castle.writers.python._names import RUNTIME, python_name
from castle.writers.python._naming import Naming
from castle.writers.python._problems import require_routines
from castle.writers.python._protocols import protocol_class
from castle.writers.python._text import docstring, separated

MARK = "# Written by castle-python-writer"
"""How the first line of everything that is written begins."""


@dataclass(frozen=True, slots=True)
class PythonClass:
    """What a class in a module stands for."""

    name: str
    """The name of the class."""
    declaration: EventProtocol | ComponentImplementation
    """The protocol or component that it is."""
    attributes: Mapping[str, str]
    """The names in the source, by attribute: of a protocol's events; of a component's ports."""


@dataclass(frozen=True, slots=True)
class PythonModule:
    """One module of a program."""

    name: str
    """Its name, by which the others import it."""
    text: str
    """Its source."""
    classes: tuple[PythonClass, ...] = ()
    """The classes in it, in order."""


def python_modules(forest: Forest, *, open: bool = False) -> list[PythonModule]:
    """Write a program as Python modules that import each other and the run-time modules.

    Args:
        forest: a program whose machinery was chosen; with `open`, before it was.
        open: leave to `castle_runtime` how events travel, for those who bring one of their own. It
            then also has `connect(element, port, handlers)`, which joins an out-port, by its
            attribute, to what handles its events; and `through(element, handlers, port)`, which
            gives the handlers by which an element reaches an in-port of another.

    Raises:
        DiagnosticError: the program has something that cannot be written.
    """
    require_routines(forest)
    try:
        layout = Layout(forest, open=open)
        return [_module(name, layout, open) for name in layout.modules]
    except RecursionError:
        message = "an expression or statement is nested too deeply to be written as Python"
        raise DiagnosticError([Diagnostic("CAS0703", Severity.ERROR, message)]) from None


def runtime_modules() -> list[PythonModule]:
    """The modules that every program which was written needs beside it."""
    # Not through importlib.resources: its import costs more than writing a program.
    texts = {name: Path(__file__).with_name(f"{name}.py").read_text("utf-8") for name in RUNTIME}
    return [PythonModule(name, _beside(text)) for name, text in texts.items()]


def _beside(text: str) -> str:
    """A module of this package as one that stands beside a program."""
    return f"{MARK}: leave it as it is.\n{text.replace(f'from {__package__}.', 'from ')}"


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
    main = next((d for d in layout.classes(name) if _can_be_main(d)), None)
    if main is not None:
        start = f"{naming.use('run')}({layout.class_name(main)})"
        blocks.append(['if __name__ == "__main__":', f"    {start}"])
    files = " and ".join(space.source for space in layout.modules[name])
    lines = [f"{MARK} from {files}: change that, and write again."]
    lines += separated([_header(name, layout, naming), *blocks], 2)
    classes = tuple(_described(layout.class_name(d), d) for d in layout.classes(name))
    return PythonModule(name, "\n".join(lines) + "\n", classes)


def _described(name: str, declaration: EventProtocol | ComponentImplementation) -> PythonClass:
    if isinstance(declaration, EventProtocol):
        events = {python_name(event.name): event.name for event in events_of(declaration)}
        return PythonClass(name, declaration, events)
    attributes, interface = Attributes(declaration), declaration.interface.target
    ports = ports_of(interface) if isinstance(interface, ComponentInterface) else []
    return PythonClass(name, declaration, {attributes.name(port): port.name for port in ports})


def _can_be_main(declaration: EventProtocol | ComponentImplementation) -> bool:
    members = declaration.members if isinstance(declaration, ComponentImplementation) else ()
    return any(isinstance(member, PowerOn) for member in members)


def _header(name: str, layout: Layout, naming: Naming) -> list[str]:
    written = next((s.documentation for s in layout.modules[name] if s.documentation), None)
    return separated([docstring(written) if written else [], _imports(naming)], 1)


def _imports(naming: Naming) -> list[str]:
    whole = [f"import {module}" for module in sorted(naming.modules)]
    return whole + [
        f"from {m} import {_listed(names)}" for m, names in sorted(naming.classes.items())
    ]


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))
