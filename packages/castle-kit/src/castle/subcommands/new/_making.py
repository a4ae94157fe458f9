"""Makes the folder of a new plugin: in full, or not at all."""

import json
import os
import shutil
import subprocess
from contextlib import suppress
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import NamedTuple

from castle.subcommands.new._plugin import KINDS, Plugin, refused
from castle.subcommands.new._workspace import Workspace, find_workspace, replace_text

_ENDING = ".in"
_WIDTH = 100  # as in the ruff table of the projects
_MORE = {"backend": ["numpy>=1.26,<3"], "engine": ["numpy>=1.26,<3"]}
"""What the first version of a kind imports besides."""


class Made(NamedTuple):
    """What was made."""

    folder: Path
    """The folder of the project."""
    files: list[Path]
    """All that was written."""
    next: list[str]
    """What to do now, one after the other."""


def make_project(plugin: Plugin, into: Path | None, author: str | None) -> Made:
    """Write the project of a plugin.

    Raises:
        DiagnosticError: its folder is there already, or cannot be written.
    """
    workspace = find_workspace(Path.cwd()) if into is None else None
    parent = workspace.members if workspace else into or Path()
    folder = parent / plugin.distribution
    if os.path.lexists(folder):
        raise refused("CAS1321", f"`{folder}` is already there", "name another with --distribution")
    texts = _texts(plugin, author, workspace)
    _check_width(plugin, texts)
    try:
        _write_all(folder, texts, workspace and workspace.joined(plugin))
    except OSError as error:
        what = f"`{error.filename2 or folder}` cannot be written: {error.strerror or error}"
        raise refused("CAS1321", what, "choose another folder with --into") from error
    written = [folder / path for path in sorted(texts)]
    if workspace is None:
        return Made(folder, written, [f"cd {folder} && nox"])
    return Made(folder, [*written, workspace.root], [*workspace.steps(plugin), "uv sync"])


def _check_width(plugin: Plugin, texts: dict[str, str]) -> None:
    """Refuse a name that is so long that code with it breaks the layout that is checked."""
    code = [text for path, text in texts.items() if path.endswith(".py")]
    width = max(len(line) for text in code for line in text.splitlines())
    if width > _WIDTH:
        what = f"`{plugin.name}` is too long: code with it has lines of {width} characters"
        raise refused("CAS1320", what, f"take {width - _WIDTH} characters off")


def _write_all(folder: Path, texts: dict[str, str], root: tuple[Path, str] | None) -> None:
    """Write a project and the root that names it: both, or neither."""
    missing = [one for one in folder.parents if not one.exists()]
    partial = folder.with_name(f".{folder.name}.{os.urandom(4).hex()}.tmp")
    try:
        for path, text in texts.items():
            (partial / path).parent.mkdir(parents=True, exist_ok=True)
            (partial / path).write_text(text, encoding="utf-8", errors="surrogateescape")
        partial.rename(folder)
        if root:
            _replace_or_undo(*root, folder, partial)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        for one in missing:  # the deepest first
            with suppress(OSError):
                one.rmdir()
        raise


def _replace_or_undo(root: Path, text: str, folder: Path, partial: Path) -> None:
    """Write the root, whole or not at all; then the project is not there either."""
    try:
        replace_text(root, text)
    except BaseException:
        folder.rename(partial)
        raise


def _texts(plugin: Plugin, author: str | None, workspace: Workspace | None) -> dict[str, str]:
    """The files of the project, by their path in it."""
    values = _values(plugin, author)
    code = f"src/{plugin.leaf}"
    wanted = {
        "pyproject.toml": "pyproject.toml",
        "README.md": "README.md",
        "CHANGELOG.md": "CHANGELOG.md",
        "LICENSE": "LICENSE",
        ".gitignore": "gitignore",
        f"{code}/__init__.py": "leaf.py",
        f"{code}/_{plugin.kind}.py": f"{plugin.kind}.py",
        f"tests/test_{plugin.name.replace('.', '_')}.py": f"{plugin.kind}_test.py",
    }
    if workspace is None:
        wanted["noxfile.py"] = "noxfile.py"
    texts = {path: _template(name).substitute(values) for path, name in wanted.items()}
    if workspace is None:  # whose root has these for all
        texts["pyproject.toml"] += _template("tools.toml").substitute(values)
    elif licence := workspace.licence():
        texts["LICENSE"] = licence
    return {**texts, f"{code}/py.typed": ""}


def _template(name: str) -> Template:
    place = files("castle.subcommands.new") / "templates" / f"{name}{_ENDING}"
    return Template(place.read_text(encoding="utf-8"))


def _values(plugin: Plugin, author: str | None) -> dict[str, str]:
    name = author or _known_author() or f"The {plugin.distribution} authors"
    return {
        "kind": plugin.kind,
        "kinds": KINDS[plugin.kind],
        "name": plugin.name,
        "distribution": plugin.distribution,
        "module": plugin.module,
        "leaf": plugin.leaf,
        "class_name": plugin.class_name,
        "author": name,
        "quoted_author": json.dumps(name, ensure_ascii=False),  # which TOML takes, too
        "more_dependencies": "".join(f'\n    "{one}",' for one in _MORE.get(plugin.kind, ())),
        **{f"{base}_range": _range(f"castle-{base}") for base in ("aigr", "monorail", "kit")},
    }


def _range(distribution: str) -> str:
    """The versions that a new plugin is tested with: those of today's minor version."""
    major, minor, *_ = (int(part) for part in version(distribution).split(".")[:2])
    return (
        f">={major}.{minor},<{major}.{minor + 1}"
        if major == 0
        else f">={major}.{minor},<{major + 1}"
    )


def _known_author() -> str:
    try:
        done = subprocess.run(
            ["git", "config", "user.name"], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip()
