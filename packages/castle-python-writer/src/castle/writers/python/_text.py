"""Small pieces of Python text."""

from collections.abc import Iterable

INDENT = "    "


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


def separated(blocks: Iterable[list[str]], blank: int) -> list[str]:
    """Blocks of lines with blank lines between them; empty blocks are left out."""
    lines: list[str] = []
    for block in filter(None, blocks):
        lines += [""] * blank if lines else []
        lines += block
    return lines
