"""Handlers name protocols, which rules need not: the names have to be in sight."""

from collections.abc import Iterable

from castle.aigr import (
    ComponentImplementation,
    Declaration,
    EventHandler,
    EventProtocol,
    Forest,
    ImportedName,
    ImportFrom,
    NameSpace,
    SourceNS,
)


def import_protocols(forest: Forest, made: Iterable[Declaration | None]) -> None:
    """Import the protocols of handlers that were made, where they are not in sight."""
    homes = {id(one): space for space in forest.namespaces for one in space.declarations}
    for each in made:
        space = homes.get(id(each))
        if isinstance(each, ComponentImplementation) and isinstance(space, SourceNS):
            for protocol in _protocols(each):
                _import(space, protocol, homes)


def _protocols(made: ComponentImplementation) -> list[EventProtocol]:
    handlers = [one for one in made.members if isinstance(one, EventHandler)]
    named = [one.protocol.target for one in handlers if one.protocol is not None]
    return list({id(one): one for one in named if isinstance(one, EventProtocol)}.values())


def _import(space: SourceNS, protocol: EventProtocol, homes: dict[int, NameSpace]) -> None:
    home = homes.get(id(protocol))
    froms = [one for one in space.imports if isinstance(one, ImportFrom)]
    if home is None or home.name == space.name or not isinstance(home, SourceNS):
        return
    if any(name.target is protocol for one in froms for name in one.names):
        return
    name = ImportedName(protocol.name, None, protocol)
    found = next((one for one in froms if one.namespace == home.name), None)
    if found is not None:
        found.names.append(name)
    else:
        space.imports.append(ImportFrom(home.name, [name]))
