"""Lines that are too long, or that comments divide.

Where a line is divided depends on its tokens alone and on the comments between them, never on how
it was divided before: what was written once is written the same again.
"""

from itertools import pairwise

from castle.writers.source._comments import tokens_of

WIDTH = 100
STEP = "    "

_OPENING, _CLOSING = "([{", ")]}"
_CLASSES = (
    ("->",),
    ("or", "nor"),
    ("xor", "xnor"),
    ("and", "nand"),
    ("<", "<=", "==", "!=", ">=", ">"),
    ("+", "-"),
    ("*", "/", "%"),
    ("**",),
)
_CLASS = {operator: number for number, found in enumerate(_CLASSES) for operator in found}


class Word:
    """A token of a line, and the comments around it."""

    __slots__ = ("core", "lead", "post", "pre", "spaced", "trail")

    def __init__(self, core: str, spaced: bool) -> None:
        self.core = core
        """The token."""
        self.spaced = spaced
        """Whether a space stands before it."""
        self.pre = self.post = ""
        """Comments that stay on its line, before and behind it."""
        self.lead: list[tuple[str, int]] = []
        """Comments on lines of their own before it, with the columns they began at."""
        self.trail: str | None = None
        """The comment that ends its line."""


def words_of(line: str) -> list[Word]:
    """Cut a line into words."""
    found: list[Word] = []
    end = 0
    for token in tokens_of(line):
        found.append(Word(token.text, token.start > end))
        end = token.start + len(token.text)
    return found


def reindented(comment: str, column: int, indent: str) -> list[str]:
    """The lines of a comment, moved to another column all alike."""
    first, *rest = comment.split("\n")
    shift = len(indent) - column
    return [indent + first, *(_shifted(line, shift) for line in rest)]


def _shifted(line: str, shift: int) -> str:
    if shift >= 0 or not line:
        return " " * shift + line if line else ""
    return line[min(-shift, len(line) - len(line.lstrip(" "))) :]


