"""A whole file: its docstring, its imports, its declarations."""

from collections.abc import Collection

from castle.aigr import (
    Declaration,
    Import,
    ImportedName,
    ImportFrom,
    SourceFile,
    SourceNS,
)
from castle.readers.source._garbage import garbage_kept
from castle.readers.source._problems import Code, Problems
from castle.readers.source._syntax._cursor import AbandonedError, TruncatedError
from castle.readers.source._syntax._implementations import Implementations
from castle.readers.source._syntax._lexical import mend
from castle.readers.source._syntax._statements import TOP_LEVEL
from castle.readers.source._syntax._tokens import BAD, END, broken, tokenize


@garbage_kept()
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
    before = len(problems.found)
    space = SourceNS(name, source=source)
    if BAD not in tokens.kinds:
        _Source(file, tokens, problems, before).read(space)
        return space
    mended = mend(file, tokens, problems)
    after = len(problems.found)
    _Source(file, mended.tokens, problems, before).read(space)
    problems.found[after:] = filter(mended.is_trusted, problems.found[after:])
    return space


class _Source(Implementations):
    """Reads a whole file."""

    __slots__ = ("_truncated",)

    def read(self, space: SourceNS) -> None:
        """Read the file into its namespace."""
        self._truncated = False
        space.documentation = self.docstring()
        while self.kinds[self.i] is not END:
            try:
                self._read_next(space)
            except AbandonedError:
                self._skip()
            except TruncatedError:
                self._truncated = True
                self.opened.clear()
                self.depth = 0
        space.location = self.since(0)

    def _read_next(self, space: SourceNS) -> None:
        kind = self.kinds[self.i]
        if kind == "from" or kind == "import":
            if space.declarations and not self._truncated:
                self.problems.report(
                    Code.MISPLACED, "imports stand before all declarations", self.here()
                )
            space.imports.append(self._import() if kind == "import" else self._import_from())
        elif kind in TOP_LEVEL:
            space.declarations.append(self._declaration(kind, space))
        elif kind == "@":
            self.unsupported("state machines are")
        elif self._truncated:
            self._skip()
        else:
            self.unexpected("an import, a protocol, a component or an implementation")

    def _declaration(self, kind: str, space: SourceNS) -> Declaration:
        if kind == "protocol":
            return self.read_protocol()
        if kind == "component":
            return self.read_component()
        if space.source.endswith(".Moat"):
            help_ = f"move it to {space.name}.Castle"
            message = "a .Moat file holds contracts, no implementations"
            self.problems.report(Code.MISPLACED, message, self.here(), help=help_)
        return self.read_implementation()

    def _import(self) -> Import:
        start = self.starts[self.i]
        self.i += 1
        name = self.name("the name of a file to import")
        self.semicolon()
        return Import(name, location=self.since(start))

    def _import_from(self) -> ImportFrom:
        start = self.starts[self.i]
        self.i += 1
        name = self.name("the name of a file to import from")
        self.expect("import", "`import`")
        names = [self._imported()]
        while self.kinds[self.i] == ",":
            self.i += 1
            names.append(self._imported())
        self.semicolon()
        return ImportFrom(name, names, location=self.since(start))

    def _imported(self) -> ImportedName:
        start = self.starts[self.i]
        name = self.name("a name to import")
        alias = None
        if self.kinds[self.i] == "as":
            self.i += 1
            alias = self.name("the name that it gets here")
        return ImportedName(name, alias, location=self.since(start))

    def _skip(self) -> None:
        """Go on with the next declaration."""
        self.resynchronise(0, 0)
        while self.kinds[self.i] is not END and self.kinds[self.i] not in _BEGINS:
            self.i += 1


_BEGINS = TOP_LEVEL | {"@"}
