"""A place in the tokens, and what can be said when they do not go on as expected."""

from collections.abc import Callable
from functools import partial
from typing import NoReturn, TypeVar, cast

from castle.aigr import Location, Node, Note, SourceFile
from castle.readers.source._foreign import INFIX, Saying, Signs, statement
from castle.readers.source._problems import Code, Problems
from castle.readers.source._syntax._tokens import (
    DECIMAL,
    DOCSTRING,
    END,
    INTEGER,
    KEYWORDS,
    MISSING,
    NAME,
    STRING,
    Tokens,
)

N = TypeVar("N", bound=Node)
T = TypeVar("T")

MAX_NESTING = 64
_SHOWN = 40

# A named tuple made without the detour over its Python-level constructor: twice as fast.
new_location = cast(
    "Callable[[tuple[SourceFile, int, int, None]], Location]", partial(tuple.__new__, Location)
)


class AbandonedError(Exception):
    """The construct being read makes no sense; it has been reported."""


class Cursor:
    """A place in the tokens of one file."""

    __slots__ = (
        "_excess",
        "_told",
        "depth",
        "ends",
        "file",
        "guessed",
        "i",
        "kinds",
        "opened",
        "problems",
        "resume",
        "starts",
        "texts",
    )

    def __init__(self, file: SourceFile, tokens: Tokens, problems: Problems) -> None:
        self.file = file
        self.kinds, self.texts, self.starts, self.ends = tokens
        self.problems = problems
        self._told = -1
        self.guessed = -1
        """The index of a token before which, on one line, a semicolon was taken to be missing."""
        self._excess: int | None = None
        self.resume = -1
        """The index of a declaration that stands where a body should have been closed before it."""
        self.i = 0
        """The index of the token to be read next."""
        self.depth = 0
        """How deep in braces, parentheses and operators."""
        self.opened: list[int] = []
        """The indices of the braces that are open."""

    @property
    def excess(self) -> int:
        """How many braces are closed that were never opened, as far as that was not told."""
        if self._excess is None:  # counted when something is wrong: it takes time
            self._excess = self.kinds.count("}") - self.kinds.count("{")
        return self._excess

    @excess.setter
    def excess(self, number: int) -> None:
        self._excess = number

    def since(self, start: int) -> Location:
        """The stretch from an offset to the end of the token read last."""
        return new_location((self.file, start, self.ends[self.i - 1], None))

    def placed(self, node: N, start: int) -> N:
        """Say of a node that it stands between an offset and the end of the token read last."""
        node.location = new_location((self.file, start, self.ends[self.i - 1], None))
        return node

    def here(self) -> Location:
        """The token to be read next; at the end of the file, the place after the last one."""
        return self.token(self.i)

    def token(self, index: int) -> Location:
        """The place of a token."""
        if self.kinds[index] is END:
            return self._after(index)
        return Location(self.file, self.starts[index], self.ends[index])

    def _after(self, index: int) -> Location:
        while index > 0 and self.kinds[index] is END:
            index -= 1
        end = 0 if self.kinds[index] is END else self.ends[index]
        return Location(self.file, end, end)

    def expect(self, kind: str, expected: str) -> None:
        """Read a token of that kind, or report what was expected."""
        if self.kinds[self.i] != kind:
            self.unexpected(expected)
        self.i += 1

    def semicolon(self) -> None:
        """Read a semicolon; when it was only forgotten, report that and go on as if it stood."""
        if self.kinds[self.i] == ";":
            self.i += 1
            return
        notes: list[Note] = []
        if self.kinds[self.i] is MISSING:
            self.i += 1
            notes.append(Note("without it, this goes on with the line before", self.here()))
        elif self.kinds[self.i] in ("=", ":=", ")", "]", "[") or self._is_infix():
            self.unexpected("`;`")
        elif self.texts[self.i - 1] == "new" and self.kinds[self.i] is NAME:
            self.instead(statement(self.kinds, self.texts, self.i - 1), len(self.problems.found))
            raise AbandonedError
        self._report_semicolon(notes)
        if not notes and "\n" not in self.gap():
            self.guessed = self.i
        if not self._begins_something():
            raise AbandonedError

    def _is_infix(self) -> bool:
        """Whether a word comes next that joins operands in other languages."""
        return self.texts[self.i] in INFIX and self.kinds[self.i + 1] in _OPERANDS

    def gap(self) -> str:
        """What stands between the token read last and the next one."""
        return (self.file.text or "")[self.ends[self.i - 1] : self.starts[self.i]]

    def _report_semicolon(self, notes: list[Note]) -> None:
        end = self.ends[self.i - 1]
        line = self._line_before(end)
        help_ = f"write `{line};`" if len(line) <= _SHOWN else None
        message = f"expected `;` here, before {self.found()}"
        place = Location(self.file, end, end)
        self.problems.report(Code.SEMICOLON, message, place, *notes, help=help_)

    def _line_before(self, end: int) -> str:
        """What stands before an offset on its line."""
        text = self.file.text or ""
        return text[text.rfind("\n", 0, end) + 1 : end].strip()

    def _begins_something(self) -> bool:
        kind = self.kinds[self.i]
        if self.texts[self.i] == "on" and self.kinds[self.i + 1] in (".", "self"):
            return False  # a handler, before which a brace is missing
        return kind in (NAME, ".", "}", "@", END) or (kind in KEYWORDS and kind not in _INSIDE)

    def word(self, expected: str) -> str:
        """Read a name in a place where keywords are names too."""
        kind = self.kinds[self.i]
        if kind is not NAME and kind not in KEYWORDS:
            self.problems.is_nameless |= self._lacks_name(expected)
            self.unexpected(expected)
        self.i += 1
        return self.texts[self.i - 1]

    def name(self, expected: str) -> str:
        """Read a name that is no keyword."""
        if self.kinds[self.i] is not NAME:
            self.problems.is_nameless |= self._lacks_name(expected)
            self.unexpected(expected)
        self.i += 1
        return self.texts[self.i - 1]

    def _lacks_name(self, expected: str) -> bool:
        """Whether the name of something is missing that is known outside of a routine."""
        return "parameter" not in expected and self.texts[self.i - 1] not in ("init", "powerOn")

    def found(self) -> str:
        """The token to be read next, as messages call it."""
        kind, text = self.kinds[self.i], self.texts[self.i]
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
        if kind in _CALLED:
            return _CALLED[kind]
        return f"the keyword `{text}`" if kind in KEYWORDS else f"`{shown}`"

    def unexpected(self, expected: str) -> NoReturn:
        """Report that the next token is not what was expected."""
        kind = self.kinds[self.i]
        saying = Signs(self.kinds, self.texts, self.starts, self.ends, self.i).say(expected)
        if saying is not None:
            self.say(saying)
            raise AbandonedError
        if kind in ("=", ":=") and expected == "`,` or `)`" and self.kinds[self.i - 1] is NAME:
            code = Code.EQUALS if kind == "=" else Code.ASSIGNS
            help_ = "write the value alone: its place tells which parameter it is for"
            self.fail(code, "arguments are given without a name", help=help_)
        if kind == "=":
            message = f"`=` connects ports; expected {expected}"
            compares = "" if expected == "`;`" else ", or `==` to compare"
            self.fail(Code.EQUALS, message, help=f"write `:=` to assign{compares}")
        if kind == ":=":
            message = f"`:=` assigns; expected {expected}"
            self.fail(Code.ASSIGNS, message, help="write `==` to compare")
        self.fail(
            Code.UNEXPECTED, f"expected {expected}, found {self.found()}", help=self._cure(expected)
        )

    def _cure(self, expected: str) -> str | None:
        """What to do about the next token, where it shows."""
        if self.kinds[self.i] is DOCSTRING:
            return "a docstring opens a body, as its first line"
        if expected == COLON and self.kinds[self.i] is NAME:
            return f"write `{self.texts[self.i - 1]}:{self.texts[self.i]}`"
        return None

    def say(self, saying: Saying) -> None:
        """Report something that is written as in another language."""
        start, end = self.starts[saying.first], self.ends[saying.last]
        place = Location(self.file, start, end)
        self.problems.report(saying.code, saying.message, place, help=saying.help)

    def instead(self, saying: Saying | None, before: int) -> None:
        """Say something, if there is anything to say, instead of what was reported since then."""
        if saying is not None:
            del self.problems.found[before:]
            self.say(saying)

    def fail(
        self,
        code: Code,
        message: str,
        location: Location | None = None,
        *notes: Note,
        help: str | None = None,
    ) -> NoReturn:
        """Report an error, by default at the next token, and give up the construct."""
        self.problems.report(code, message, location or self.here(), *notes, help=help)
        raise AbandonedError

    def enter(self) -> None:
        """Go one level deeper; who enters also leaves, by `depth -= 1`."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.refuse_depth()

    def refuse_depth(self) -> NoReturn:
        """Report that this is too deep, and give it up."""
        self.fail(Code.TOO_DEEP, f"nested more than {MAX_NESTING} deep")

    def separated(self, read: Callable[[], T]) -> list[T]:
        """Read what stands between parentheses, separated by commas."""
        self.expect("(", "`(`")
        if self.kinds[self.i] == ")":
            self.i += 1
            return []
        found = [read()]
        while self.kinds[self.i] == ",":
            self.i += 1
            found.append(read())
        self.expect(")", "`,` or `)`")
        return found


COLON = "`:` between the type and the name of a parameter"
_INSIDE = frozenset(
    ("and", "or", "xor", "nand", "nor", "xnor", "not", "true", "false", "Ground", "else", "case")
)
_OPERANDS = frozenset((NAME, INTEGER, DECIMAL, "(", "."))
_CALLED = {
    END: "the end of the file",
    STRING: "a string",
    DOCSTRING: "a docstring",
    INTEGER: "a number",
    DECIMAL: "a number",
}
