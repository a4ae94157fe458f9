"""Gives a distribution its next version, and its dependants the ranges that fit."""

import difflib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from packaging.version import Version

from release._changelogs import Entry, changelog, entries, fragments, with_date, with_entry
from release._distributions import Distribution, about, admits
from release._problems import ReleaseError
from release._ranges import with_ranges

LEVELS = ("major", "minor", "patch", "release")
"""The parts of a version; `release` dates the version that the sources have."""


def bump(
    known: dict[str, Distribution], one: Distribution, level: str, *, dry_run: bool = False
) -> list[str]:
    """Change version, changelog and ranges in one step; give what changes, as diffs.

    Raises:
        ReleaseError: nothing is known to have changed, or a file has another form.
    """
    version = _version(one, level)
    written = {**_own(one, version), **_ranges(known, one, version)}
    differences = list(_differences(one.root, written))
    if not dry_run:
        for path, text in written.items():
            _write(path, text)
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


def _version(one: Distribution, level: str) -> Version:
    """The version to come; as long as it has no tag, it is counted from the one before."""
    start = one.version
    if level == "release" and one.is_released:
        cure = f"nox -s bump -- {one.name} patch, minor or major"
        raise _refusal(one, "pyproject.toml", f"{one.tag} is a tag already", cure)
    if level != "release" and not one.is_released:
        older = [version for version in one.released if version < start]
        start = older[-1] if older else Version("0")
        if not older or next_version(start, level) < one.version:
            what = f"{one.version} is still to be released, and no {level} version behind {start}"
            cure = f"nox -s bump -- {one.name} release, or git fetch --tags if it was released"
            raise _refusal(one, "pyproject.toml", what, cure)
    return next_version(start, level)


def _refusal(one: Distribution, file: str, what: str, cure: str) -> ReleaseError:
    return ReleaseError("bump", one.path(file), what, cure)


def _own(one: Distribution, version: Version) -> dict[Path, str | None]:
    """The distribution's own files; None for those that go."""
    written: dict[Path, str | None] = {changelog(one): _changelog(one, version)}
    if version != one.version:
        written[one.folder / "pyproject.toml"] = _with_version(one, version)
    return {**written, **dict.fromkeys(fragments(one))}


def _changelog(one: Distribution, version: Version) -> str:
    """The changelog, in which fragments join the entry that was not released yet, or make one."""
    date = f"{datetime.now(UTC):%Y-%m-%d}"
    news = "\n".join(file.read_text(encoding="utf-8").strip() for file in fragments(one))
    there = entries(one)
    open_ones = [each for each in (version, one.version) if each not in one.released]
    old = next((each for each in open_ones if str(each) in there), None)
    if Entry(date, f"{there[str(old)].text if old else ''}\n{news}").is_empty:
        cure = f"write what users notice into {one.path('changelog.d', 'WHAT.md')}, as a list"
        raise _refusal(one, "changelog.d", f"no fragment says what is new in {version}", cure)
    return with_date(one, version, date, news, old) if old else with_entry(one, version, date, news)


def _with_version(one: Distribution, version: Version) -> str:
    text = (one.folder / "pyproject.toml").read_text(encoding="utf-8")
    old = f'version = "{one.pyproject["project"]["version"]}"'
    if text.count(old) != 1:
        raise _refusal(one, "pyproject.toml", f"expected `{old}` once", "state it there, once")
    return text.replace(old, f'version = "{version}"')


def _ranges(
    known: dict[str, Distribution], one: Distribution, version: Version
) -> dict[Path, str | None]:
    """What those get whose ranges shut the new version out: a range, and a fragment.

    The distribution may require itself, with other extras. A group is nobody's business but ours.
    """
    written: dict[Path, str | None] = {}
    for other in known.values():
        file = other.folder / "pyproject.toml"
        before = file.read_text(encoding="utf-8")
        if other is one and version != one.version:
            before = _with_version(one, version)
        after = with_ranges(other, before, one.name, version)
        if after != before:
            written[file] = after
        if other is not one:
            written.update(_told(other, one, version))
    return written


def _told(other: Distribution, one: Distribution, version: Version) -> dict[Path, str | None]:
    """The fragment of a dependant, in place of that of a version that was not released."""
    folder = other.folder / "changelog.d"
    stale = folder / f"{one.name}-{one.version}.md"
    goes = stale.exists() and version != one.version and not one.is_released
    written: dict[Path, str | None] = {stale: None} if goes else {}
    lines = about(other.requirements, one.name)
    if goes or not all(admits(line, version) for line in lines):
        written[folder / f"{one.name}-{version}.md"] = f"- Works with {one.name} {version}.\n"
    return written


def _write(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
    else:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _differences(root: Path, written: Mapping[Path, str | None]) -> Iterator[str]:
    for path, text in written.items():
        old = path.read_text(encoding="utf-8").splitlines() if path.exists() else None
        new = None if text is None else text.splitlines()
        name = path.relative_to(root).as_posix()
        before, after = ("/dev/null" if lines is None else name for lines in (old, new))
        lines = difflib.unified_diff(old or [], new or [], before, after, lineterm="", n=1)
        yield "\n".join(lines)
