"""Invariants of the names of states."""

from collections.abc import Iterator

from castle.aigr._diagnostics import Diagnostic
from castle.aigr._nodes.machines import StateName
from castle.aigr._nodes.namespaces import Forest
from castle.aigr._verification._invariants import Scope, invariant
from castle.aigr._verification._problems import declared, problem, shortened


@invariant(StateName)
def state(node: StateName, scope: Scope) -> Iterator[Diagnostic]:
    """A state that is named is a state of this machine."""
    machine = scope.facts.machine(scope.interface)
    if node.target is None:
        yield problem("CAS0320", node, f"there is no state `{shortened(node.name)}`")
    elif machine is not None and id(node.target) not in machine.states:
        message = f"the state `{shortened(node.name)}` belongs to another machine"
        yield problem("CAS0321", node, message, declared(node.target))


@invariant(Forest)
def state_names(node: Forest, scope: Scope) -> Iterator[Diagnostic]:
    """State names are unique in a machine."""
    for machine in scope.facts.machines.values():
        for second, first in machine.repeated:
            message = f"the machine has two states `{shortened(second.name)}`"
            yield problem("CAS0322", second, message, ("the first is here", first))
