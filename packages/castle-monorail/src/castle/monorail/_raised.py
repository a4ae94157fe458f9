"""What plugins raise by mistake, as text for people."""

import os
from pathlib import Path

from castle.aigr import Diagnostic, DiagnosticError

# What calls plugins, and is called by them on the way to their mistakes.
_BETWEEN = {"importlib", "monorail", "pydantic", "pydantic_core"}


def described(error: BaseException) -> str:
    """An exception on one line; one that fails to say what it is about, by its type."""
    try:
        text = " ".join(str(error).split())
    except Exception:  # even this is code of others
        text = ""
    name = type(error).__name__
    return f"{name}: {text}" if text else name


def place_of(error: BaseException) -> str | None:
    """The file and line of a plugin, or of what it calls, that raised this; None when unknown."""
    from traceback import extract_tb  # noqa: PLC0415  # only failures need it

    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    frames = [frame for frame in extract_tb(error.__traceback__) if _is_others(frame.filename)]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else None


def _is_others(file: str) -> bool:
    return os.path.isabs(file) and _BETWEEN.isdisjoint(Path(file).parts)


def is_proper(error: DiagnosticError) -> bool:
    """Whether an error says something, and says it in diagnostics."""
    found = getattr(error, "diagnostics", ())  # where a subclass does not call its base
    return bool(found) and all(isinstance(one, Diagnostic) for one in found)
