"""What a file has in sight, and what it calls something that stands elsewhere."""

from collections.abc import Collection, Iterator

from castle.aigr import (
    ComponentImplementation,
    ConstantDefinition,
    Declaration,
    DefaultHandler,
    Enumeration,
    Forest,
    HandlerParameter,
    Identifier,
    ImportedName,
    ImportFrom,
    LocalVariable,
    LoopVariable,
    Method,
    NamedType,
    NameSpace,
    Node,
    Part,
    RewriteRules,
    Rewritten,
    SourceNS,
    StateMachine,
    TypedParameter,
    predefined,
    rewrite,
    walk,
)
from castle.transformers.plugins.fsm._names import fresh

_PREDEFINED = predefined().name
_CONTRACT = ".Moat"
_NAMED = (Identifier, NamedType)
_IMPLEMENTATIONS = (ComponentImplementation, StateMachine)
_UNDOTTED = (
    ConstantDefinition,
    DefaultHandler,
    Enumeration,
    HandlerParameter,
    LocalVariable,
    LoopVariable,
    Method,
    TypedParameter,
)
"""What stands without a dot within an implementation, and hides what the file has."""


class Sights:
    """What each file of a program has in sight."""

    def __init__(self, forest: Forest) -> None:
        self.spaces = forest.namespaces
        self._homes = {id(one): space for space in self.spaces for one in space.declarations}
        self._found: dict[int, Sight] = {}

    def home(self, declaration: Declaration | None) -> NameSpace | None:
        """Where something is declared; None for what belongs to something else."""
        return self._homes.get(id(declaration))

    def of(self, declaration: Declaration) -> "Sight | None":
        """What is in sight where something is declared; None when that is no file."""
        space = self.home(declaration)
        if not isinstance(space, SourceNS):
            return None
        if id(space) not in self._found:
            self._found[id(space)] = Sight(self, space)
        return self._found[id(space)]


class Sight:
    """What is in sight in one file."""

    def __init__(self, sights: Sights, space: SourceNS) -> None:
        self._sights = sights
        self._space = space
        self._names: dict[str, Declaration] = {}
        for other in sights.spaces:
            if other.name in (_PREDEFINED, space.name):
                self._names |= {one.name: one for one in _defined(other)}
            if other is space or (other.name == space.name and _is_contract(other)):
                self._names |= self._imported(other)

    def name(self, use: NamedType | Identifier, hidden: Collection[str] = ()) -> None:
        """Call something by a name that means it here, `hidden` ones left out."""
        home = self._sights.home(use.target)
        if use.target is None or home is None or self._means(use.name, use.target, home):
            return
        use.name = self._name(use, use.target, home, hidden)

    def name_all(self, made: Declaration) -> None:
        """Let all that is written in a declaration mean here what it meant elsewhere."""
        rules = RewriteRules()
        rules.on(Part)(self._without_namespace)
        rewrite(made, rules)
        hidden = _undotted(made)
        for each in walk(made):
            if isinstance(each, _NAMED):
                self.name(each, hidden)

    def rename_enumerations(self, made: Declaration) -> None:
        """Let no enumeration be called like anything in sight."""
        for one in _enumerations(made):
            if one.name in self._names:
                inner = [each for each in walk(made) if isinstance(each, Declaration | Identifier)]
                one.name = fresh(one.name, {*self._names, *(each.name for each in inner)})
                for each in walk(made):
                    if isinstance(each, _NAMED) and each.target is one:
                        each.name = one.name

    def _imported(self, space: NameSpace) -> Iterator[tuple[str, Declaration]]:
        for one in space.imports if isinstance(space, SourceNS) else ():
            if isinstance(one, ImportFrom):
                yield from ((n.alias or n.name, n.target) for n in one.names if n.target)
            else:
                spaces = [each for each in self._sights.spaces if each.name == one.namespace]
                yield from ((one.namespace, each) for each in spaces[:1])

    def _means(self, name: str, target: Declaration, home: NameSpace) -> bool:
        first, *rest = name.split(".")
        found = self._names.get(first)
        if not rest:
            return found is target
        return isinstance(found, NameSpace) and [found.name, *rest] == [home.name, target.name]

    def _name(
        self, use: Node, target: Declaration, home: NameSpace, hidden: Collection[str]
    ) -> str:
        known = [name for name, one in self._names.items() if name not in hidden]
        direct = [name for name in known if self._names[name] is target]
        if direct:
            return target.name if target.name in direct else direct[0]
        found = self._names.get(home.name)
        if isinstance(use, NamedType) and isinstance(found, NameSpace) and found.name == home.name:
            return f"{home.name}.{target.name}"
        return self._import(target, home)

    def _import(self, target: Declaration, home: NameSpace) -> str:
        if not isinstance(home, SourceNS):
            return target.name
        name = fresh(target.name, {*self._names, *_undotted(self._space)})
        self._names[name] = target
        imported = ImportedName(target.name, None if name == target.name else name, target)
        froms = [one for one in self._space.imports if isinstance(one, ImportFrom)]
        found = next((one for one in froms if one.namespace == home.name), None)
        if found is not None:
            found.names.append(imported)
        else:
            self._space.imports.append(ImportFrom(home.name, [imported]))
        return name

    def _without_namespace(self, use: Part) -> Rewritten:
        """Name something directly whose namespace is not in sight."""
        base = use.base
        if not isinstance(base, Identifier) or not isinstance(base.target, NameSpace):
            return None
        found = self._names.get(base.name)
        if isinstance(found, NameSpace) and found.name == base.target.name:
            return None
        return Identifier(use.name, use.target, location=use.location)


def _defined(space: NameSpace) -> list[Declaration]:
    """What has a name in a namespace, and not just the name of what it implements."""
    return [one for one in space.declarations if not isinstance(one, _IMPLEMENTATIONS)]


def _undotted(node: Node) -> set[str]:
    return {each.name for each in walk(node) if isinstance(each, _UNDOTTED)}


def _enumerations(made: Declaration) -> list[Enumeration]:
    items: list[Node] = []
    if isinstance(made, ComponentImplementation):
        items = [*made.members]
    elif isinstance(made, StateMachine):
        items = [*made.body.items]
    return [each for each in items if isinstance(each, Enumeration)]


def _is_contract(space: NameSpace) -> bool:
    return isinstance(space, SourceNS) and space.source.endswith(_CONTRACT)
