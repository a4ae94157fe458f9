import pytest

from castle.aigr import (
    BindPort,
    ComponentImplementation,
    Connection,
    DiagnosticError,
    Dispatch,
    DispatchCall,
    DispatchJump,
    Forest,
    Identifier,
    Node,
    Part,
    SendEvent,
    copy,
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


def test_delegation_is_refused_with_its_place() -> None:
    """What cannot be lowered yet is said, and nothing is lowered."""
    program = sieve()
    first = of(program, Connection)[0]
    assert isinstance(first, Connection)
    assert isinstance(first.right, Part)
    first.left = copy(first.right)
    with pytest.raises(DiagnosticError) as refused:
        DirectCallTransformer().transform(program)
    assert [d.code for d in refused.value.diagnostics] == ["CAS0501"]


def test_a_program_without_sends_is_left_as_it_is() -> None:
    """There is nothing to lower in an empty program."""
    assert equal(DirectCallTransformer().transform(Forest([])), Forest([]))


def test_references_stay_within_the_lowered_graph(lowered: Forest) -> None:
    """A lowered graph does not hold on to the one it came from."""
    owned = {id(node) for node in walk(lowered)}
    for node in of(lowered, Identifier, Part):
        assert isinstance(node, Identifier | Part)
        assert node.target is None or id(node.target) in owned
