"""The discipline of changelogs: whoever changes the sources says what that means to users."""

from release._changelogs import Entry, entries, fragments
from release._distributions import Distribution
from release._problems import Problem


def missing_fragments(known: dict[str, Distribution]) -> list[Problem]:
    """The distributions that changed since their release, and do not say how.

    Before its first release a distribution says it in the changelog itself.
    """
    found: list[Problem] = []
    for one in known.values():
        files = one.differs_since(one.last_tag, "src") if one.last_tag else []
        told = fragments(one) or str(one.version) in _told_since(one)
        if files and not told:
            what = f"it is not as it was released in {one.last_tag}, and no fragment says why"
            cure = f"write what users notice into {one.path('changelog.d', 'WHAT.md')}, as a list"
            found.append(Problem("fragments", files[0], what, cure))
        found += _empty(one)
    return found


def _told_since(one: Distribution) -> set[str]:
    return set(entries(one)) - {str(version) for version in one.released}


def _empty(one: Distribution) -> list[Problem]:
    cure = "say what users notice, as a list"
    return [
        Problem("fragments", one.path("changelog.d", file.name), "it is empty", cure)
        for file in fragments(one)
        if Entry("", file.read_text(encoding="utf-8")).is_empty
    ]
