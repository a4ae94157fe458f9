"""Histories as members of a component."""

from castle.aigr import (
    Become,
    Body,
    Compare,
    ComparisonOperator,
    Declaration,
    Enumeration,
    Enumerator,
    Identifier,
    Member,
    NamedType,
    Part,
    Self,
)
from castle.transformers.fsm.flatten._histories import Key, Recorded, Remembered
from castle.transformers.fsm.flatten._passing import Passing
from castle.transformers.fsm.flatten._selection import Configuration
from castle.transformers.plugins.fsm import derived, fresh


class _History:
    """One history: a member, and an enumeration of all that it may remember."""

    def __init__(self, key: Key, values: list[Configuration], taken: set[str]) -> None:
        state = key.place.state
        name = state.name if state is not None else ""
        where = derived(state) if state is not None else None
        kind = "DeepHistory" if key.deep else "History"
        title = fresh(f"{name}{kind}", taken)
        member = fresh(f"{name.lower()}_{'deep_' if key.deep else ''}history", taken)
        taken |= {title, member}
        texts = ["_".join(p.state.name for p in value if p.state is not None) for value in values]
        never = Enumerator(fresh("Never", texts))
        self._values = dict(zip(values, map(Enumerator, texts), strict=True))
        self.kind = Enumeration(title, [never, *self._values.values()], location=where)
        initial = Part(Identifier(title, self.kind), never.name, never)
        self.member = Member(member, NamedType(title, self.kind), initial, location=where)

    def current(self) -> Part:
        """What is remembered."""
        return Part(Self(), self.member.name, self.member)

    def named(self, value: Configuration) -> Part:
        """One thing that may be remembered."""
        found = self._values[value]
        return Part(Identifier(self.kind.name, self.kind), found.name, found)


class Memory:
    """The histories that matter in a flat machine."""

    def __init__(self, taken: set[str], passing: Passing) -> None:
        ways = [way for found in passing.ways.values() for each in found.values() for way in each]
        used = [one for way in ways for one in way.guards if isinstance(one, Remembered)]
        values: dict[Key, dict[Configuration, None]] = {one.key: {} for one in used}
        done = [one for way in (passing.first, *ways) for one in way.actions]
        seen: list[Remembered | Recorded] = [*used, *(o for o in done if isinstance(o, Recorded))]
        for each in seen:
            if each.key in values:
                values[each.key][each.value] = None
        self._of = {
            key: _History(key, sorted(found, key=lambda each: [p.order for p in each]), taken)
            for key, found in values.items()
        }
        members = self._of.values()
        self.declarations: list[Declaration] = [
            d for one in members for d in (one.kind, one.member)
        ]
        """What a component has to remember by."""

    def keeps(self, action: object) -> bool:
        """Whether something is done about an action; nothing asks what some histories remember."""
        return not isinstance(action, Recorded) or action.key in self._of

    def record(self, action: Recorded) -> Body:
        """The block that remembers."""
        history = self._of[action.key]
        return Body([Become([history.current()], [history.named(action.value)])])

    def comparison(self, guard: Remembered) -> Compare:
        """The test of what is remembered."""
        history = self._of[guard.key]
        sides = [history.current(), history.named(guard.value)]
        return Compare((ComparisonOperator.EQUAL,), [*sides])
