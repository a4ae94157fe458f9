"""What cannot be made flat."""

from collections.abc import Iterator

from castle.aigr import Diagnostic, EpsilonTrigger, History, Note, Rule, Severity
from castle.transformers.fsm.flatten._tree import Place, Tree
from castle.transformers.plugins.fsm import WholeMachine


def refuse_choices(whole: WholeMachine, tree: Tree) -> Iterator[Diagnostic]:
    """Non-determinism is not possible together with regions or history."""
    rules = [item for item, _ in whole.items() if isinstance(item, Rule)]
    region = next((place.region for place in tree.all if place.region is not None), None)
    history = next((rule for rule in rules if isinstance(rule.target, History)), None)
    if region is None and history is None:
        return
    beside, where = ("regions", region) if region is not None else ("history", history)
    place = where.location if where is not None else None
    notes = (Note(f"{beside}: here", place),)
    for rule in _choices(tree):
        message = f"the machine `{whole.main.name}` has {beside}, and may not have a choice as well"
        yield Diagnostic("CAS0613", Severity.ERROR, message, rule.location, notes, _ONE)


_ONE = "give one of the rules a guard, or let it wait for another event"


def _choices(tree: Tree) -> Iterator[Rule]:
    for place in tree.all:
        for key, mine in place.rules.items():
            if key is EpsilonTrigger:
                yield from (*mine.guarded, *mine.plain)
            else:
                yield from mine.plain[1:]


def too_many(whole: WholeMachine, tree: Tree, most: int) -> Diagnostic:
    """Say which regions multiply."""
    message = f"the machine `{whole.main.name}` has more than {most} flat states, or too many rules"
    parallel = [place for place in tree.all if place.is_parallel]
    notes = tuple(_multiplied(tree, place) for place in parallel)
    help_ = "make two components of it, or allow more by `max_states`"
    place = whole.main.location
    return Diagnostic("CAS0611", Severity.ERROR, message, place, notes, help_)


def _multiplied(tree: Tree, place: Place) -> Note:
    counts = [
        (child, sum(not each.children and each.is_inside(child) for each in tree.all))
        for child in place.children
    ]
    texts = [f"`{c.region.name}` ({n} states)" for c, n in counts if c.region is not None]
    owner = place.children[0].region
    where = place.state.location if place.state is not None else None
    if where is None and owner is not None:
        where = owner.location
    return Note(f"the regions {', '.join(texts)} multiply", where)


def endless(whole: WholeMachine, rules: list[Rule]) -> Diagnostic:
    """Say which rules are taken again and again in one step."""
    message = f"a step of the machine `{whole.main.name}` may never end"
    notes = tuple(Note("and then this one", rule.location) for rule in rules[1:])
    place = rules[0].location if rules else whole.main.location
    help_ = "let one of the rules wait for an event"
    return Diagnostic("CAS0612", Severity.ERROR, message, place, notes, help_)
