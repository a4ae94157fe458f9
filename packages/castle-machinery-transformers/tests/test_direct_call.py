import pytest

from castle.aigr import (
    BindPort,
    Body,
    ComponentImplementation,
    Connection,
    Constant,
    DelegatePort,
    Dispatch,
    DispatchCall,
    DispatchJump,
    Forest,
    Identifier,
    Node,
    Part,
    QueueLimit,
    RelayPort,
    Self,
    SendEvent,
    dump,
    equal,
    verify,
    walk,
)
from castle.TESTDOUBLES.aigr.sieve import sieve
from castle.transformers.machinery.direct_call import DirectCallTransformer


@pytest.fixture
def lowered() -> Forest:
    """The Sieve after the transformer."""
    return DirectCallTransformer().transform(sieve())


def of(forest: Node, *kinds: type[Node]) -> list[Node]:
    """The nodes of some kinds, in order."""
    return [node for node in walk(forest) if isinstance(node, kinds)]


def test_every_send_and_connection_is_lowered(lowered: Forest) -> None:
    """What the machinery carries is chosen everywhere, or nowhere."""
    assert of(lowered, SendEvent, Connection) == []
    assert len(of(lowered, Dispatch)) == len(of(sieve(), SendEvent))
    assert len(of(lowered, BindPort)) == len(of(sieve(), Connection))


def test_the_result_keeps_every_invariant(lowered: Forest) -> None:
    """The graph verifies after it was lowered."""
    assert verify(lowered) == []


def test_the_graph_that_was_given_stays_as_it_is() -> None:
    """Others, an engine among them, go on with the graph before it was lowered."""
    given = sieve()
    before = dump(given)
    DirectCallTransformer().transform(given)
    assert dump(given) == before


def test_sends_that_end_a_handler_jump(lowered: Forest) -> None:
    """Sieve and Finder end in a send; a method and powerOn never do."""
    ends = {
        code.name: [type(node) for node in of(code, DispatchJump, DispatchCall)]
        for code in of(lowered, ComponentImplementation)
        if isinstance(code, ComponentImplementation)
    }
    assert ends == {
        "Generator": [DispatchCall],
        "Sieve": [DispatchJump],
        "Finder": [DispatchJump],
        "Main": [DispatchCall],
    }


def test_each_in_port_and_pin_has_a_table(lowered: Forest) -> None:
    """A component's tables are named after its in-ports, and after its pins."""
    tables = {
        code.name: [table.name for table in code.tables]
        for code in of(lowered, ComponentImplementation)
        if isinstance(code, ComponentImplementation)
    }
    assert tables == {
        "Generator": ["controll"],
        "Sieve": ["try"],
        "Finder": ["newPrime"],
        "Main": ["finder.found"],
    }


def test_a_connection_may_be_written_either_way_round(lowered: Forest) -> None:
    """Which side is the out-port follows from the ports, not from the order."""
    turned = sieve()
    for node in of(turned, Connection):
        assert isinstance(node, Connection)
        node.left, node.right = node.right, node.left
    assert equal(DirectCallTransformer().transform(turned), lowered)


def test_ports_of_one_direction_are_delegated_and_relayed() -> None:
    """An own in-port hands on to a sub's; a sub's out-port leaves by an own one."""
    program = sieve()
    joined = [node for node in of(program, Connection) if isinstance(node, Connection)]
    inner = joined[0].right
    assert isinstance(inner, Part)
    joined[0].left = Part(Self(), inner.name, inner.target)
    outlet = joined[1].left
    assert isinstance(outlet, Part)
    joined[1].right = Part(Self(), outlet.name, outlet.target)
    lowered = DirectCallTransformer().transform(program)
    (delegated,) = of(lowered, DelegatePort)
    (relayed,) = of(lowered, RelayPort)
    assert isinstance(delegated, DelegatePort)
    assert isinstance(relayed, RelayPort)
    assert isinstance(delegated.inlet, Part)
    assert isinstance(relayed.outlet, Part)
    assert isinstance(delegated.inlet.base, Self)
    assert isinstance(relayed.outlet.base, Self)


def test_a_bound_on_a_queue_is_dropped() -> None:
    """Direct calls ignore bounds."""
    program = sieve()
    body = next(node for node in walk(program) if isinstance(node, Body))
    body.statements.append(QueueLimit(Part(Self(), "nowhere"), Constant(1)))
    assert of(DirectCallTransformer().transform(program), QueueLimit) == []


def test_a_program_without_sends_is_left_as_it_is() -> None:
    """There is nothing to lower in an empty program."""
    assert equal(DirectCallTransformer().transform(Forest([])), Forest([]))


def test_references_stay_within_the_lowered_graph(lowered: Forest) -> None:
    """A lowered graph does not hold on to the one it came from."""
    owned = {id(node) for node in walk(lowered)}
    for node in of(lowered, Identifier, Part):
        assert isinstance(node, Identifier | Part)
        assert node.target is None or id(node.target) in owned
