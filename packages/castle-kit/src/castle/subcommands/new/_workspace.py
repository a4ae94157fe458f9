"""Makes a new plugin a member of the uv workspace that it is started in."""

import os
import re
import shutil
import tomllib
from pathlib import Path
from typing import NamedTuple

from castle.subcommands.new._plugin import Plugin, refused

_LIST = re.compile(r"(?m)^dependencies = \[\n(?P<lines>(?: +\".*\",\n)*)\]$")
_SOURCES = re.compile(r"(?m)^\[tool\.uv\.sources\]\n(?P<lines>(?:\S.*\n)*)")


class Workspace(NamedTuple):
    """A monorepo of distributions."""

    root: Path
    """Its pyproject.toml."""
    members: Path
    """The folder of its distributions."""

    def licence(self) -> str | None:
        """The text of the house's licence, or None when it has none."""
        file = self.root.with_name("LICENSE")
        return file.read_text("utf-8", "surrogateescape") if file.is_file() else None

    def steps(self, plugin: Plugin) -> list[str]:
        """What is left to do by hand: a README that lists the members needs a row for another."""
        readme = self.root.with_name("README.md")
        folder = f"{self.members.name}/{plugin.distribution}"
        text = readme.read_text("utf-8", "replace") if readme.is_file() else ""
        if f"]({self.members.name}/" not in text:
            return []
        return [f"add a row for [`{plugin.distribution}`]({folder}) to the table in {readme}"]

    def joined(self, plugin: Plugin) -> tuple[Path, str]:
        """The root's pyproject as it is when the plugin is a member.

        Raises:
            DiagnosticError: it does not list its members in the way that is understood.
        """
        text = self.root.read_text(encoding="utf-8")
        text = _inserted(_LIST, text, f'    "{plugin.distribution}",\n')
        text = _inserted(_SOURCES, text, f"{plugin.distribution} = {{ workspace = true }}\n")
        return self.root, text


def find_workspace(folder: Path) -> Workspace | None:
    """The workspace whose root the folder is, when its members lie together in one folder."""
    root = folder / "pyproject.toml"
    try:
        found = tomllib.loads(root.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    members = found.get("tool", {}).get("uv", {}).get("workspace", {}).get("members", [])
    if len(members) != 1 or not members[0].endswith("/*"):
        return None
    return Workspace(root, folder / members[0].removesuffix("/*"))


def replace_text(file: Path, text: str) -> None:
    """Write a file that is there anew, in full or not at all; what a link leads to is the file."""
    place = file.resolve()
    partial = place.with_name(f".{place.name}.{os.urandom(4).hex()}.tmp")
    try:
        partial.write_text(text, encoding="utf-8")
        shutil.copymode(place, partial)
        os.replace(partial, place)
    finally:
        partial.unlink(missing_ok=True)


def _inserted(form: re.Pattern[str], text: str, line: str) -> str:
    """The text with one more line in a sorted list."""
    match = form.search(text)
    if match is None:
        what = "the root's pyproject.toml does not list its members, one a line"
        raise refused("CAS1322", what, "make the project elsewhere, with --into")
    lines = sorted({*match["lines"].splitlines(keepends=True), line})
    return text[: match.start("lines")] + "".join(lines) + text[match.end("lines") :]
