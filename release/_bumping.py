"""Gives a distribution its next version, and its dependants the ranges that fit."""

import difflib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from packaging.version import Version

from release._changelogs import UNRELEASED, changelog, entries, fragments, with_date, with_entry
from release._distributions import Distribution, dependants
from release._problems import ReleaseError

LEVELS = ("major", "minor", "patch", "release")
"""The parts of a version; `release` dates the version that the sources have."""


def bump(
    known: dict[str, Distribution], one: Distribution, level: str, *, dry_run: bool = False
) -> list[str]:
    """Change version, changelog and ranges in one step; give what changes, as diffs.

    Raises:
        ReleaseError: nothing is known to have changed, or a file has another form.
    """
    version = next_version(one.version, level)
    written = {**_own(one, version), **_ranges(known, one, version)}
    differences = list(_differences(one.root, written))
    if not dry_run:
        for path, text in written.items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        for file in fragments(one):
            file.unlink()
    return differences


def next_version(version: Version, level: str) -> Version:
    """The version behind a version."""
    major, minor, patch = (*version.release, 0, 0)[:3]
    return {
        "major": Version(f"{major + 1}.0.0"),
        "minor": Version(f"{major}.{minor + 1}.0"),
        "patch": Version(f"{major}.{minor}.{patch + 1}"),
        "release": version,
    }[level]


def admitted(version: Version) -> str:
    """The range of the versions that cannot break who was tested with this one."""
    major, minor = (*version.release, 0)[:2]
    return (
        f">={major}.{minor},<{major}.{minor + 1}"
        if major == 0
        else f">={major}.{minor},<{major + 1}"
    )


def _own(one: Distribution, version: Version) -> dict[Path, str]:
    date = f"{datetime.now(UTC):%Y-%m-%d}"
    news = "\n".join(file.read_text(encoding="utf-8").strip() for file in fragments(one))
    current = entries(one).get(str(one.version))
    if current and current.date == UNRELEASED:
        if version != one.version:
            what = f"{one.version} is still to be released"
            cure = f"nox -s bump -- {one.name} release"
            raise ReleaseError("bump", one.path("CHANGELOG.md"), what, cure)
        return {changelog(one): with_date(one, version, date, news)}
    if version == one.version:
        what = f"it has no unreleased entry for {version}"
        cure = f"nox -s bump -- {one.name} minor, for the next one"
        raise ReleaseError("bump", one.path("CHANGELOG.md"), what, cure)
    if not news:
        what = f"no fragment says what is new in {version}"
        cure = "write what users notice into a file there, as a list"
        raise ReleaseError("bump", one.path("changelog.d"), what, cure)
    return {
        one.folder / "pyproject.toml": _with_version(one, version),
        changelog(one): with_entry(one, version, date, news),
    }


def _with_version(one: Distribution, version: Version) -> str:
    text = (one.folder / "pyproject.toml").read_text(encoding="utf-8")
    old = f'version = "{one.pyproject["project"]["version"]}"'
    if text.count(old) != 1:
        cure = "state it there, once"
        raise ReleaseError("bump", one.path("pyproject.toml"), f"expected `{old}` once", cure)
    return text.replace(old, f'version = "{version}"')


def _ranges(known: dict[str, Distribution], one: Distribution, version: Version) -> dict[Path, str]:
    """What dependants get whose ranges shut the new version out: a range, and a fragment."""
    written: dict[Path, str] = {}
    for name, lines in dependants(known, one.name).items():
        if all(line.specifier.contains(version, prereleases=True) for line in lines):
            continue
        file = known[name].folder / "pyproject.toml"
        form = re.compile(
            rf'"{re.escape(one.name)}(?P<extras>\[[^"\]]*\])?(?P<range>[<>=~!][^"]*)"'
        )
        text = file.read_text(encoding="utf-8")
        written[file] = form.sub(
            lambda found: f'"{one.name}{found["extras"] or ""}{admitted(version)}"', text
        )
        fragment = known[name].folder / "changelog.d" / f"{one.name}-{version}.md"
        written[fragment] = f"- Works with {one.name} {version}.\n"
    return written


def _differences(root: Path, written: dict[Path, str]) -> Iterator[str]:
    for path, text in written.items():
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        name = path.relative_to(root).as_posix()
        lines = difflib.unified_diff(
            old.splitlines(), text.splitlines(), name, name, lineterm="", n=1
        )
        yield "\n".join(lines)
