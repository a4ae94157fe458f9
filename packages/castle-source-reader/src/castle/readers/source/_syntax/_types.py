"""Types, parameters and names with dots, where they are used or declared."""

from castle.aigr import ListType, NamedType, Scalar, ScalarType, Type, TypedParameter
from castle.readers.source._problems import Code
from castle.readers.source._syntax._cursor import COLON, MAX_NESTING, new_location
from castle.readers.source._syntax._operands import Operands
from castle.readers.source._syntax._tokens import NAME

_SCALARS = {scalar.value: scalar for scalar in Scalar}


class Types(Operands):
    """Reads types, parameters and names with dots."""

    __slots__ = ()

    def type_use(self, expected: str) -> ScalarType | NamedType | ListType:
        """Read the use of a type."""
        i = self.i
        scalar = _SCALARS.get(self.texts[i])
        if scalar is None or self.kinds[i + 1] == ".":
            use: ScalarType | NamedType = self.named_type(expected)
        else:
            self.i = i + 1
            place = new_location((self.file, self.starts[i], self.ends[i], None))
            use = ScalarType(scalar, location=place)
        return self._lists(use, i) if self.kinds[self.i] == "[" else use

    def _lists(self, use: ScalarType | NamedType, first: int) -> ListType:
        """Read the brackets behind the type of the items."""
        kind: ScalarType | NamedType | ListType = use
        start, depth = self.starts[first], 0
        while self.kinds[self.i] == "[" and depth < MAX_NESTING:
            self.i += 1
            self.expect("]", "`]`")
            kind = ListType(kind, location=self.since(start))
            depth += 1
        if not isinstance(kind, ListType) or self.kinds[self.i] == "[":
            self.fail(Code.TOO_DEEP, f"lists nested more than {MAX_NESTING} deep")
        return kind

    def behind_type(self) -> int:
        """The index of the token behind the type that begins here."""
        i = self.dotted_end()
        while self.kinds[i : i + 2] == ["[", "]"]:
            i += 2
        return i

    def named_type(self, expected: str) -> NamedType:
        """Read the name, possibly with dots, of something declared elsewhere."""
        start = self.starts[self.i]
        name = self.name(expected)
        while self.kinds[self.i] == ".":
            self.i += 1
            name = f"{name}.{self.word('a name after the dot')}"
        return self.placed(NamedType(name), start)

    def parameters(self, *, defaults: bool = False) -> list[TypedParameter]:
        """Read parameters between parentheses, the parentheses included."""
        return self.separated(lambda: self._parameter(defaults))

    def _parameter(self, defaults: bool) -> TypedParameter:
        start = self.starts[self.i]
        first = self.type_use("a parameter, such as `int:x`")
        self.expect(":", COLON)
        second = self.type_use("the name of a parameter")
        name, kind = self._sides(first, second)
        parameter = TypedParameter(name, kind, location=self.since(start))
        if self.kinds[self.i] == ":=":
            self._default(parameter, defaults)
            parameter.location = self.since(start)
        return parameter

    def _sides(self, first: Type, second: Type) -> tuple[str, Type]:
        """Tell name from type as far as the words alone show; what else names a type comes later.

        Of two names the first is taken for the type, which `settle_sides` may turn around.
        """
        if isinstance(second, NamedType) and "." not in second.name:
            return second.name, first
        if isinstance(first, NamedType) and "." not in first.name:
            return first.name, second
        start = first.location.start if first.location else 0
        message = "both sides of the `:` name a type"
        self.fail(Code.WHICH_TYPE, message, self.since(start), help="write `type:name`")

    def _default(self, parameter: TypedParameter, allowed: bool) -> None:
        if not allowed:
            self.fail(Code.DEFAULT, "only a parameter of `powerOn` can have a default value")
        self.i += 1
        parameter.default = self.expression()

    def dotted_end(self) -> int:
        """The index of the token behind the name with dots that begins here."""
        i = self.i + 1
        if self.kinds[i] != ".":
            return i
        while self.kinds[i] == ".":
            i += 2
        return min(i, len(self.kinds) - 1)

    def declares(self) -> bool:
        """Whether a type and then a name come next."""
        after = self.kinds[self.i + 1]
        if after == ":=" or after == "(" or self.kinds[self.i] is not NAME:
            return False
        if after == "." or after == "[":
            end = self.dotted_end()
            return self.kinds[end] is NAME or self.kinds[end : end + 2] == ["[", "]"]
        return after is NAME
