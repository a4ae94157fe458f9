"""What cannot be made flat."""

from collections.abc import Iterator, Sequence

from castle.aigr import Diagnostic, EpsilonTrigger, EventTrigger, History, Note, Rule, Severity
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


def too_many(whole: WholeMachine, tree: Tree, most: int, rules: Sequence[Rule]) -> Diagnostic:
    """Say which regions multiply, or which guards."""
    name, place = whole.main.name, whole.main.location
    parallel = [each for each in tree.all if each.is_parallel]
    notes = [_multiplied(tree, each) for each in parallel]
    if rules:
        message = f"the machine `{name}` has too many rules: each guard may hold or not"
        notes = [*_guards(rules), *notes]
        help_ = f"let fewer regions have guards for {_event(rules[0])}, {_OR_MORE}"
    else:
        message = f"the machine `{name}` has more than {most} flat states, or too many rules"
        help_ = f"make two components of it, {_OR_MORE}"
    return Diagnostic("CAS0611", Severity.ERROR, message, place, tuple(notes), help_)


_OR_MORE = "or allow more by `max_states`"
_MANY = 8


def _guards(rules: Sequence[Rule]) -> Iterator[Note]:
    for rule in rules[:_MANY]:
        yield Note("this guard multiplies", rule.location)
    if len(rules) > _MANY:
        yield Note(f"and {len(rules) - _MANY} more guards")


def _event(rule: Rule) -> str:
    trigger = rule.trigger
    return f"`{trigger.name}`" if isinstance(trigger, EventTrigger) else "one event"


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
