"""What is wrong with the program: the codes, and the list that all passes add to."""

import re
from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from castle.aigr import Diagnostic, DiagnosticError, Location, Note, Severity, SourceFile

_MOST, _LONGEST = 100, 500
_words = re.compile(r"[A-Za-z_]\w*", re.ASCII).findall


class Code(Enum):
    """The numbers of the reader's diagnostics; texts may change, numbers do not."""

    UNEXPECTED = "CAS0101"
    """Something else was expected here."""
    SEMICOLON = "CAS0102"
    """A semicolon is missing."""
    CHARACTER = "CAS0103"
    """A character that has no meaning in Castle."""
    UNTERMINATED = "CAS0104"
    """A string, docstring or comment without an end."""
    ESCAPE = "CAS0105"
    """An escape that strings do not have."""
    NUMBER = "CAS0106"
    """A number that is written wrongly."""
    TOO_LARGE = "CAS0107"
    """A number that fits no `int` or `float`."""
    EQUALS = "CAS0108"
    """`=` where it neither connects nor forwards."""
    ASSIGNS = "CAS0109"
    """`:=` where nothing can be assigned."""
    TOO_DEEP = "CAS0110"
    """Nested too deeply."""
    NO_EFFECT = "CAS0112"
    """A statement that would do nothing."""
    UNCLOSED = "CAS0113"
    """A brace that is never closed."""
    NO_TARGET = "CAS0114"
    """Something that cannot stand on the left of an assignment."""
    MISPLACED = "CAS0115"
    """Something that stands where it may not stand."""
    UNBALANCED = "CAS0116"
    """As many values as targets are needed."""
    DEFAULT = "CAS0117"
    """A default value where there can be none, or one that is not constant."""
    QUOTES = "CAS0118"
    """A text between single quotes."""
    COMMENT = "CAS0119"
    """A comment that begins with `#`."""
    ENCODING = "CAS0120"
    """A file that is not UTF-8."""
    UNREADABLE = "CAS0121"
    """A file that cannot be read."""
    FILE_NAME = "CAS0122"
    """A file whose name does not fit a Castle source file."""

    FOREIGN = "CAS0123"
    """Something that is written otherwise in Castle than in other languages."""
    NOT_CASTLE = "CAS0124"
    """Something that other languages have, and Castle has not."""
    BRACES = "CAS0125"
    """A body without braces."""
    COMMA = "CAS0126"
    """A comma behind the last of several things."""
    NOTHING = "CAS0127"
    """A semicolon that ends nothing."""

    UNKNOWN = "CAS0201"
    """A name that names nothing."""
    TWICE = "CAS0202"
    """A name that is defined twice."""
    NO_IMPORT = "CAS0203"
    """An import without a file."""
    IMPORT_CYCLE = "CAS0204"
    """`.Moat` files that import each other."""
    NOT_THERE = "CAS0205"
    """A namespace that does not have the name."""
    TWO_FOLDERS = "CAS0206"
    """Two namespaces of one name."""
    WRONG_KIND = "CAS0207"
    """A name that names something of another kind."""
    BASE_CYCLE = "CAS0208"
    """A protocol or component that inherits from itself."""
    WHICH_TYPE = "CAS0209"
    """A parameter of which both sides or neither name a type."""
    MISMATCH = "CAS0210"
    """A value of another type than its place."""
    ARGUMENT_COUNT = "CAS0211"
    """Too many or too few arguments."""
    ARGUMENT_TYPE = "CAS0212"
    """An argument of another type than its parameter."""
    OPERANDS = "CAS0213"
    """Operands that the operator is not for."""
    CONDITION = "CAS0214"
    """A condition that is not a bool."""
    NO_VALUE = "CAS0215"
    """Something that has no value, where one is needed."""
    NOT_ASSIGNABLE = "CAS0216"
    """Something that cannot be assigned."""
    RETURN = "CAS0217"
    """A return with a value too many, or one too few."""
    NO_RETURN = "CAS0218"
    """A method that may end without the value it promises."""
    NO_PORT = "CAS0219"
    """Something that is no port, where a port is needed."""
    SEND_DIRECTION = "CAS0220"
    """An event that is sent against the direction of its port."""
    NO_EVENT = "CAS0221"
    """An event that the protocol does not have."""
    HANDLER_DIRECTION = "CAS0222"
    """A handler on a port that no event arrives at."""
    NO_HANDLER = "CAS0223"
    """An event of an in-port that nothing handles."""
    CONNECTION = "CAS0224"
    """Ports that cannot be connected."""
    PROTOCOLS = "CAS0225"
    """Ports whose protocols do not fit."""
    SEND_IN_INIT = "CAS0226"
    """An event that is sent before anything can be connected."""
    NO_IMPLEMENTATION = "CAS0227"
    """An element of a component that nothing implements."""
    INIT = "CAS0228"
    """An `init` that does not repeat the component's parameters."""
    DOT = "CAS0229"
    """A dot too many or too few before a name."""
    UNBOUND = "CAS0230"
    """A protocol whose parameters are not bound."""
    CASE = "CAS0231"
    """A case that is no constant, or one that another case is for already."""
    NO_LIST = "CAS0232"
    """Something that is no list, where one is needed."""
    UNTYPED = "CAS0233"
    """Something whose type nothing tells."""
    UNCOMPUTABLE = "CAS0234"
    """A constant without a value."""
    FORMAT = "CAS0235"
    """A format that `printf` does not have."""
    FORWARD = "CAS0236"
    """An event that cannot be forwarded."""
    QUEUE = "CAS0237"
    """A bound that a queue cannot have, or that there is no queue for."""
    CALLS_NOTHING = "CAS0238"
    """A call where nothing may happen."""
    UNASSIGNED = "CAS0239"
    """A local that may not refer to an element where one of its ports is used."""
    UNCONNECTED = "CAS0250"
    """A warning: an event that is sent over a port which nothing connects."""


