"""Comments strewn over a text, at the boundaries of its tokens."""

from random import Random

from castle.writers.source._comments import tokens_of

_KINDS = (
    "// line @\n",
    "\n// own line @\n",
    "\n\n// after a blank line @\n\n",
    " // behind @ /* and no block\n",
    "//\n",
    "/* block @ */",
    " /**/ ",
    '\n/* "own @" */\n',
    "/* long @\n   comment // with more */",
    "\n        /* long @\n\n         * and indented\n         */\n",
)


def strewn(random: Random, text: str, count: int) -> str:
    """Put some comments, each different from the others, before tokens of a text or at its end."""
    starts = [token.start for token in tokens_of(text)] + [len(text)]
    parts, before = [], 0
    for number, start in enumerate(sorted(random.choices(starts, k=count))):
        parts += [text[before:start], random.choice(_KINDS).replace("@", str(number))]
        before = start
    return "".join([*parts, text[before:]])
