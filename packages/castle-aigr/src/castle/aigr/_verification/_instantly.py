"""Rules that are taken at once must come to an end."""

from collections.abc import Iterator

from castle.aigr._diagnostics import Diagnostic
from castle.aigr._nodes.machines import Rule
from castle.aigr._nodes.namespaces import Forest
from castle.aigr._verification._entering import entered_by
from castle.aigr._verification._invariants import Scope, invariant
from castle.aigr._verification._problems import problem, shortened
from castle.aigr._verification._states import Machine, is_instant


@invariant(Forest)
def cycles(node: Forest, scope: Scope) -> Iterator[Diagnostic]:
    """No chain of rules with `instantly` leads back to where it began."""
    for machine in scope.facts.machines.values():
        for cycle in _cycles(machine):
            first, *others = cycle
            name = shortened(first.source.name)
            message = f"`instantly` leads from `{name}` back to `{name}`, without an end"
            notes = [("and from here", rule) for rule in others]
            help_ = "let one of the rules wait for an event"
            yield problem("CAS0601", first, message, *notes, help=help_)


def _cycles(machine: Machine) -> list[list[Rule]]:
    """Of each cycle the rules on it, as they follow each other."""
    done: set[int] = set()
    found: list[list[Rule]] = []
    for first in [r for rules in machine.rules.values() for r in rules if is_instant(r)]:
        if id(first) not in done:
            _search(machine, first, done, found)
    return found


def _search(machine: Machine, first: Rule, done: set[int], found: list[list[Rule]]) -> None:
    path = {id(first): first}
    ways = [_following(machine, first)]
    while ways:
        rule = next(ways[-1], None)
        if rule is None:
            ways.pop()
            done.add(path.popitem()[0])
        elif id(rule) in path:
            found.append(list(path.values())[list(path).index(id(rule)) :])
        elif id(rule) not in done:
            path[id(rule)] = rule
            ways.append(_following(machine, rule))


def _following(machine: Machine, rule: Rule) -> Iterator[Rule]:
    """The rules that are taken at once when one was; without a target it is the same again."""
    if rule.target is None:
        yield rule
    for state in entered_by(machine, rule):
        yield from (each for each in machine.rules.get(id(state), []) if is_instant(each))
