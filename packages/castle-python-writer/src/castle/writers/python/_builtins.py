"""Calls of functions that are built in."""

from castle.aigr import Constant, Expression, ListOf, Scalar
from castle.writers.python._formats import conversions
from castle.writers.python._operators import Level
from castle.writers.python._problems import unsupported
from castle.writers.python._writing import Writing

_SHOWN_BY_PYTHON = (Scalar.INT, Scalar.FLOAT, Scalar.STR, None)


class Builtins:
    """Writes calls of built-in functions, with an expression writer for their arguments."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing

    def call(self, name: str, values: list[Expression]) -> str:
        """The call of a function by its name."""
        match name:
            case "print":
                return f"print({', '.join(map(self._shown, values))})"
            case "printf":
                return self._printf(values)
            case "min" | "max" | "abs":
                return self._extreme(name, values)
            case "append":
                return self._append(*values)
            case "remove":
                return self._remove(*values)
            case "range":
                return f"list({self._writing.span(values)})"
            case "int" | "float" | "str":
                return self._conversion(name, values[0])
        return f"{name}({', '.join(map(self._writing.text, values))})"

    def _append(self, items: Expression, item: Expression) -> str:
        kind = self._writing.kind(items)
        added = self._writing.converted(item, kind.inner if isinstance(kind, ListOf) else None)
        return f"{self._writing.text(items, Level.ATOM)}.append({added})"

    def _remove(self, items: Expression, index: Expression) -> str:
        self._writing.fallible = True
        written = f"{self._writing.text(items)}, {self._writing.text(index)}"
        return f"{self._used('remove')}({written})"

    def _shown(self, value: Expression) -> str:
        written = self._writing.text(value)
        if self._writing.kind(value) in _SHOWN_BY_PYTHON:
            return written
        return f"{self._used('text')}({written})"

    def _extreme(self, name: str, values: list[Expression]) -> str:
        """Of ints and floats together, the ints become floats first."""
        wanted = Scalar.FLOAT if Scalar.FLOAT in map(self._writing.kind, values) else None
        written = f"{name}({', '.join(self._writing.converted(v, wanted) for v in values)})"
        return self._writing.checked(written) if name == "abs" and wanted is None else written

    def _conversion(self, name: str, value: Expression) -> str:
        kind, written = self._writing.kind(value), self._writing.text(value)
        if kind is Scalar(name):
            return written
        if name == "str":
            return f"{self._used('text')}({written})"
        self._writing.fallible |= kind not in (Scalar.BOOL, Scalar.INT)
        return f"{self._used(f'to_{name}')}({written})"

    def _printf(self, values: list[Expression]) -> str:
        """A format of C's, which is one of Python's but for signs in `%x` and the text of `%s`."""
        format, *rest = values
        if not isinstance(format, Constant) or not isinstance(format.value, str):
            raise unsupported(format)
        pieces = conversions(format.value)
        shown = [self._formatted(*pair) for pair in zip(pieces, rest, strict=False)]
        return f"{self._used('printf')}({', '.join([repr(format.value), *shown])})"

    def _formatted(self, piece: str, value: Expression) -> str:
        if piece == "s":
            return self._shown(value)
        if piece == "x":
            return f"{self._writing.text(value, Level.ATOM)} % 2**64"
        return self._writing.text(value)

    def _used(self, name: str) -> str:
        return self._writing.naming.use(name)
