"""The transformer `fsm.nice_fsm`."""

from castle.aigr import (
    ComponentInterface,
    Event,
    EventProtocol,
    EventTrigger,
    Forest,
    MachineBody,
    NamedType,
    Part,
    Port,
    PortDirection,
    Rule,
    Self,
    SourceNS,
    State,
    StateList,
    StateMachine,
    StateName,
    copy,
    equal,
    predefined,
    verify,
    walk,
)
from castle.kit.conformance import TransformerConformance, sample_programs
from castle.transformers.fsm.nice_fsm import NiceFsmTransformer


class TestConformance(TransformerConformance):
    """It keeps what every transformer promises."""

    plugin = "fsm.nice_fsm"


def lamp() -> Forest:
    """A lamp that a key switches on, and that stays on."""
    press = Event("press")
    keys = EventProtocol("Keys", None, [press])
    key = Port("key", PortDirection.IN, NamedType("Keys", keys))
    interface = ComponentInterface("Lamp", None, [key])
    off, on = State("Off"), State("On")
    trigger = EventTrigger(Part(Self(), "key", key), "press", press)
    rule = Rule(StateName("Off", off), trigger, None, StateName("On", on))
    body = MachineBody([StateList([off, on], off), rule])
    machine = StateMachine("Lamp", NamedType("Lamp", interface), body)
    return Forest([predefined(), SourceNS("lamp", [keys, interface, machine])])


def shown(forest: Forest) -> list[str]:
    """What rules print."""
    rules = [one for one in walk(forest) if isinstance(one, Rule)]
    return [str(value) for rule in rules for value in _constants(rule)]


def _constants(rule: Rule) -> list[object]:
    return [getattr(one, "value", None) for action in rule.actions for one in walk(action)][-1:]


def test_a_rule_says_that_it_is_taken() -> None:
    """It prints the machine, its state, what it waited for, and where it goes."""
    forest = NiceFsmTransformer().transform(lamp())
    assert (verify(forest), shown(forest)) == ([], ["Lamp: Off + key.press -> On"])


def test_one_machine_may_be_chosen() -> None:
    """The others say nothing."""
    assert shown(NiceFsmTransformer(only="Lamp").transform(lamp())) != []
    assert shown(NiceFsmTransformer(only="Door").transform(lamp())) == []


def test_a_program_without_machines_stays_as_it_is() -> None:
    """There is nothing that could be told."""
    program = sample_programs()["one event"]
    assert equal(NiceFsmTransformer().transform(copy(program)), program)
