"""What is hardly meant in state machines."""

from collections.abc import Iterator

from castle.aigr._advice._reach import Reach
from castle.aigr._advice._rules import Rules
from castle.aigr._advice._warnings import warning
from castle.aigr._diagnostics import Diagnostic
from castle.aigr._node import Node
from castle.aigr._nodes.interfaces import ComponentInterface, Port, PortDirection
from castle.aigr._nodes.machinery import DelegatePort
from castle.aigr._nodes.machines import EventTrigger, StateMachine
from castle.aigr._nodes.statements import Connection
from castle.aigr._queries import events_at, ports_of
from castle.aigr._traversal import walk
from castle.aigr._verification._facts import Facts
from castle.aigr._verification._ports import port_use
from castle.aigr._verification._problems import declared, shortened
from castle.aigr._verification._states import Machine


def about_machines(facts: Facts) -> list[Diagnostic]:
    """Warn about each machine of a program."""
    found: list[Diagnostic] = []
    for one in facts.implementations:
        interface, machine = one.interface.target, facts.machine(one.interface.target)
        if isinstance(one, StateMachine) and one.refines is None and machine is not None:
            found += _about(machine)
            if isinstance(interface, ComponentInterface):
                parts = [p for p in facts.implementations if p.interface.target is interface]
                found += _unused(one, interface, [n for part in parts for n in walk(part)])
    return found


def _about(machine: Machine) -> Iterator[Diagnostic]:
    reach = Reach(machine)
    for state in machine.states.values():
        if not reach.has(state) and reach.has_around(state):
            message = f"the state `{shortened(state.name)}` is never reached"
            yield warning("CAS0602", state, message, help="let a rule lead to it, or remove it")
    yield from Rules(machine, reach).warnings()


def _unused(
    one: StateMachine, interface: ComponentInterface, nodes: list[Node]
) -> Iterator[Diagnostic]:
    awaited = {(id(n.port.target), id(n.event)) for n in nodes if isinstance(n, EventTrigger)}
    delegated = {id(port) for node in nodes for port in _own_inlets(node)}
    for port in ports_of(interface):
        if port.direction is PortDirection.OUT or id(port) in delegated:
            continue
        for event in events_at(port):
            if (id(port), id(event)) not in awaited:
                name = f"{shortened(port.name)}.{shortened(event.name)}"
                message = f"no rule of the machine waits for `{name}`"
                help_ = f"write a rule, such as `... + {name} -> ;` to ignore it"
                yield warning("CAS0603", one.interface, message, declared(event), help=help_)


def _own_inlets(node: Node) -> Iterator[Port]:
    """The own in-ports whose events a connection hands on."""
    match node:
        case Connection(left=one, right=other) | DelegatePort(inlet=one, inner=other):
            for use in map(port_use, (one, other)):
                if use is not None and use.own and use.port.direction is PortDirection.IN:
                    yield use.port
