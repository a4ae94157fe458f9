"""The index of codes: what each diagnostic means, read from the file that a leaf ships."""

from dataclasses import dataclass
from os import PathLike
from typing import Any

from castle.aigr._diagnostics import AigrError, Severity

_LANGUAGES = ("castle", "json", "python", "sh", "text", "toml", "yaml")


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """What is to be known of one code."""

    code: str
    """The code, such as `CAS0123`."""
    title: str
    """What it says, in a few words."""
    severity: Severity
    """How bad it is."""
    explanation: str
    """What is wrong, why that is forbidden, and what to do."""
    example: str
    """Something that provokes it; lines `// file: name` part several files."""
    cure: str
    """The same, mended."""
    language: str = "castle"
    """What example and cure are written in."""


def read_codes(path: str | PathLike[str]) -> list[CodeEntry]:
    """Read the entries of a leaf's `diagnostics.toml`, in the order of their codes.

    Raises:
        AigrError: it cannot be read, or an entry lacks something.
    """
    from tomllib import TOMLDecodeError, load  # noqa: PLC0415  # only who explains codes pays

    try:
        with open(path, "rb") as file:
            tables = load(file)
        return [_entry(code, tables[code]) for code in sorted(tables)]
    except (OSError, ValueError, TOMLDecodeError, RecursionError) as error:
        raise AigrError(f"the index of codes {path} cannot be used: {error}") from error


def _entry(code: str, table: Any) -> CodeEntry:
    number = code.removeprefix("CAS")
    if number == code or len(number) != 4 or not (number.isascii() and number.isdigit()):
        raise ValueError(f"`{code}` is no code such as CAS0123")
    if not isinstance(table, dict) or not all(isinstance(each, str) for each in table.values()):
        raise ValueError(f"`{code}` is no table of texts")
    language = table.get("language", "castle")
    if language not in _LANGUAGES:
        raise ValueError(f"`{code}.language` is none of {', '.join(_LANGUAGES)}")
    needed = ("title", "severity", "explanation", "example", "cure")
    missing = [name for name in needed if not table.get(name)]
    unknown = [name for name in table if name not in (*needed, "language")]
    if missing or unknown:
        raise ValueError(f"`{code}` lacks {missing}, and should not have {unknown}")
    texts = {name: table[name].strip() for name in ("title", "explanation", "example", "cure")}
    return CodeEntry(code, severity=Severity(table["severity"]), language=language, **texts)
