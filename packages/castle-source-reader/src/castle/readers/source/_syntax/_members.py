"""What each element has: variables, sub-elements, aliases, constants, enumerations."""

from castle.aigr import (
    Alias,
    ConstantDefinition,
    Declaration,
    Enumeration,
    Enumerator,
    Member,
    NamedType,
    SubElement,
)
from castle.readers.source._problems import Code
from castle.readers.source._syntax._contracts import Contracts
from castle.readers.source._syntax._tokens import NAME

_A = {"sub": "a sub-element", "alias": "an alias"}


class Members(Contracts):
    """Reads the declarations in an implementation that are no code."""

    __slots__ = ()

    def read_member(self) -> Declaration:
        """Read a variable."""
        start, text = self.starts[self.i], self.texts[self.i]
        kind = self.type_use("a type")
        if self.kinds[self.i] is NAME:
            self.i += 1
            name = self.texts[self.i - 1]
        else:
            name = self.word(f"the name of a member of type `{text}`")
        self.refuse_untyped("method")
        initial = self.initial_value()
        self.semicolon()
        return self.placed(Member(name, kind, initial), start)

    def read_element(self) -> Declaration:
        """Read a sub-element or an alias, with or without its type."""
        start, word = self.starts[self.i], self.kinds[self.i]
        node = SubElement if word == "sub" else Alias
        self.i += 1
        kind = self._type_of_element(word)
        name = self.word(f"the name of the {word}")
        if self.kinds[self.i] == ":=":
            help_ = "assign it in `init`"
            self.fail(Code.DEFAULT, f"the declaration of {_A[word]} takes no value", help=help_)
        self.semicolon()
        return self.placed(node(name, kind), start)

    def _type_of_element(self, word: str) -> NamedType | None:
        after = self.kinds[self.i + 1]
        if after not in (":", ".") and (after is not NAME or self._ends_line()):
            return None
        kind = self.named_type("the name of a component")
        self.expect(":", f"`:` between the type and the name of the {word}")
        return kind

    def _ends_line(self) -> bool:
        """Whether the next token is the last one on its line."""
        between = (self.file.text or "")[self.ends[self.i] : self.starts[self.i + 1]]
        return "\n" in between

    def read_constant(self) -> Declaration:
        """Read a constant."""
        start = self.starts[self.i]
        self.i += 1
        name = self.name("the name of a constant")
        self.expect(":=", "`:=` and the value of the constant")
        value = self.expression()
        self.semicolon()
        return self.placed(ConstantDefinition(name, value), start)

    def read_enumeration(self) -> Declaration:
        """Read an enumeration."""
        start = self.starts[self.i]
        self.i += 1
        name = self.name("the name of an enumeration")
        self.open_brace("`{` and the values of the enumeration")
        documentation = self.docstring()
        values = [self._enumerator()]
        while self.kinds[self.i] == ",":
            self.i += 1
            values.append(self._enumerator())
        if self.kinds[self.i] != "}":
            self.unexpected("`,` or `}`")
        self.close_brace()
        return self.placed(Enumeration(name, values, documentation), start)

    def _enumerator(self) -> Enumerator:
        start = self.starts[self.i]
        return self.placed(Enumerator(self.name("the name of a value")), start)
