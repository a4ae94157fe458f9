"""What a release concerns: whose ranges shut whom out, and what has to be released with it."""

from packaging.requirements import Requirement

from release._distributions import Distribution, about, admits, dependants, in_order
from release._problems import Problem
from release._ranges import admitted


def planned(known: dict[str, Distribution], chosen: list[Distribution]) -> list[str]:
    """These distributions and all that has to be released with them, in order."""
    names = {one.name for one in chosen}
    waiting = list(chosen)
    while waiting:
        one = waiting.pop()
        more = (_behind(known, one) | _before(known, one)) - names
        names |= more
        waiting += [known[name] for name in more]
    return in_order(known, names)


def shut_out_by_others(known: dict[str, Distribution], one: Distribution) -> list[Problem]:
    """Where a range in the house does not admit the version that is to be released."""
    return [
        Problem(
            "dependants",
            other.path("pyproject.toml"),
            f"`{line}` shuts {one.name} {one.version} out",
            _cure(one),
        )
        for other in known.values()
        for line in about(other.for_work, one.name)
        if not admits(line, one.version)
    ]


def shutting_out_others(known: dict[str, Distribution], one: Distribution) -> list[Problem]:
    """Where its own range does not admit a sibling as it is in the checkout."""
    return [
        Problem(
            "siblings",
            one.path("pyproject.toml"),
            f"`{line}` shuts {name} {known[name].version} out, which is that of today",
            _cure(known[name]),
        )
        for name in known
        for line in about(one.for_work, name)
        if name != one.name and not admits(line, known[name].version)
    ]


def concerned(known: dict[str, Distribution], one: Distribution) -> list[str]:
    """The paths where what a release changes stands: its own, and what its dependants get."""
    others = [known[name] for name in dependants(known, one.name) if name != one.name]
    parts = ("pyproject.toml", "changelog.d")
    return [one.path(), *(other.path(part) for other in others for part in parts)]


def _cure(one: Distribution) -> str:
    if one.is_released:
        return f"write `{admitted(one.version)}` there, and a fragment"
    return f"nox -s bump -- {one.name} release moves it; release them as planned below"


def _behind(known: dict[str, Distribution], one: Distribution) -> set[str]:
    """Those that nobody can have beside the new version, as they were released or as they are."""
    return {
        name
        for name, other in known.items()
        for line in about([*other.requirements, *other.required_last], one.name)
        if not admits(line, one.version)
    }


def _before(known: dict[str, Distribution], one: Distribution) -> set[str]:
    """Those of which nobody has a version yet that can be installed beside it."""
    return {
        name
        for name, other in known.items()
        for line in about(one.requirements, name)
        if other is not one and not _is_to_be_had(known, one, line, other)
    }


def _is_to_be_had(
    known: dict[str, Distribution], one: Distribution, line: Requirement, other: Distribution
) -> bool:
    """Whether a release of another fits a range, and requires nothing that shuts out the rest."""
    fitting = [version for version in other.released if admits(line, version)]
    theirs = other.required_in(fitting[-1]) if fitting else []
    return bool(fitting) and all(
        _meet([*about(one.requirements, each.name), *about(theirs, each.name)], each)
        for each in known.values()
        if each is not one
    )


def _meet(lines: list[Requirement], one: Distribution) -> bool:
    """Whether ranges have a version in common."""
    versions = [*one.released, one.version]
    return any(all(admits(line, version) for line in lines) for version in versions)
