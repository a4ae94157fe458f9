"""State machines, as they are written: lowering them is the work of transformers."""

from castle.aigr import _registry
from castle.aigr._fields import child, data, reference
from castle.aigr._node import Declaration, Expression, Node, node
from castle.aigr._nodes.expressions import Call, Part, SendEvent
from castle.aigr._nodes.handlers import HandlerParameter
from castle.aigr._nodes.protocols import Event
from castle.aigr._nodes.statements import Body
from castle.aigr._nodes.types import NamedType

_registry.declare_family(__name__, "machines", version=1)


class MachineItem(Node):
    """What may stand in a machine beside declarations."""

    __slots__ = ()


@node
class State(Declaration):
    """A state, declared by its name in a `state:` list."""

    name: str = data()
    """Its name, which no other state of the machine has."""


@node
class FinalState(State):
    """`final Done;`: entering it ends its parent."""


@node
class StateList(MachineItem):
    """`state: Locked, Unlocked := Locked;`."""

    states: list[State] = child(factory=list)
    """The states it declares, in order."""
    initial: State | None = reference(default=None)
    """The state that is entered first, or None when another list of the same body says which."""


@node
class StateName(Node):
    """The use of a state: `Locked`."""

    name: str = data()
    """The name as written."""
    target: State | None = reference(default=None)
    """The state, or None when there is none of this name."""


@node
class History(Node):
    """The state that a superstate was left in: `On.history`, `On.deep_history`."""

    state: StateName = child()
    """The superstate."""
    deep: bool = data(default=False)
    """Whether the states within its states are remembered too."""


class Trigger(Node):
    """What makes a rule be taken."""

    __slots__ = ()


@node
class EventTrigger(Trigger):
    """An event on an in-port: `signal.coin(n)`."""

    port: Part = child()
    """The in-port, or a pin."""
    name: str = data()
    """The event's name."""
    event: Event | None = reference(default=None)
    """The event, or None when the port's protocol has none of this name."""
    parameters: list[HandlerParameter] = child(factory=list)
    """Names for what it carries, by position; may be left out."""


@node
class EpsilonTrigger(Trigger):
    """`epsilon`: the rule may be taken without input."""


@node
class InstantTrigger(Trigger):
    """`instantly`: the rule is taken at once, and is the only one of its state."""


@node
class DoneTrigger(Trigger):
    """`done`: a final state inside the state was reached."""


@node
class Rule(MachineItem):
    """`Locked + signal.coin [ .n > 3 ] -> Unlocked, act.unlock();`."""

    source: StateName = child()
    """The state it is a rule of."""
    trigger: Trigger = child()
    """What makes it be taken."""
    guard: Expression | None = child(default=None)
    """A bool that must hold, or None."""
    target: StateName | History | None = child(default=None)
    """Where it leads, or None to stay."""
    actions: list[SendEvent | Call | Body] = child(factory=list)
    """What is done, in order."""


@node
class EntryAction(MachineItem):
    """`entry S : act.red();`."""

    state: StateName = child()
    """The state that is entered."""
    actions: list[SendEvent | Call | Body] = child(factory=list)
    """What is done, in order."""


@node
class LeaveAction(MachineItem):
    """`leave S : act.off();`."""

    state: StateName = child()
    """The state that is left."""
    actions: list[SendEvent | Call | Body] = child(factory=list)
    """What is done, in order."""


@node
class MachineBody(Node):
    """What stands between the braces of a machine, a superstate or a region."""

    items: list[MachineItem | Declaration] = child(factory=list)
    """State lists, rules, actions, superstates, regions; and members, as in any implementation."""


@node
class SuperState(MachineItem):
    """`state On { ... }`: a state refined in place."""

    state: StateName = child()
    """The state."""
    body: MachineBody = child()
    """What it is made of."""


@node
class Region(Declaration):
    """`region Caps { ... }`: a part of a state that is active beside others."""

    name: str = data()
    """Its name."""
    body: MachineBody = child()
    """What it is made of."""


@node
class StateMachine(Declaration):
    """`@FSM implement Turnstile { ... }`: what stands behind an interface, as a machine."""

    name: str = data()
    """The name of the component."""
    interface: NamedType = child()
    """The interface it implements."""
    body: MachineBody = child()
    """What it is made of."""
    refines: StateName | None = child(default=None)
    """For `@FSM implement Machine.On`, the state that is refined; else None."""
    documentation: str | None = data(default=None)
    """The text of its docstring, or None."""
