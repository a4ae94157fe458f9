"""Questions about protocols and components, and how much it takes to answer them."""

from collections import Counter
from typing import Any

import pytest

from castle.aigr import (
    ComponentImplementation,
    ComponentInterface,
    Event,
    EventProtocol,
    Forest,
    Member,
    NamedType,
    NameSpace,
    Port,
    PortDirection,
    Scalar,
    ScalarType,
    events_of,
    extends,
    ports_of,
    predefined,
    verify,
)
from castle.aigr._verification import _inheritance

LONG = 3_000


def chain(count: int) -> list[EventProtocol]:
    """Protocols of one event, each the base of the next."""
    made = [EventProtocol(f"P{n}", events=[Event(f"e{n}")]) for n in range(count)]
    for below, above in zip(made[1:], made, strict=False):
        below.base = NamedType(above.name, above)
    return made


def components(count: int, protocol: EventProtocol) -> list[ComponentInterface]:
    """Components of one port, each the base of the next."""
    use = NamedType(protocol.name, protocol)
    ports = [Port(f"p{n}", PortDirection.IN, NamedType(use.name, protocol)) for n in range(count)]
    made = [ComponentInterface(f"C{n}", ports=[port]) for n, port in enumerate(ports)]
    for below, above in zip(made[1:], made, strict=False):
        below.base = NamedType(above.name, above)
    return made


def test_inherited_events_and_ports_come_first() -> None:
    """What is inherited keeps its number, however long the chain is."""
    protocols = chain(LONG)
    assert [event.name for event in events_of(protocols[-1])] == [f"e{n}" for n in range(LONG)]
    found = ports_of(components(9, protocols[0])[-1])
    assert [port.name for port in found] == [f"p{n}" for n in range(9)]
    assert extends(protocols[-1], protocols[0])
    assert not extends(protocols[0], protocols[-1])


def test_a_circle_is_cut_where_it_closes() -> None:
    """What inherits from itself has each event once."""
    protocols = chain(3)
    protocols[0].base = NamedType("P2", protocols[2])
    assert [event.name for event in events_of(protocols[1])] == ["e2", "e0", "e1"]


def test_a_chain_is_followed_without_looking_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each protocol is met once: none is compared with all those before it."""

    def refuse(self: object, other: object) -> bool:
        raise AssertionError("two protocols are compared")

    protocols = chain(9)
    monkeypatch.setattr(EventProtocol, "__eq__", refuse)
    assert len(events_of(protocols[-1])) == 9
    assert extends(protocols[-1], protocols[0])


def test_verification_follows_each_chain_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each component of a long chain may be implemented: the work grows as the chain does."""
    asked: Counter[str] = Counter()
    base = _inheritance.Inheritance.base

    def counted(self: Any, one: Any) -> Any:
        asked["base"] += 1
        return base(self, one)

    (protocol,) = chain(1)
    contracts = components(200, protocol)
    behind = [
        ComponentImplementation(
            each.name, NamedType(each.name, each), [Member("m", ScalarType(Scalar.INT))]
        )
        for each in contracts
    ]
    forest = Forest([predefined(), NameSpace("n", [protocol, *contracts, *behind])])
    monkeypatch.setattr(_inheritance.Inheritance, "base", counted)
    assert verify(forest) == []
    assert asked["base"] < 5 * len(contracts)
    behind[-1].members.append(Member("p0", ScalarType(Scalar.INT)))
    (found,) = verify(forest)
    assert (found.code, found.message) == ("CAS0304", "`p0` is declared twice")
