"""Comments in the midst of a statement, a head or a list: kept between the same two words."""

from typing import NamedTuple

from castle.writers.source._comments import Comment, tokens_of
from castle.writers.source._wrapping import Layout, Word, words_of

_UNCOUNTED = frozenset(("(", ")", ":", ".", "self"))
"""Words that the writer adds, leaves out or moves; all others are those of the source, in order."""
_BEFORE = frozenset((")", "]", "}", ",", ";"))
"""Words that a comment before them does not belong to."""


class Woven(NamedTuple):
    """A line whose comments have found their places, and those that have none in it."""

    lines: list[str]
    """What is to be written."""
    homeless: list[Comment]
    """Comments that stood where no line can end."""


def woven(line: str, indent: str, source: str, start: int, comments: list[Comment]) -> Woven:
    """Write a line with the comments that stand, in the source, behind the offset `start`."""
    words = words_of(line)
    layout = Layout(words)
    homeless: list[Comment] = []
    for comment, gap in _gaps(words, source, start, comments):
        if not 0 <= gap < len(words) - 1:
            homeless.append(comment)
        elif not comment.is_line and not comment.is_long:
            _glue(words, gap, comment)
        elif not _hang(layout, gap, comment, source):
            homeless.append(comment)
    return Woven(layout.lines(indent), homeless)


def _glue(words: list[Word], gap: int, comment: Comment) -> None:
    """Keep a comment on the line of the word that it belongs to."""
    behind = words[gap + 1]
    if behind.core in _BEFORE or (behind.core == "{" and gap + 2 == len(words)):
        words[gap].post += f" {comment.text}"
    else:
        behind.pre += f"{comment.text} "


def _hang(layout: Layout, gap: int, comment: Comment, source: str) -> bool:
    """Keep a comment at the end of a line, or on its own, where a line can end."""
    words = layout.words
    if words[gap + 1].core == "," and gap + 2 < len(words):
        gap += 1
    elif gap and layout.is_operator(gap):
        gap -= 1
    if not layout.is_breakable(gap):
        return False
    before, behind = words[gap], words[gap + 1]
    if comment.behind >= 0 and not comment.is_long and not behind.lead and before.trail is None:
        before.trail = comment.text
    else:
        column = comment.start - source.rfind("\n", 0, comment.start) - 1
        behind.lead.append((comment.text, column))
    return True


def _gaps(
    words: list[Word], source: str, start: int, comments: list[Comment]
) -> list[tuple[Comment, int]]:
    """For each comment the index of the word that it follows; -1 when it follows none.

    The words of the line and those of the source are counted, because some are written anew.
    """
    counted = [-1, *(i for i, word in enumerate(words) if word.core not in _UNCOUNTED), len(words)]
    tokens = iter(tokens_of(source, start, comments[-1].start))
    found: list[tuple[Comment, int]] = []
    passed = others = 0
    token = next(tokens, None)
    for comment in comments:
        while token is not None and token.start < comment.start:
            if token.text not in _UNCOUNTED and not token.is_comment:
                passed, others = passed + 1, 0
            else:
                others += not token.is_comment
            token = next(tokens, None)
        at = min(passed, len(counted) - 2)
        found.append((comment, min(counted[at] + others, counted[at + 1] - 1)))
    return found
