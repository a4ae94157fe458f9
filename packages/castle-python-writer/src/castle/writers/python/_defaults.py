"""What a variable holds when nothing was assigned to it."""

from castle.aigr import (
    ComponentInterface,
    Enumeration,
    ListType,
    NamedType,
    Scalar,
    ScalarType,
    Type,
)
from castle.writers.python._attributes import Attributes
from castle.writers.python._names import python_name
from castle.writers.python._naming import Naming
from castle.writers.python._problems import unsupported

_DEFAULTS = {Scalar.INT: "0", Scalar.FLOAT: "0.0", Scalar.BOOL: "False", Scalar.STR: '""'}


def default_value(type: Type, naming: Naming, attributes: Attributes) -> str:
    """The default of a type."""
    match type:
        case ScalarType(scalar=scalar):
            return _DEFAULTS[scalar]
        case ListType():
            return "[]"
        case NamedType(target=ComponentInterface()):
            return naming.use("Ground")
        case NamedType(target=Enumeration(enumerators=[first, *_]) as enumeration):
            return f"self.{attributes.name(enumeration)}.{python_name(first.name)}"
    raise unsupported(type)
