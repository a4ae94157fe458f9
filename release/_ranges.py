"""The ranges in which others of the house are required, as a pyproject writes them."""

import re
import tomllib

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from release._distributions import Distribution, admits, requirements
from release._problems import ReleaseError

# A text may stand in a comment, or a comment in a text; what has several lines is no requirement.
_TOKEN = re.compile(
    r'#[^\n]*|""".*?"""|"(?:[^"\\\n]|\\.)*"'
    r"|'{3}.*?'{3}|'[^'\n]*'",
    re.DOTALL,
)


def admitted(version: Version) -> str:
    """The range of the versions that cannot break who was tested with this one."""
    major, minor = (*version.release, 0)[:2]
    return (
        f">={major}.{minor},<{major}.{minor + 1}"
        if major == 0
        else f">={major}.{minor},<{major + 1}"
    )


def with_ranges(other: Distribution, text: str, name: str, version: Version) -> str:
    """A pyproject whose ranges of a distribution all admit a version; those that do stay.

    Raises:
        ReleaseError: one does not, and is not written as others are.
    """
    moved = _TOKEN.sub(lambda found: _moved(found[0], name, version), text)
    for line in requirements(tomllib.loads(moved), name, groups=True):
        if not admits(line, version):
            what = f"`{line}` shuts {name} {version} out, and is not found as one text"
            cure = f"write `{name}{admitted(version)}` there by hand"
            raise ReleaseError("bump", other.path("pyproject.toml"), what, cure)
    return moved


def _moved(token: str, name: str, version: Version) -> str:
    """A text of a TOML file, in which a range moves and extras and marker stay as they are."""
    line = _requirement(token)
    if line is None or canonicalize_name(line.name) != name or admits(line, version):
        return token
    plain, semicolon, marker = token[1:-1].partition(";")
    extras = plain[plain.index("[") : plain.index("]") + 1] if line.extras else ""
    space = plain[len(plain.rstrip()) :]
    kept = f"{space}{semicolon}{marker}"
    return f"{token[0]}{line.name}{extras}{admitted(version)}{kept}{token[0]}"


def _requirement(token: str) -> Requirement | None:
    if token.startswith(("#", '"""', "'''")):
        return None
    try:
        return Requirement(tomllib.loads(f"text = {token}")["text"])
    except InvalidRequirement:
        return None
