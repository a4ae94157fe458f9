"""A whole file: its docstring, its imports, its declarations."""

from collections.abc import Collection, Iterator

from castle.aigr import (
    BadDeclaration,
    Declaration,
    Import,
    ImportedName,
    ImportFrom,
    SourceFile,
    SourceNS,
    collector_paused,
)
from castle.readers.source._foreign import declaration
from castle.readers.source._problems import Code, Problems
from castle.readers.source._syntax._blocks import MEMBERS
from castle.readers.source._syntax._cursor import AbandonedError
from castle.readers.source._syntax._lexical import mend
from castle.readers.source._syntax._machines import Machines
from castle.readers.source._syntax._recovery import TOP_LEVEL
from castle.readers.source._syntax._tokens import BAD, END, NAME, broken, tokenize


@collector_paused()
def parse(
    file: SourceFile,
    text: str,
    name: str,
    source: str,
    problems: Problems,
    breaks: Collection[int] = (),
) -> SourceNS:
    """Read the text of a file into nodes; names in it are not resolved yet.

    Where there is a break, a semicolon is taken to be missing before the dot.
    """
    tokens = broken(tokenize(text), breaks) if breaks else tokenize(text)
    space = SourceNS(name, source=source)
    if BAD in tokens.kinds:
        tokens = mend(file, tokens, problems)
    _Source(file, tokens, problems).read(space)
    return space


class _Source(Machines):
    """Reads a whole file."""

    __slots__ = ()

    def read(self, space: SourceNS) -> None:
        """Read the file into its namespace."""
        space.documentation = self.docstring()
        while self.kinds[self.i] is not END:
            first, before = self.i, len(self.problems.found)
            try:
                self._read_next(space)
            except AbandonedError:
                self.instead(declaration(self.kinds, self.texts, first), before)
                space.declarations += self._salvaged(first)
        space.location = self.since(0)

    def _read_next(self, space: SourceNS) -> None:
        kind = self.kinds[self.i]
        if kind == "from" or kind == "import":
            if space.declarations:
                self.problems.report(
                    Code.MISPLACED, "imports stand before all declarations", self.here()
                )
            space.imports.append(self._import() if kind == "import" else self._import_from())
        elif kind in TOP_LEVEL or kind == "@":
            space.declarations.append(self._declaration(kind, space))
        elif kind in MEMBERS:
            message = f"`{kind}` stands in the braces of an `implement`"
            self.fail(Code.MISPLACED, message)
        else:
            self.unexpected("an import, a protocol, a component or an implementation")

    def _salvaged(self, first: int) -> Iterator[BadDeclaration]:
        """What stands for a declaration whose head makes no sense; its body is read anyway."""
        kind = self.kinds[first]
        if kind in _BODIES and self.to_brace():
            text, place = self.pass_over(first)
            self.opened.clear()
            self.depth = 0
            self._read_body(kind)
            name = first + (3 if kind == "@" else 1)
            yield BadDeclaration(
                self.texts[name] if self.kinds[name] is NAME else "", text, location=place
            )
        elif self.texts[first] == _MACHINE and self.kinds[first + 1] == "implement":
            self.i = first + 2  # what follows is no implementation
            self._skip(first)
        else:
            self._skip(first)

    def _declaration(self, kind: str, space: SourceNS) -> Declaration:
        if kind == "protocol":
            return self.read_protocol()
        if kind == "component":
            return self.read_component()
        if space.source.endswith(".Moat"):
            help_ = f"move it to {space.name}.Castle"
            message = "a .Moat file holds contracts, no implementations"
            self.problems.report(Code.MISPLACED, message, self.here(), help=help_)
        return self.read_machine() if kind == "@" else self.read_implementation()

    def _import(self) -> Import:
        start = self.starts[self.i]
        self.i += 1
        name = self.name("the name of a file to import")
        if self.kinds[self.i] == "as":
            help_ = f"write `from {name} import X as Y;` to rename what is in it"
            self.fail(Code.UNEXPECTED, "a namespace keeps its name", help=help_)
        self.semicolon()
        return Import(name, location=self.since(start))

    def _import_from(self) -> ImportFrom:
        start = self.starts[self.i]
        self.i += 1
        name = self.name("the name of a file to import from")
        self.expect("import", "`import`")
        names = [self._imported()]
        while self.kinds[self.i] == "," or self._lacks_comma():
            self.i += self.kinds[self.i] == ","
            names.append(self._imported())
        self.semicolon()
        return ImportFrom(name, names, location=self.since(start))

    def _lacks_comma(self) -> bool:
        """Report a comma that is missing between two names to import."""
        if self.kinds[self.i] is not NAME or "\n" in self.gap():
            return False
        message = f"expected `,` here, before {self.found()}"
        self.problems.report(Code.UNEXPECTED, message, self.after_last())
        return True

    def _imported(self) -> ImportedName:
        start = self.starts[self.i]
        name = self.name("a name to import")
        alias = None
        if self.kinds[self.i] == "as":
            self.i += 1
            alias = self.name("the name that it gets here")
        return ImportedName(name, alias, location=self.since(start))

    def _read_body(self, kind: str) -> None:
        self.open_brace("`{`")
        self.docstring()
        if kind == "protocol":
            self.items([], self._event)
        elif kind == "component":
            self.items([], self._port)
        else:
            self.items([], self._machine_item if kind == "@" else self._item)

    def _skip(self, first: int) -> None:
        """Go on with the next declaration; what is passed over may import anything."""
        self.problems.is_lost = True
        self.resynchronise(first, 0, 0)
        self.i = max(self.i, first + 1)
        while not self.is_outside():
            self.i += 1
        self.pass_over(first)


_MACHINE = "FSM"
_BODIES = frozenset(("@", "component", "implement", "protocol"))
