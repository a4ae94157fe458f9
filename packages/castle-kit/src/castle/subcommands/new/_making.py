"""Makes the folder of a new plugin: in full, or not at all."""

import json
import os
import shutil
import subprocess
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import NamedTuple

from castle.subcommands.new._plugin import KINDS, Plugin, refused
from castle.subcommands.new._workspace import Workspace, find_workspace

_ENDING = ".in"
_MORE = {"backend": ["numpy>=1.26,<3"], "engine": ["numpy>=1.26,<3"]}
"""What the first version of a kind imports besides."""


class Made(NamedTuple):
    """What was made."""

    folder: Path
    """The folder of the project."""
    files: list[Path]
    """All that was written."""
    next: str
    """The command to go on with."""


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
    partial = parent / f".{plugin.distribution}.{os.urandom(4).hex()}.tmp"
    try:
        for path, text in texts.items():
            (partial / path).parent.mkdir(parents=True, exist_ok=True)
            (partial / path).write_text(text, encoding="utf-8")
        changed = workspace.joined(plugin, partial) if workspace else {}
        partial.rename(folder)
    except OSError as error:
        reason = error.strerror or str(error)
        what = f"`{folder}` cannot be written: {reason}"
        raise refused("CAS1321", what, "choose another folder with --into") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    for file, text in changed.items():
        file.write_text(text, encoding="utf-8")
    command = "uv sync" if workspace else "nox"
    written = [folder / path for path in sorted(texts)]
    return Made(folder, [*written, *changed], command)


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
