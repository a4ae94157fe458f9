"""Small pieces of Python text."""

from collections.abc import Iterable

INDENT = "    "
_WIDTH = 92  # and two levels of indentation


def indented(lines: Iterable[str]) -> list[str]:
    """The lines one level deeper; empty ones stay empty."""
    return [INDENT + line if line else line for line in lines]


def docstring(text: str) -> list[str]:
    """The lines of a docstring, indented for nothing."""
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = f'{escaped[:-1]}\\"'
    first, *rest = "".join(_printable(c) for c in escaped).split("\n")
    return [f'"""{first}', *rest, '"""'] if rest else [f'"""{first}"""']


def _printable(character: str) -> str:
    if character.isprintable() or character in "\n\t":
        return character
    return character.encode("unicode_escape").decode("ascii")


def quoted(text: str) -> str:
    """A literal for a text, in double quotes where that is as easy to read."""
    written = repr(text)
    if written.startswith('"') or '"' in text:
        return written
    return f'"{written[1:-1]}"'


def call(head: str, arguments: list[str]) -> list[str]:
    """The lines of a call: one, unless it is too long for that."""
    line = f"{head}({', '.join(arguments)})"
    if len(line) <= _WIDTH or not arguments:
        return [line]
    return [f"{head}(", *(f"{INDENT}{argument}," for argument in arguments), ")"]


def separated(blocks: Iterable[list[str]], blank: int) -> list[str]:
    """Blocks of lines with blank lines between them; empty blocks are left out."""
    lines: list[str] = []
    for block in filter(None, blocks):
        lines += [""] * blank if lines else []
        lines += block
    return lines
