"""What a variable holds when nothing was assigned to it."""

from castle.aigr import ComponentInterface, NamedType, Scalar, ScalarType, Type
from castle.writers.python._naming import Naming
from castle.writers.python._problems import unsupported

_DEFAULTS = {Scalar.INT: "0", Scalar.FLOAT: "0.0", Scalar.BOOL: "False", Scalar.STR: '""'}


def default_value(type: Type, naming: Naming) -> str:
    """The default of a type."""
    match type:
        case ScalarType(scalar=scalar):
            return _DEFAULTS[scalar]
        case NamedType(target=ComponentInterface()):
            return naming.use("Ground")
    raise unsupported(type)