class TooManyError(Exception):
    """There is so much wrong that looking further is of no use."""


class Unread(NamedTuple):
    """A stretch of a file that was passed over after an error."""

    start: int
    """The offset of its first character."""
    end: int
    """The offset after its last character."""
    words: frozenset[str]
    """The names in it: what it may have declared."""


class Problems:
    """The diagnostics of one run, in the order in which they were found."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []
        """All so far."""
        self.unread: dict[str, list[Unread]] = {}
        """Of each file, by path, what was passed over; nothing is said about what it may hold."""
        self.is_blind = False
        """Whether there is a file that could not be read at all: it may declare anything."""
        self.is_nameless = False
        """Whether a name was missing: what is unknown in several places may have had it."""
        self.is_lost = False
        """Whether something outside of all braces was passed over: it may import anything."""
        self.swallowed: set[str] = set()
        """Files, by path, in which a text without an end has swallowed braces."""
        self._order: dict[str, int] = {}
        self._files: list[SourceFile] = []
        self._spared: set[str] = set()
        self._muted: set[tuple[str, int]] = set()

    def begin(self, file: SourceFile) -> None:
        """Note that a file is read now: this is where its errors will stand among all."""
        self._order.setdefault(file.path, len(self._order))
        self._files.append(file)

    def pass_over(self, file: SourceFile, start: int, end: int) -> str:
        """Note that a stretch of a file was not read; give its text."""
        text = (file.text or "")[start:end]
        stretch = Unread(start, end, frozenset(_words(text)))
        self.unread.setdefault(file.path, []).append(stretch)
        return text

    def mute(self, file: SourceFile, lines: Iterable[int]) -> None:
        """Say nothing more about these lines: what is wrong with them is known."""
        self._muted.update((file.path, line) for line in lines)

    def may_hold(self, path: str, *names: str) -> bool:
        """Whether one of these names stands in what was passed over in a file."""
        return any(not one.words.isdisjoint(names) for one in self.unread.get(path, ()))

    def report(
        self,
        code: Code,
        message: str,
        location: Location | None,
        *notes: Note,
        help: str | None = None,
    ) -> None:
        """Add an error, unless it is on a line of which enough was said.

        Raises:
            TooManyError: it is the hundredth.
        """
        if location and self._is_echo(code, location):
            self._spared.add(location.file.path)
            return
        shown = message if len(message) <= _LONGEST else f"{message[:_LONGEST]}..."
        self.found.append(Diagnostic(code.value, Severity.ERROR, shown, location, notes, help=help))
        if len(self.found) >= _MOST:
            last = f"there are more errors; these are the first {_MOST}"
            self.found.append(Diagnostic(code.value, Severity.NOTE, last))
            raise TooManyError

    def _is_echo(self, code: Code, location: Location) -> bool:
        """Whether an error may follow from what was told: a name that something unread declares."""
        if self._muted and (location.file.path, location.line) in self._muted:
            return True
        if code not in _ECHOES:
            return False
        words = _words((location.file.text or "")[location.start : location.end])
        if code is Code.NO_VALUE and len(words) != 1:
            return False  # only a name by itself may be another one's
        if code is Code.NO_IMPLEMENTATION and self.is_lost:
            return True
        if self.is_blind or (self.is_nameless and any(map(self._is_frequent, words))):
            return True
        stretches = (one for every in self.unread.values() for one in every)
        if code is Code.WHICH_TYPE:  # it says two names, of which a component's is wanted
            stretches = (one for one in stretches if "component" in one.words)
        return any(not one.words.isdisjoint(words) for one in stretches)

    def _is_frequent(self, word: str) -> bool:
        """Whether a name stands in several places, and therefore is hardly a slip of the pen."""
        found = re.compile(rf"\b{word}\b").findall
        return sum(len(found(file.text or "")) for file in self._files) > 1

    def files(self) -> set[str]:
        """The paths of the files about which something was said, or was left unsaid as an echo."""
        places = [found.location for found in self.found if found.location is not None]
        return self._spared | {place.file.path for place in places}

    def raise_if_any(self) -> None:
        """Raise all that was found, file by file, from its head to its end.

        Raises:
            DiagnosticError: there is at least one.
        """
        if self.found:
            raise DiagnosticError(sorted(self.found, key=self._place))

    def _place(self, found: Diagnostic) -> tuple[int, int]:
        place = found.location
        if place is None:
            return (len(self._order) if found.severity is Severity.NOTE else -1), 0
        return self._order.get(place.file.path, -1), place.start


_ECHOES = frozenset(
    (
        Code.UNKNOWN,
        Code.NOT_THERE,
        Code.NO_EVENT,
        Code.NO_VALUE,
        Code.WHICH_TYPE,
        Code.NO_IMPLEMENTATION,
    )
)
