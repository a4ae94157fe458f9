"""Calls of functions that are built in."""

from castle.aigr import Call, Expression, Scalar
from castle.writers.python._writing import Writing

_SHOWN_BY_PYTHON = (Scalar.INT, Scalar.FLOAT, Scalar.STR, None)


class Builtins:
    """Writes calls of built-in functions, with an expression writer for their arguments."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing

    def call(self, call: Call, name: str) -> str:
        """The call of a function by its name."""
        values = [argument.value for argument in call.arguments]
        match name:
            case "print":
                return f"print({', '.join(map(self._shown, values))})"
            case "min" | "max" | "abs":
                return self._extreme(call, name, values)
            case "range":
                return f"list({self._writing.span(values)})"
            case "int" | "float" | "str":
                return self._conversion(name, values[0])
            case "printf":
                shown = [self._writing.text(values[0]), *map(self._shown, values[1:])]
                return f"{self._used(name)}({', '.join(shown)})"
        return f"{name}({', '.join(map(self._writing.text, values))})"

    def _shown(self, value: Expression) -> str:
        written = self._writing.text(value)
        if self._writing.kind(value) in _SHOWN_BY_PYTHON:
            return written
        return f"{self._used('text')}({written})"

    def _extreme(self, call: Call, name: str, values: list[Expression]) -> str:
        """Of ints and floats together, the ints become floats first."""
        wanted = Scalar.FLOAT if Scalar.FLOAT in map(self._writing.kind, values) else None
        written = f"{name}({', '.join(self._writing.converted(v, wanted) for v in values)})"
        return self._writing.bounded(call, written)

    def _conversion(self, name: str, value: Expression) -> str:
        kind, written = self._writing.kind(value), self._writing.text(value)
        if kind is Scalar(name):
            return written
        if name == "str":
            return f"{self._used('text')}({written})"
        if kind is Scalar.BOOL or kind is Scalar.INT:
            return f"{name}({written})"
        self._writing.fallible = True
        return f"{self._used(f'to_{name}')}({written})"

    def _used(self, name: str) -> str:
        return self._writing.naming.use(name)
