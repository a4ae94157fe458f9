"""The folder in which a check keeps what makes the next one quicker."""

from pathlib import Path

NAME = ".castle_cache"
_IGNORE = "# What castle check keeps; it may be deleted at any time.\n*\n"


def cache_folder(project: Path) -> Path | None:
    """The folder beside a project's files, made when it is missing; None where that cannot be."""
    folder = project / NAME
    try:
        folder.mkdir(exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text(_IGNORE, encoding="utf-8")
    except OSError:
        return None
    return folder
