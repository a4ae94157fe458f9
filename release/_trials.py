"""Installs a wheel as its users will, and runs its tests there."""

import sys
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.version import Version

from release._building import build
from release._commands import clone, run, tried
from release._distributions import Distribution
from release._problems import Problem, ReleaseError

LOWEST, NEWEST = "lowest", "newest"
_PYTHON = "3.11"


class Trials:
    """Environments for one distribution, below a folder of their own."""

    def __init__(self, known: dict[str, Distribution], one: Distribution, work: Path) -> None:
        self._known = known
        self._one = one
        self._work = work

    def alone(self, wheel: Path, which: str) -> list[Problem]:
        """Run the tests with the lowest versions that it declares, or with the newest.

        Siblings are rebuilt from the tags of their releases; one that has none is that of today.
        """
        try:
            python = self._environment(which)
            self._install(python, wheel, which)
        except ReleaseError as error:
            cure = "see that what it declares exists, and fits together"
            return [Problem(which, self._declared, error.problem.message, cure)]
        done = tried(python, "-m", "pytest", *self._pytest(), cwd=self._one.root)
        if not done.returncode:
            return []
        cure = f"raise the floor of what fails in {self._declared}, or mend the code"
        said = "\n".join(done.stdout.splitlines()[-12:])
        return [
            Problem(
                which, self._declared, f"its tests fail with the {which} versions:\n{said}", cure
            )
        ]

    @property
    def _declared(self) -> str:
        return self._one.path("pyproject.toml")

    def _pytest(self) -> list[str]:
        tests = self._one.path("tests")
        return ["-q", "-c", "pyproject.toml", "-p", "no:cacheprovider", "-W", "default", tests]

    def _environment(self, which: str) -> Path:
        place = self._work / which
        version = _PYTHON if which == LOWEST else sys.executable
        run("uv", "venv", "--quiet", "--clear", "--python", version, place, cwd=self._work)
        return place / ("Scripts" if sys.platform == "win32" else "bin") / "python"

    def _install(self, python: Path, wheel: Path, which: str) -> None:
        siblings = self._siblings(which)
        pinned = self._work / f"{which}.txt"
        pinned.write_text("".join(f"{name} @ {path.as_uri()}\n" for name, path in siblings.items()))
        # What a wheel requires is low only where it is asked for by itself.
        asked = [line for line in _required(wheel) if Requirement(line).name not in siblings]
        group = f"{self._one.folder / 'pyproject.toml'}:test"
        resolution = "lowest-direct" if which == LOWEST else "highest"
        command: list[str | Path] = ["uv", "pip", "install", "--quiet", "--no-sources"]
        command += ["--python", python, "--resolution", resolution]
        command += ["--constraints", pinned, "--group", group, wheel, *asked]
        free = {"UV_CONSTRAINT": None, "UV_BUILD_CONSTRAINT": None, "UV_NO_CONFIG": "1"}
        run(*command, cwd=self._work, env=free)

    def _siblings(self, which: str) -> dict[str, Path]:
        """A wheel for each other distribution of the house, of the version that is wanted."""
        found: dict[str, Path] = {}
        for name, one in self._known.items():
            if name != self._one.name:
                fitting = self._admitted(one)
                version = (fitting[0] if which == LOWEST else fitting[-1]) if fitting else None
                found[name] = self._wheel(one, version)
        return found

    def _admitted(self, other: Distribution) -> list[Version]:
        ranges = [line.specifier for line in self._one.requirements if line.name == other.name]
        return [
            version
            for version in other.released
            if all(one.contains(version, prereleases=True) for one in ranges)
        ]

    def _wheel(self, one: Distribution, version: Version | None) -> Path:
        """A sibling's wheel, built from its tag, or from the checkout."""
        label = str(version) if version else "today"
        place = self._work.parent / "siblings" / f"{one.name}-{label}"
        if not place.exists():
            root = one.root
            if version:
                tag = f"{one.name}-v{version}"
                root = clone(one.root, self._work.parent / "tags" / tag, tag)
            build(root, one.name, place, "--wheel")
        return next(place.glob("*.whl")).resolve()


def _required(wheel: Path) -> list[str]:
    with ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(archive.read(name).decode("utf-8"))
    lines: list[str] = metadata.get_all("Requires-Dist", [])
    return [line for line in lines if "extra ==" not in line]
