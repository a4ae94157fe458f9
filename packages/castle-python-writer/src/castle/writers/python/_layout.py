"""Which module and class everything of a program goes to."""

from collections.abc import Iterator

from castle.aigr import (
    Call,
    ComponentImplementation,
    ComponentInterface,
    Declaration,
    Enumeration,
    Enumerator,
    EventHandler,
    EventProtocol,
    Forest,
    Node,
    Port,
    SourceNS,
    ports_of,
    protocol_of,
    walk,
)
from castle.writers.python._names import HOMES, Scope, builtin_names, module_name
from castle.writers.python._problems import refusal
from castle.writers.python._reach import Reach


class Layout:
    """The modules of a program, the classes in each, and their names."""

    def __init__(self, forest: Forest, *, open: bool = False) -> None:
        self.modules: dict[str, list[SourceNS]] = {}
        self.reach = Reach(forest, open=open)
        """Where events can lead to."""
        self._homes: dict[int, str] = {}
        self._made: dict[int, Declaration] = {}
        for space in forest.namespaces:
            if isinstance(space, SourceNS):
                self._place(space)
        self.modules = {name: spaces for name, spaces in self.modules.items() if self.classes(name)}
        self._names = Scope({*HOMES, *builtin_names(), *self.modules})
        self.values = {
            id(value): self._names.name(id(value), wanted) for value, wanted in self._valued()
        }
        """The names that the values of enumerations have in their modules, by identity."""
        self.needs = {name: set(self._needed(name)) - {name} for name in self.modules}

    def classes(self, module: str) -> list[EventProtocol | ComponentImplementation]:
        """What becomes a class in a module, in the order of the source."""
        declared = [d for space in self.modules[module] for d in space.declarations]
        return [d for d in declared if isinstance(d, EventProtocol | ComponentImplementation)]

    def implementation(self, component: Declaration, user: Node) -> Declaration:
        """What stands behind a component, or a protocol itself."""
        made = self._made.get(id(component))
        if made is None:
            message = f"{component.name} is used, but nothing in the program implements it"
            hint = f"import the file that says `implement {component.name}`"
            raise refusal("CAS0702", message, user, hint)
        return made

    def home(self, made: Declaration) -> str:
        """The module that a class is in."""
        return self._homes[id(made)]

    def class_name(self, made: Declaration) -> str:
        """The name of a class, which no other class of the program has."""
        return self._names.name(id(made), made.name)

    def entangled(self, module: str, other: str) -> bool:
        """Whether two modules need each other, however indirectly."""
        return self._reaches(module, other) and self._reaches(other, module)

    def _valued(self) -> Iterator[tuple[Enumerator, str]]:
        """Values of enumerations, and how they would be called; classes get their names before."""
        classes = [made for name in self.modules for made in self.classes(name)]
        prefixes = [(self.class_name(made), made) for made in classes]
        for prefix, made in prefixes:
            for member in made.members if isinstance(made, ComponentImplementation) else ():
                if isinstance(member, Enumeration):
                    yield from ((e, f"{prefix}_{member.name}_{e.name}") for e in member.enumerators)

    def _reaches(self, start: str, goal: str) -> bool:
        seen: set[str] = set()
        stack = [start]
        while stack:
            for name in self.needs[stack.pop()] - seen:
                seen.add(name)
                stack.append(name)
        return goal in seen

    def _place(self, space: SourceNS) -> None:
        module = module_name(space.name)
        self.modules.setdefault(module, []).append(space)
        for declaration in space.declarations:
            self._homes[id(declaration)] = module
            if isinstance(declaration, EventProtocol):
                self._made[id(declaration)] = declaration
            elif isinstance(declaration, ComponentImplementation):
                self._made[id(declaration.interface.target)] = declaration

    def _needed(self, module: str) -> Iterator[str]:
        for declaration in self.classes(module):
            for used in _used(declaration):
                made = self._made.get(id(used))
                if made is not None:
                    yield self._homes[id(made)]


def _used(declaration: EventProtocol | ComponentImplementation) -> Iterator[Declaration | None]:
    """The protocols and components whose classes the code of a declaration names."""
    if isinstance(declaration, EventProtocol):
        yield declaration.base.target if declaration.base else None
        return
    interface = declaration.interface.target
    if isinstance(interface, ComponentInterface):
        yield from (protocol_of(port) for port in ports_of(interface))
    for node in walk(declaration):
        if isinstance(node, Call):
            yield node.callee.target
        elif isinstance(node, EventHandler) and isinstance(node.port.target, Port):
            yield protocol_of(node.port.target)
