"""The lines of a file as they are made, and the comments that wait for their places in it."""

from castle.aigr import Node, SourceFile
from castle.writers.source._comments import (
    Comment,
    comments_of,
    first_code,
    found_from,
    texts_of,
)
from castle.writers.source._literals import docstring
from castle.writers.source._problems import refusal
from castle.writers.source._weaving import woven
from castle.writers.source._wrapping import STEP, WIDTH, Layout, reindented, words_of

_NEVER = 1 << 62


class Lines:
    """What is written so far."""

    __slots__ = (
        "_behind",
        "_blanks",
        "_comments",
        "_due",
        "_ended",
        "_here",
        "_opened",
        "_text",
        "indent",
        "last",
        "next",
        "out",
    )

    def __init__(self, file: SourceFile | None) -> None:
        self._here = file
        self._text = (file.text if file is not None else None) or ""
        self._comments = comments_of(self._text)[::-1]
        self.next, self._behind = _NEVER, -1
        """Where the next comment begins that is not written yet."""
        self._look()
        self.out: list[str] = []
        """The lines."""
        self.indent = ""
        """What each line begins with."""
        self._blanks = 0
        self._due = False
        self._ended = False
        self._opened: list[int] = []
        self.last = -1
        """Where in the source that ends which was written last; -1 when that is not known."""

    def text(self) -> str:
        """The text of the whole file.

        Raises:
            DiagnosticError: it does not have the comments of its source.
        """
        self.flush(_NEVER)
        text = "\n".join(self.out) + "\n" if self.out else ""
        if text != self._text and texts_of(text) != texts_of(self._text):
            message = "a comment would be lost or changed; the file is left as it is"
            raise refusal("CAS0722", message)
        return text

    def place(self, node: Node) -> tuple[int, int]:
        """Where a node begins and ends in the source of this file; -1 for one from elsewhere."""
        place = node.location
        return (place[1], place[2]) if place is not None and place[0] is self._here else (-1, -1)

    def lead(self, start: int) -> None:
        """Write the comments before what begins there, and the blank line that is there."""
        if self.next < start:
            self.flush(start)
        if self._due or -1 < self.last < start:
            self._blank(start)

    def _blank(self, start: int) -> None:
        """Write the blank line that is due, or stands in the source before an offset."""
        if self._due or (-1 < self.last < start and self._text.count("\n", self.last, start) > 1):
            self.out.append("")
            self._blanks += 1
            self._due = False

    def lead_apart(self, start: int) -> None:
        """The same with a blank line, unless nothing stands before."""
        mark, blanks = len(self.out), self._blanks
        self.lead(start)
        if mark and blanks == self._blanks:
            self.out.insert(mark, "")

    def trail(self, end: int) -> None:
        """Write the comment behind what ends there, on its line."""
        self.last = end
        if self._behind == end and end > -1 and self._trails(end):
            comment = self._taken()
            self.out[-1] += f"  {comment.text}"
            self.last, self._ended = comment.end, True

    def flush(self, end: int) -> None:
        """Write the comments before an offset, each on lines of its own."""
        while self.next < end:
            comment = self._taken()
            self._blank(comment.start)
            self._alone(comment)
            self.last = comment.end

    def piece(self, line: str, start: int, end: int, *, moves: bool = True) -> None:
        """Write what fits on a line or is wrapped; `moves`: its comments may go before it."""
        if self.next >= end and len(line) + len(self.indent) <= WIDTH:
            self.out.append(self.indent + line)
        elif self.next >= end:
            self.out += Layout(words_of(line)).lines(self.indent)
        else:
            self._weave(line, start, end, moves)

    def open(self, head: str, start: int, opened: int, *, moves: bool = True) -> None:
        """Write what ends in a brace, which is before the offset `opened`; go one level deeper."""
        self._ended = False
        self.piece(head, start, opened, moves=moves)
        self.trail(opened)
        self._opened.append(-1 if self._ended else len(self.out))
        self.last = -1
        self.indent += STEP

    def close(self, end: int, tail: str = "}") -> None:
        """Write the comments before the brace at an offset, go back one level, write the brace."""
        self.flush(end)
        self._due = False
        self.indent = self.indent[len(STEP) :]
        is_empty = self._opened.pop() == len(self.out)
        if is_empty and tail and len(self.out[-1]) + 2 <= WIDTH:
            self.out[-1] += f" {tail}"
        elif tail:
            self.out.append(self.indent + tail)

    @staticmethod
    def behind(brace: int) -> int:
        """The offset behind a brace; -1 when the brace is nowhere."""
        return brace + 1 if brace >= 0 else -1

    def is_bare(self, start: int, end: int) -> bool:
        """Whether no comment begins in a stretch of the source."""
        return self.next >= end or all(not start <= one.start < end for one in self._comments)

    def found(self, word: str, start: int, end: int) -> int:
        """Where a word stands first in a stretch of the source; it matters to comments only."""
        return found_from(self._text, start, word) if self.next < end else start

    def documentation(self, text: str, node: Node, opened: int, *, apart: bool = True) -> None:
        """Write a docstring, and the comments before it; `apart`: a blank line follows."""
        start = first_code(self._text, opened) if opened > -1 and self.next < _NEVER else -1
        self.flush(start)
        self.out += [self.indent + line if line else "" for line in docstring(text, node)]
        if start >= 0:
            self.trail(self._text.find('"""', start + 3) + 3)
        self.last, self._due = -1, apart

    def _weave(self, line: str, start: int, end: int, moves: bool) -> None:
        inside: list[Comment] = []
        while self.next < end:
            inside.append(self._taken())
        found = woven(line, self.indent, self._text, start, inside)
        homeless = found.homeless
        ends = homeless[-1] if homeless and self._can_trail(homeless[-1], end) else None
        apart = homeless[:-1] if ends else homeless
        if moves:
            for comment in apart:
                self._alone(comment)
        self.out += found.lines
        if ends:
            self.out[-1] += f"  {ends.text}"
            self._ended = True
        if not moves and apart:
            self._return(apart)

    def _can_trail(self, comment: Comment, end: int) -> bool:
        if comment.behind < 0 or comment.is_long:
            return False
        return not (self._comments and self._trails(end))

    def _trails(self, end: int) -> bool:
        comment = self._comments[-1]
        return comment.behind == end and comment.ends_line and not comment.is_long

    def _return(self, comments: list[Comment]) -> None:
        self._comments += reversed(comments)
        self._look()

    def _alone(self, comment: Comment) -> None:
        column = comment.start - self._text.rfind("\n", 0, comment.start) - 1
        self.out += reindented(comment.text, column, self.indent)

    def _taken(self) -> Comment:
        comment = self._comments.pop()
        self._look()
        return comment

    def _look(self) -> None:
        """Look where the next comment is."""
        if self._comments:
            comment = self._comments[-1]
            self.next, self._behind = comment.start, comment.behind
        else:
            self.next, self._behind = _NEVER, -1
