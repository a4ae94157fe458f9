"""What an implementation's own names mean."""

from typing import NamedTuple

from castle.aigr import (
    Alias,
    ComponentImplementation,
    ComponentInterface,
    ConstantDefinition,
    DataProtocol,
    Declaration,
    Enumeration,
    Event,
    EventProtocol,
    Member,
    Method,
    Port,
    SubElement,
)
from castle.readers.source._meaning._scopes import Program
from castle.readers.source._meaning._values import is_whole

_WITH_DOT = (Alias, Member, SubElement)
_WITHOUT_DOT = (ConstantDefinition, Enumeration, Method)

Holder = Declaration | None
"""What holds the element whose port is used; None for the element itself."""


class PortUse(NamedTuple):
    """A port in a place where a port is needed."""

    port: Port
    """The port."""
    protocol: EventProtocol | None
    """Its protocol, or None when that is not known."""
    holder: Holder
    """The sub-element, alias or local whose port it is, or None for an own port."""

    @property
    def data(self) -> Event | None:
        """The only event of a data port; None for others."""
        carried = self.port.protocol
        return carried.event if isinstance(carried, DataProtocol) else None


class Element:
    """The names after the dot, and the methods, of one implementation."""

    def __init__(
        self,
        implementation: ComponentImplementation,
        interface: ComponentInterface | None,
        program: Program,
    ) -> None:
        self.interface = interface
        """What is implemented; None when that is not known."""
        self.is_whole = interface is not None and is_whole(interface)
        """Whether all of its ports are known."""
        self.parts: dict[str, Declaration] = {}
        """Ports, members, sub-elements and aliases: what needs the dot."""
        self.undotted: dict[str, Declaration] = {}
        """Methods, constants and enumerations: what stands without a dot."""
        if interface is not None:
            self.parts |= program.ports(interface)
        for member in implementation.members:
            self._add(member, program)

    @property
    def enumerations(self) -> dict[str, Enumeration]:
        """Its enumerations."""
        found = self.undotted.items()
        return {name: one for name, one in found if isinstance(one, Enumeration)}

    def _add(self, member: Declaration, program: Program) -> None:
        if not isinstance(member, (*_WITH_DOT, *_WITHOUT_DOT)) or not member.name:
            return  # what has no name could not be read, as was reported
        first = self.parts.get(member.name) or self.undotted.get(member.name)
        if first is not None:
            program.report_twice(member.name, member.location, first)
        elif isinstance(member, _WITHOUT_DOT):
            self.undotted[member.name] = member
        else:
            self.parts[member.name] = member
