"""Implementations: what stands behind an interface."""

from castle.aigr import _registry
from castle.aigr._fields import child, data
from castle.aigr._node import Declaration, node
from castle.aigr._nodes.machinery import DispatchTable
from castle.aigr._nodes.types import NamedType

_registry.declare_family(__name__, "implementations", version=1)


@node
class ComponentImplementation(Declaration):
    """What stands behind an interface: `implement Sieve { ... }`."""

    name: str = data()
    """The name of the component."""
    interface: NamedType = child()
    """The interface it implements."""
    members: list[Declaration] = child(factory=list)
    """Variables, subs, aliases, `init`, `powerOn`, methods and handlers, in order."""
    tables: list[DispatchTable] = child(factory=list)
    """For each in-port and pin one, once the machinery has been chosen; until then none."""
    documentation: str | None = data(default=None)
    """The text of its docstring, or None."""
