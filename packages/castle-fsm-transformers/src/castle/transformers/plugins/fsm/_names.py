"""Names that nothing else has."""

from collections.abc import Collection, Iterable, Sequence

from castle.aigr import (
    ComponentInterface,
    Declaration,
    EventTrigger,
    HandlerParameter,
    Identifier,
    LocalVariable,
    LoopVariable,
    NamedType,
    Node,
    ports_of,
    walk,
)
from castle.transformers.plugins.fsm._machines import WholeMachine


def fresh(wanted: str, taken: Collection[str]) -> str:
    """The name that is wanted, or one like it that is not taken."""
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted}_{count}"
    return name


def used_names(nodes: Iterable[Node]) -> set[str]:
    """The names that code uses or declares, those of parameters of events left out."""
    found: set[str] = set()
    for node in nodes:
        for each in walk(node):
            match each:
                case Identifier(target=HandlerParameter()):
                    pass
                case Identifier(name=name) | LocalVariable(name=name) | LoopVariable(name=name):
                    found.add(name)
    return found


def known_names(whole: WholeMachine) -> set[str]:
    """All names that have a meaning in a machine."""
    found: set[str] = set()
    for part in (whole.main, *whole.refinements):
        for node in walk(part):
            if isinstance(node, Declaration | Identifier | NamedType):
                found.add(node.name)
    interface = whole.main.interface.target
    if isinstance(interface, ComponentInterface):
        found |= {port.name for port in ports_of(interface)}
        found |= {parameter.name for parameter in interface.parameters}
    return found


def parameters_for(
    triggers: Sequence[EventTrigger], taken: Collection[str], *, every: bool = False
) -> tuple[list[HandlerParameter], dict[HandlerParameter, HandlerParameter]]:
    """One list of parameters for rules of one event, and which of theirs is which of these.

    They are called as in the first trigger that names them. With `every`, there is one for each
    value that the event carries, else as many as are named.
    """
    event = triggers[0].event
    carried = event.parameters if event is not None else []
    longest = max(triggers, key=lambda each: len(each.parameters)).parameters
    names = [own.name for own in longest]
    if every:
        names += [parameter.name for parameter in carried[len(names) :]]
    made: list[HandlerParameter] = []
    unfit = set(taken)
    for place, name in enumerate(names):
        own = HandlerParameter(fresh(name, unfit), carried[place] if place < len(carried) else None)
        made.append(own)
        unfit.add(own.name)
    twins = {own: made[i] for each in triggers for i, own in enumerate(each.parameters)}
    return made, twins
