"""The namespace that every program has without importing it."""

from castle.aigr import _registry
from castle.aigr._fields import data
from castle.aigr._node import Declaration, node
from castle.aigr._nodes.interfaces import ComponentInterface
from castle.aigr._nodes.namespaces import NameSpace
from castle.aigr._nodes.protocols import EventProtocol
from castle.aigr._nodes.types import NamedType, Scalar, ScalarType, TypedParameter

_registry.declare_family(__name__, "predefined", version=1)

_FUNCTIONS = (
    *("print", "printf", "len", "range", "abs", "min", "max", "append", "remove"),
    *("int", "float", "str"),
)


@node
class BuiltinFunction(Declaration):
    """A function that is built in: `print`, `len`."""

    name: str = data()
    """Its name."""


def predefined() -> NameSpace:
    """Make the predefined namespace: `EventProtocol`, `SlowStart`, `Component`, the functions.

    Each forest owns one of its own, usually as its first namespace.
    """
    root = EventProtocol("EventProtocol")
    limit = TypedParameter("max", ScalarType(Scalar.INT))
    slow = EventProtocol("SlowStart", NamedType("EventProtocol", root), parameters=[limit])
    functions = [BuiltinFunction(name) for name in _FUNCTIONS]
    return NameSpace("castle", [root, slow, ComponentInterface("Component"), *functions])
