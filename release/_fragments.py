"""The discipline of changelogs: whoever changes the sources says what that means to users."""

import re

from release._changelogs import Entry, fragments
from release._commands import git
from release._distributions import Distribution
from release._problems import Problem

_TOLD = ("changelog.d", "CHANGELOG.md")
"""Where a change is told; `bump` brings it from the first to the second."""
_ITEM = re.compile(r"[-*] +\S")


def missing_fragments(known: dict[str, Distribution]) -> list[Problem]:
    """The distributions that changed since their release, and do not say how.

    Before its first release a distribution says it in the changelog itself.
    """
    found: list[Problem] = []
    for one in known.values():
        if files := _untold(one):
            what = f"it is not as it was released in {one.last_tag}, and nothing since says why"
            cure = f"write what users notice into {one.path('changelog.d', 'WHAT.md')}, as a list"
            found.append(Problem("fragments", files[0], what, cure))
        found += _malformed(one)
    return found


def _untold(one: Distribution) -> list[str]:
    """The sources that differ from the last release by changes that no text comes with, or after.

    A commit that writes to the changelog, or a fragment, speaks for itself and all that it
    follows; what is written and not committed yet, for everything.
    """
    if one.last_tag is None or _telling_now(one):
        return []
    differing = set(one.differs_since(one.last_tag, "src"))
    return sorted(differing & {*one.differs_since("HEAD", "src"), *_committed_untold(one)})


def _telling_now(one: Distribution) -> bool:
    words = ("diff", "--name-only", "--diff-filter=AM", "--no-renames", "HEAD", "--")
    places = [one.path(part) for part in _TOLD]
    return bool(git(one.root, *words, *places) or one.untracked("changelog.d"))


def _committed_untold(one: Distribution) -> list[str]:
    """What commits changed that no commit with a text has among those that it follows.

    It is followed from commit to commit, because two branches with a text each may meet.
    """
    tags = [f"{one.name}-v{version}" for version in one.released]
    log = ("log", "--full-history", "--no-renames", "--no-merges", "-z")
    places = [one.path(part) for part in _TOLD]
    words = (*log, "--diff-filter=AM", "--format=%H", "HEAD", "--not", *tags, "--", *places)
    told = git(one.root, *words).split("\0")
    words = (*log, "--name-only", "--format=", "HEAD", "--not", *tags, *filter(None, told))
    return git(one.root, *words, "--", one.path("src")).split("\0")


def _malformed(one: Distribution) -> list[Problem]:
    """The fragments that would make no good part of a changelog."""
    found: list[Problem] = []
    for file in sorted((one.folder / "changelog.d").glob("[!.]*")):
        if file not in fragments(one):
            what, cure = "a fragment is a file WHAT.md", "rename it, or take it away"
        elif Entry("", text := file.read_text(encoding="utf-8")).is_empty:
            what, cure = "it is empty", "say what users notice, as a list"
        elif stray := _no_item(text):
            what, cure = f"`{stray}` is no item of a list", "begin each item with `- `"
        else:
            continue
        found.append(Problem("fragments", one.path("changelog.d", file.name), what, cure))
    return found


def _no_item(text: str) -> str:
    """The first line that neither begins an item nor, indented, goes on with one."""
    lines = text.strip("\n").splitlines()
    for number, line in enumerate(lines):
        goes_on = line.startswith((" ", "\t")) and number
        if line.strip() and not goes_on and not _ITEM.match(line):
            return line.strip()
    return ""