class Layout:
    """The words of one line, to be laid out on several."""

    def __init__(self, words: list[Word]) -> None:
        self.words = words
        self._partner = _partners(words)
        self._is_rule = any(word.core == "->" for word in words)

    def lines(self, indent: str) -> list[str]:
        """All lines."""
        return self._segment(0, len(self.words), indent, indent + STEP)

    def is_breakable(self, gap: int) -> bool:
        """Whether a line may end between a word and the next one."""
        before, behind = self.words[gap], self.words[gap + 1]
        if before.core in _OPENING or behind.core in _CLOSING:
            opening = gap if before.core in _OPENING else self._partner[gap + 1]
            return 0 <= opening < self._partner[opening] - 1
        if before.core == ",":
            return not (behind.core == "{" and gap + 2 == len(self.words))
        return self.is_operator(gap + 1)

    def is_operator(self, index: int) -> bool:
        """Whether a word is an operator between two operands, where a line may be divided."""
        word = self.words[index]
        if word.core not in _CLASS or not word.spaced or index + 1 == len(self.words):
            return False
        if word.core == "+" and self._is_rule and not self._depth(index):
            return False
        return self.words[index + 1].spaced

    def _depth(self, index: int) -> int:
        return sum(opening < index < partner for opening, partner in enumerate(self._partner))

    def _segment(self, low: int, high: int, indent: str, hang: str) -> list[str]:
        """Some words from the beginning of a line on; those that follow begin at `hang`."""
        words = self.words
        lines = [
            line for text, column in words[low].lead for line in reindented(text, column, indent)
        ]
        flat = indent + self._flat(low, high)
        if len(flat) <= WIDTH and not self._is_forced(low, high):
            return [*lines, _ended(flat, words[high - 1])]
        leads, words[low].lead = words[low].lead, []
        lines += self._divided(low, high, indent, hang)
        words[low].lead = leads
        return lines

    def _divided(self, low: int, high: int, indent: str, hang: str) -> list[str]:
        commas, assignment, operators, brackets = self._places(low, high)
        if assignment and commas and self.words[low].core != "state":
            return self._assigned(low, high, assignment, indent, hang)
        if commas:
            return self._parts(low, high, commas, indent, hang)
        if operators:
            return self._parts(low, high, operators, indent, hang)
        if brackets:
            forced = [pair for pair in brackets if self._is_forced(pair[0], pair[1] + 1)]
            return self._exploded(low, high, forced or brackets[-1:], indent)
        if assignment:
            return self._assigned(low, high, assignment, indent, hang)
        return [_ended(indent + self._flat(low, high), self.words[high - 1])]

    def _places(
        self, low: int, high: int
    ) -> tuple[list[int], int, list[int], list[tuple[int, int]]]:
        """Where words can be divided that no bracket holds together, and the brackets."""
        commas: list[int] = []
        found: dict[int, list[int]] = {}
        brackets: list[tuple[int, int]] = []
        assignment, index = 0, low
        while index < high:
            core, partner = self.words[index].core, self._partner[index]
            if index < partner < high:
                if partner > index + 1:
                    brackets.append((index, partner))
                index = partner
            elif core == "," and index + 1 < high and self.is_breakable(index):
                commas.append(index + 1)
            elif core == ":=" and low < index < high - 1:
                assignment = index + 1
            elif index > low and self.is_operator(index):
                found.setdefault(_CLASS[core], []).append(index)
            index += 1
        return commas, assignment, found[min(found)] if found else [], brackets

    def _parts(self, low: int, high: int, places: list[int], indent: str, hang: str) -> list[str]:
        bounds = [low, *places, high]
        lines: list[str] = []
        for first, last in pairwise(bounds):
            begins = indent if first == low else hang
            lines += self._segment(first, last, begins, begins + STEP)
        return lines

    def _assigned(self, low: int, high: int, at: int, indent: str, hang: str) -> list[str]:
        """Targets, and the values below them."""
        return self._segment(low, at, indent, hang) + self._segment(at, high, hang, hang)

    def _exploded(
        self, low: int, high: int, brackets: list[tuple[int, int]], indent: str
    ) -> list[str]:
        """The words with what these brackets hold on lines of its own."""
        lines: list[str] = []
        inner, first = indent + STEP, low
        for opening, closing in brackets:
            lines.append(_ended(indent + self._flat(first, opening + 1), self.words[opening]))
            lines += self._inside(opening + 1, closing, inner)
            for text, column in self.words[closing].lead:
                lines += reindented(text, column, inner)
            first = closing
        lines.append(_ended(indent + self._flat(first, high), self.words[high - 1]))
        return lines

    def _inside(self, low: int, high: int, indent: str) -> list[str]:
        """What a bracket holds: where a comment ends the last item, each is on its own line."""
        commas = self._places(low, high)[0]
        if commas and (self.words[high - 1].trail or self.words[high].lead):
            return self._parts(low, high, commas, indent, indent)
        return self._segment(low, high, indent, indent)

    def _is_forced(self, low: int, high: int) -> bool:
        """Whether a comment ends a line in between."""
        if any(word.trail is not None for word in self.words[low : high - 1]):
            return True
        return any(word.lead for word in self.words[low + 1 : high])

    def _flat(self, low: int, high: int) -> str:
        found: list[str] = []
        for index in range(low, high):
            word = self.words[index]
            found.append(" " if word.spaced and index > low else "")
            found.append(word.pre + word.core + word.post)
        return "".join(found)


def _ended(line: str, last: Word) -> str:
    return line if last.trail is None else f"{line}  {last.trail}"


def _partners(words: list[Word]) -> list[int]:
    """For each bracket the index of the one that belongs to it; -1 for all else."""
    found = [-1] * len(words)
    opened: list[int] = []
    for index, word in enumerate(words):
        if word.core in _OPENING:
            opened.append(index)
        elif word.core in _CLOSING and opened:
            found[index] = opened.pop()
            found[found[index]] = index
    return found
