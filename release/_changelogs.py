"""Changelogs, and the fragments that become their entries."""

import datetime
import re
from pathlib import Path
from typing import NamedTuple

from packaging.version import Version

from release._distributions import Distribution
from release._problems import ReleaseError

UNRELEASED = "unreleased"
_HEADING = re.compile(r"(?m)^## (?P<version>\S+) - (?P<date>\S+)$")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_SILENT = re.compile(r"(?ms)<!--.*?-->|^#.*?$|^\s*[-*]\s*$")


class Entry(NamedTuple):
    """What a changelog says of one version."""

    date: str
    """When it was released, or `unreleased`."""
    text: str
    """What changed."""

    @property
    def is_dated(self) -> bool:
        """Whether it has been released, or is about to be."""
        try:
            return _DATE.fullmatch(self.date) is not None and bool(
                datetime.date.fromisoformat(self.date)
            )
        except ValueError:
            return False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said but headings and comments."""
        return not _SILENT.sub("", self.text).strip()


def entries(one: Distribution) -> dict[str, Entry]:
    """The entries of a changelog, by version."""
    text = _whole(one)
    found = list(_HEADING.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    return {
        match["version"]: Entry(match["date"], text[match.end() : end].strip())
        for match, end in zip(found, ends, strict=True)
    }


def changelog(one: Distribution) -> Path:
    """Where a distribution's changelog is."""
    return one.folder / "CHANGELOG.md"


def _whole(one: Distribution) -> str:
    try:
        return changelog(one).read_text(encoding="utf-8")
    except FileNotFoundError:
        cure = f"begin it with `# Changelog` and `## {one.version} - {UNRELEASED}`"
        what = "there is no changelog"
        raise ReleaseError("changelog", one.path("CHANGELOG.md"), what, cure) from None


def fragments(one: Distribution) -> list[Path]:
    """The fragments of the version to come, in the order of their names."""
    return sorted((one.folder / "changelog.d").glob("*.md"))


def with_entry(one: Distribution, version: Version, date: str, text: str) -> str:
    """The changelog with a new entry above all others."""
    whole = _whole(one)
    match = _HEADING.search(whole)
    start = match.start() if match else len(whole)
    return f"{whole[:start]}## {version} - {date}\n\n{text.strip()}\n\n{whole[start:]}"


def with_date(
    one: Distribution, version: Version, date: str, more: str, old: Version | None = None
) -> str:
    """The changelog whose entry of a version has that version, a date, and more lines.

    Until it is released the entry may stand below an `old` version.
    """
    whole = _whole(one)
    found = list(_HEADING.finditer(whole))
    number = [match["version"] for match in found].index(str(old or version))
    end = found[number + 1].start() if found[number + 1 :] else len(whole)
    said = whole[found[number].end() : end].strip()
    text = "\n".join(filter(None, (said, more.strip())))
    rest = f"\n{whole[end:]}" if whole[end:] else ""
    return f"{whole[: found[number].start()]}## {version} - {date}\n\n{text}\n{rest}"
