"""What stands in handlers, and in types, has names that mean it in the file."""

from collections.abc import Iterable

from castle.aigr import ComponentImplementation, Declaration, EventHandler, Forest
from castle.transformers.plugins.fsm import Sights


def import_protocols(forest: Forest, made: Iterable[Declaration | None]) -> None:
    """Let the protocols of handlers that were made be in sight, and enumerations be in no way."""
    sights = Sights(forest)
    for each in made:
        sight = sights.of(each) if isinstance(each, ComponentImplementation) else None
        if sight is None or not isinstance(each, ComponentImplementation):
            continue
        for one in each.members:
            if isinstance(one, EventHandler) and one.protocol is not None:
                sight.name(one.protocol)
        sight.rename_enumerations(each)
