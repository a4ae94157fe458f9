"""Builds what is published, several times, and compares the bytes."""

from pathlib import Path

from release._commands import clone, run
from release._distributions import Distribution
from release._problems import Problem

_CURE = "see what a build takes from its surroundings: time, place, files that git does not track"


def build(root: Path, name: str, target: Path, *options: str) -> list[Path]:
    """Build a distribution of a checkout; with no option both, the wheel from the source one."""
    constraints = root / "requirements" / "build-constraints.txt"
    command = ["uv", "build", "--quiet", "--package", name, "--out-dir", str(target), *options]
    if constraints.exists():
        command += ["--build-constraints", str(constraints), "--require-hashes"]
    run(*command, cwd=root, env={"UV_CONSTRAINT": None, "UV_BUILD_CONSTRAINT": None})
    return sorted(path for path in target.iterdir() if path.suffix in (".whl", ".gz"))


def build_all_ways(one: Distribution, work: Path) -> tuple[list[Path], list[Problem]]:
    """The wheel and source distribution, and where another way to build them gives other bytes."""
    made = build(one.root, one.name, work / "made")
    straight = build(one.root, one.name, work / "straight", "--wheel")
    elsewhere = build(clone(one.root, work / "elsewhere"), one.name, work / "again")
    found: list[Problem] = []
    for other, how in ((straight, "straight from the sources"), (elsewhere, "in another place")):
        same = {path.name: path.read_bytes() for path in made}
        for path in other:
            if same.get(path.name) != path.read_bytes():
                found.append(Problem("build", path.name, f"built {how} it has other bytes", _CURE))
    return made, found


def is_clean(status: str) -> list[Problem]:
    """The files that a release would hold, or leave out, without the repository knowing."""
    cure = "commit it, or delete it: a release is what the repository has"
    return [
        Problem("clean", line[3:], "git does not have it as it is", cure)
        for line in filter(None, status.split("\0"))
    ]
