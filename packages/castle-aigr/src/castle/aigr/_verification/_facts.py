"""What the invariants need to know of the whole program."""

from collections.abc import Iterator

from castle.aigr._node import Declaration, Node
from castle.aigr._nodes.implementations import ComponentImplementation
from castle.aigr._nodes.interfaces import ComponentInterface
from castle.aigr._nodes.machines import MachineBody, Region, StateMachine, SuperState
from castle.aigr._nodes.namespaces import Forest, NameSpace
from castle.aigr._nodes.protocols import EventProtocol
from castle.aigr._typing import Types
from castle.aigr._verification._inheritance import Inheritance
from castle.aigr._verification._states import Machine

Implementation = ComponentImplementation | StateMachine


class Facts:
    """A forest whose structure is sound, looked at as a whole."""

    def __init__(self, forest: Forest, owners: dict[int, Node]) -> None:
        self.owners = owners
        """The owner of each node, by the node's `id`."""
        self.types = Types()
        """The types of expressions."""
        self.spaces = list(_spaces(forest))
        """All namespaces, those in namespaces included."""
        everything = [one for space in self.spaces for one in space.declarations]
        contracts = [o for o in everything if isinstance(o, EventProtocol | ComponentInterface)]
        self.inheritance = Inheritance(contracts)
        """What inherits from what."""
        self.implementations = [o for o in everything if isinstance(o, Implementation)]
        """What stands behind interfaces, in order."""
        self.machines: dict[int, Machine] = {}
        """The machine behind each interface that has one, by the interface's `id`."""
        self.homes: dict[int, ComponentInterface] = {}
        """The component that each member is of, by the member's `id`."""
        for one in self.implementations:
            self._look_into(one)

    def owner(self, node: Node) -> Node:
        """Who owns a node."""
        return self.owners[id(node)]

    def machine(self, interface: Declaration | None) -> Machine | None:
        """The machine behind an interface."""
        return self.machines.get(id(interface))

    def _look_into(self, one: Implementation) -> None:
        interface = one.interface.target
        if not isinstance(interface, ComponentInterface):
            return
        members: list[Node] = list(one.members) if isinstance(one, ComponentImplementation) else []
        if isinstance(one, StateMachine):
            machine = self.machines.setdefault(id(interface), Machine())
            for body, stands_for in bodies(one):
                machine.add(body, stands_for)
                members += body.items
        self.homes |= {id(each): interface for each in members if isinstance(each, Declaration)}


def bodies(machine: StateMachine) -> Iterator[tuple[MachineBody, Node]]:
    """All bodies of a machine, outer ones first, each with what it is the body of."""
    stack: list[StateMachine | SuperState | Region] = [machine]
    while stack:
        one = stack.pop()
        yield one.body, one
        stack += [each for each in one.body.items[::-1] if isinstance(each, SuperState | Region)]


def _spaces(forest: Forest) -> Iterator[NameSpace]:
    stack = forest.namespaces[::-1]
    while stack:
        space = stack.pop()
        yield space
        stack += [one for one in space.declarations[::-1] if isinstance(one, NameSpace)]
