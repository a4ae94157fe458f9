"""Where it is kept which state a machine is in."""

from castle.aigr import (
    Become,
    Compare,
    ComparisonOperator,
    Enumeration,
    Enumerator,
    Identifier,
    Location,
    Member,
    NamedType,
    Part,
    Self,
    State,
)
from castle.transformers.plugins.fsm import FlatMachine, derived, fresh


class States:
    """An enumeration of the states that a machine may wait in, and the member that holds one."""

    def __init__(self, machine: FlatMachine, names: set[str]) -> None:
        # A state that is only passed through is never the current one, save at the beginning.
        kept = [s for s in machine.states if s is machine.initial or not machine.is_passing(s)]
        self._values = {s: Enumerator(s.name, location=derived(s)) for s in kept}
        values = list(self._values.values())
        self.enumeration = Enumeration(fresh("State", names), values)
        """The enumeration."""
        kind = NamedType(self.enumeration.name, self.enumeration)
        self.member = Member(fresh("state", names), kind, self.value(machine.initial))
        """The member."""

    def value(self, state: State) -> Part:
        """What stands for a state."""
        value = self._values[state]
        return Part(Identifier(self.enumeration.name, self.enumeration), value.name, value)

    def current(self) -> Part:
        """What holds the state that the machine is in."""
        return Part(Self(), self.member.name, self.member)

    def is_in(self, state: State) -> Compare:
        """Whether the machine is in a state."""
        return Compare((ComparisonOperator.EQUAL,), [self.current(), self.value(state)])

    def next(self, state: State, place: Location | None) -> Become:
        """Let a state be the next one."""
        return Become([self.current()], [self.value(state)], location=place)
