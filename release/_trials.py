"""Installs a wheel as its users will, and runs its tests there."""

import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from release._commands import run, tried
from release._distributions import Distribution
from release._problems import Problem, ReleaseError
from release._siblings import Choice, Siblings, required

LOWEST, NEWEST = "lowest", "newest"
_CHOICES: dict[str, Choice] = {
    LOWEST: lambda _, fitting: fitting[0] if fitting else None,
    NEWEST: lambda _, fitting: fitting[-1] if fitting else None,
}
_PYTHON = "3.11"


class Trials:
    """Environments for one distribution, below a folder of their own."""

    def __init__(self, siblings: Siblings, one: Distribution, work: Path) -> None:
        self._siblings = siblings
        self._one = one
        self._work = work

    def alone(self, wheel: Path, which: str, choose: Choice | None = None) -> list[Problem]:
        """Run the tests with the lowest versions that it declares, or with the newest.

        Of its siblings those are installed that `choose` says; else they are low or new as well.
        Siblings are rebuilt from the tags of their releases; one that has none is that of today.
        """
        try:
            python = self._environment(which)
            self._install(python, wheel, which, choose or _CHOICES[which])
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

    def _install(self, python: Path, wheel: Path, which: str, choose: Choice) -> None:
        lines = required(wheel)
        siblings = self._siblings.around(wheel, self._one.for_tests, choose)
        pinned = self._work / f"{which}.txt"
        pinned.write_text("".join(f"{name} @ {path.as_uri()}\n" for name, path in siblings.items()))
        # What a wheel requires is low only where it is asked for by itself; its extras are, too.
        own = {self._one.name, *siblings}
        asked = [_plain(line) for line in lines if canonicalize_name(line.name) not in own]
        group = f"{self._one.folder / 'pyproject.toml'}:test"
        resolution = "lowest-direct" if which == LOWEST else "highest"
        command: list[str | Path] = ["uv", "pip", "install", "--quiet", "--no-sources"]
        command += ["--python", python, "--resolution", resolution]
        command += ["--constraints", pinned, "--group", group, wheel, *asked]
        free = dict.fromkeys(("UV_CONSTRAINT", "UV_BUILD_CONSTRAINT", "UV_EXCLUDE_NEWER"))
        run(*command, cwd=self._work, env={**free, "UV_NO_CONFIG": "1"})


def _plain(line: Requirement) -> str:
    """A requirement without the extra that it is in."""
    plain = Requirement(str(line))
    if plain.marker and "extra" in str(plain.marker):
        plain.marker = None
    return str(plain)
