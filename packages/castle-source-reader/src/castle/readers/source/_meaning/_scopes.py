"""Which names mean what: in a program, in a namespace, in a file."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from castle.aigr import (
    BadDeclaration,
    ComponentImplementation,
    ComponentInterface,
    Declaration,
    Event,
    EventProtocol,
    ImportedName,
    ImportFrom,
    Location,
    NameSpace,
    Note,
    Port,
    SourceNS,
    StateMachine,
    events_of,
    ports_of,
)
from castle.readers.source._closest import closest, did_you_mean
from castle.readers.source._foreign import hint
from castle.readers.source._imports import Unit
from castle.readers.source._meaning._places import Wanted, any_kind, is_namespace
from castle.readers.source._problems import Code, Problems

Implementation = ComponentImplementation | StateMachine

D = TypeVar("D", bound=Declaration)

_NOTHING: Mapping[str, Declaration | None] = MappingProxyType({})


class Program:
    """What all files share."""

    def __init__(self, predefined: NameSpace, units: list[Unit], problems: Problems) -> None:
        self.problems = problems
        self.predefined: dict[str, Declaration] = {d.name: d for d in predefined.declarations}
        """The names that every file has."""
        self.namespaces: dict[str, dict[str, Declaration]] = {}
        """The names that each namespace defines."""
        self.implementations: dict[ComponentInterface, Implementation] = {}
        """What implements each component."""
        self.cyclic: set[Declaration] = set()
        """Protocols and components that inherit from themselves, as was reported."""
        self.is_complete = all(linked for unit in units for _, linked in unit.imports)
        """Whether a file was found for every import."""
        self._events: dict[EventProtocol, dict[str, Event]] = {}
        self._ports: dict[ComponentInterface, dict[str, Port]] = {}
        for unit in units:
            self._define(unit.space)

    def events(self, protocol: EventProtocol) -> dict[str, Event]:
        """The events of a protocol by name, inherited ones included."""
        found = self._events.get(protocol)
        if found is None:
            found = self._events[protocol] = _first_of_each(events_of(protocol))
        return found

    def ports(self, component: ComponentInterface) -> dict[str, Port]:
        """The ports of a component by name, inherited ones included."""
        found = self._ports.get(component)
        if found is None:
            found = self._ports[component] = _first_of_each(ports_of(component))
        return found

    def report_twice(self, name: str, second: Location | None, first: Declaration) -> None:
        """Report a name that is defined where another has it."""
        place = first.location
        note = Note("it is defined here first" if place else "it is predefined", place)
        self.problems.report(Code.TWICE, f"`{name}` is defined twice", second, note)

    def report_repeated(
        self, declarations: Sequence[Declaration], own: Sequence[Declaration]
    ) -> None:
        """Report each own declaration that has the name of one before it."""
        seen: dict[str, Declaration] = {}
        for one in declarations:
            first = seen.setdefault(one.name, one)
            if first is not one and one in own:
                self.report_twice(one.name, one.location, first)

    def _define(self, space: SourceNS) -> None:
        names = self.namespaces.setdefault(space.name, {})
        for one in space.declarations:
            if isinstance(one, Implementation | BadDeclaration):
                continue
            first = self.predefined.get(one.name) or names.setdefault(one.name, one)
            if first is not one:
                self.report_twice(one.name, one.location, first)


def _first_of_each(declarations: Iterable[D]) -> dict[str, D]:
    """Declarations by name; of two that have one name, as was reported, the first."""
    found: dict[str, D] = {}
    for one in declarations:
        found.setdefault(one.name, one)
    return found


class Scope:
    """The names of one file."""

    def __init__(self, program: Program, unit: Unit, contract: "Scope | None") -> None:
        self.program = program
        self.names: dict[str, Declaration | None] = {**program.predefined, "": None}
        """What each name means; None when that could not be found out, and was reported."""
        self._places: dict[str, Location | None] = {}
        self.names |= program.namespaces[unit.space.name]
        if contract is not None:
            self.names |= contract.names
            self._places |= contract._places
        self._import_all(unit)

    def find(
        self,
        name: str,
        place: Location | None,
        wanted: Wanted,
        near: Mapping[str, Declaration | None] = _NOTHING,
        otherwise: str | None = None,
    ) -> Declaration | None:
        """What a name means; None after reporting that it means nothing.

        Among what may have been meant are the names that are `near` and those of the file, as far
        as they can stand in this place; None stands for what always can. When nothing is close,
        the help is `otherwise`.
        """
        if name in self.names:
            return self.names[name]
        saying = hint(name)
        if saying is not None:
            self.program.problems.report(saying.code, saying.message, place, help=saying.help)
            return None
        candidates = [n for n, one in near.items() if one is None or wanted(one)]
        candidates += [n for n, one in self.names.items() if one is not None and wanted(one)]
        help_ = self._elsewhere(name, wanted) or did_you_mean(name, candidates) or otherwise
        notes = [
            Note(f"`{found.name}` is defined here", found.location)
            for each in closest(name, candidates)
            if (found := self.names.get(each)) is not None and found.location is not None
        ]
        self.program.problems.report(
            Code.UNKNOWN, f"nothing is called `{name}` here", place, *notes, help=help_
        )
        return None

    def find_in(
        self, space: NameSpace, name: str, place: Location | None, wanted: Wanted
    ) -> Declaration | None:
        """What a name of another namespace means; None after reporting that it means nothing."""
        names = self.program.namespaces[space.name]
        found = names.get(name)
        if found is None:
            message = f"the namespace `{space.name}` has no `{name}`"
            candidates = [n for n, one in names.items() if wanted(one)]
            help_ = self._elsewhere(name, wanted) or did_you_mean(name, candidates)
            self.program.problems.report(Code.NOT_THERE, message, place, help=help_)
        return found

    def find_dotted(
        self,
        name: str,
        place: Location | None,
        wanted: Wanted,
        near: Mapping[str, Declaration | None] = _NOTHING,
    ) -> Declaration | None:
        """What a name means that may begin with the name of a namespace."""
        first, *rest = name.split(".")
        if not rest:
            return self.find(first, place, wanted, near)
        found = self.find(first, place, is_namespace)
        for part in rest:
            if found is None:
                return None
            if not isinstance(found, SourceNS):
                message = f"`{first}` is {article(found)}, and has no part `{part}`"
                self.program.problems.report(Code.WRONG_KIND, message, place)
                return None
            found = self.find_in(found, part, place, wanted)
        return found

    def _elsewhere(self, name: str, wanted: Wanted) -> str | None:
        for space, names in self.program.namespaces.items():
            if name in names and wanted(names[name]):
                return f"write `from {space} import {name};` at the head of the file"
        return None

    def _import_all(self, unit: Unit) -> None:
        for one, linked in unit.imports:
            space = linked[0].space if linked else None
            if isinstance(one, ImportFrom):
                for name in one.names:
                    self._import_name(name, space)
            else:
                self._bind(one.namespace, space, one.location)

    def _import_name(self, name: ImportedName, space: SourceNS | None) -> None:
        if space is not None:
            name.target = self.find_in(space, name.name, name.location, any_kind)
        self._bind(name.alias or name.name, name.target, name.location)

    def _bind(self, name: str, target: Declaration | None, place: Location | None) -> None:
        first = self.names.get(name)
        if first is not None and target is not None and first is not target:
            if name not in self._places:
                self.program.report_twice(name, place, first)
                return
            note = Note("it is imported here first", self._places[name])
            message = f"`{name}` is imported twice, as different things"
            self.program.problems.report(Code.TWICE, message, place, note)
            return
        self.names[name] = target
        self._places.setdefault(name, place)


_ARTICLES = {
    "ComponentInterface": "a component",
    "EventProtocol": "a protocol",
    "SourceNS": "a namespace",
    "BuiltinFunction": "a built-in function",
    "Method": "a method",
    "Member": "a member",
    "SubElement": "a sub-element",
    "Alias": "an alias",
    "ConstantDefinition": "a constant",
    "DefaultHandler": "an event",
    "Enumeration": "an enumeration",
    "Enumerator": "a value of an enumeration",
    "Port": "a port",
    "LocalVariable": "a local",
    "LoopVariable": "a loop variable",
    "TypedParameter": "a parameter",
    "HandlerParameter": "a parameter",
}


def article(declaration: Declaration) -> str:
    """What kind of thing a declaration is, as messages call it."""
    return _ARTICLES[type(declaration).__name__]
