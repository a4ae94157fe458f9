"""Installs a wheel as its users will, and runs its tests there."""

from pathlib import Path

from release._commands import tried
from release._distributions import Distribution
from release._environments import LOWEST, NEWEST, Environment, others, plain
from release._floors import floors, lifted, not_imported
from release._problems import Problem, ReleaseError
from release._siblings import Choice, Siblings, required

_CHOICES: dict[str, Choice] = {
    LOWEST: lambda _, fitting: fitting[0] if fitting else None,
    NEWEST: lambda _, fitting: fitting[-1] if fitting else None,
}
_CURES = {
    LOWEST: "raise the floor of what fails in {}, or mend the code",
    NEWEST: "mend the code, or let the range of what fails end before that version in {}",
}
_OTHER_CURE = "keep what it uses of the base packages, or move its range of them in {}"


class Trials:
    """Environments for one distribution, below a folder of their own."""

    def __init__(self, siblings: Siblings, one: Distribution, work: Path) -> None:
        self._siblings = siblings
        self._one = one
        self._work = work

    def lowest(self, wheel: Path) -> list[Problem]:
        """Import all of it with the lowest versions that it declares and no others; then test it.

        The tests have to have these versions, too: else nothing says that it works with them.
        """
        around = self._siblings.around(wheel, [], _CHOICES[LOWEST])
        try:
            found = floors(self._one.name, wheel, around, self._work)
        except ReleaseError as error:
            return [self._not_installed(LOWEST, error)]
        if wrong := not_imported(found):
            return [self._problem(LOWEST, what) for what in wrong]
        if failed := self.alone(wheel, LOWEST):
            return failed
        tested = Environment(self._work, LOWEST).versions
        return [self._problem(LOWEST, what) for what in lifted(found, tested)]

    def alone(self, wheel: Path, which: str, choose: Choice | None = None) -> list[Problem]:
        """Run the tests with the lowest versions that it declares, or with the newest.

        Of its siblings those are installed that `choose` says; else they are low or new as well.
        Siblings are rebuilt from the tags of their releases; one that has none is that of today.
        """
        place = Environment(self._work, which)
        try:
            place.make()
            self._install(place, wheel, choose or _CHOICES[which])
        except ReleaseError as error:
            return [self._not_installed(which, error)]
        words = (str(place.python), "-m", "pytest", *self._pytest())
        # As in the sessions: hypothesis draws the same examples each time, without deadlines.
        done = tried(*words, cwd=self._one.root, env={"CI": "1"})
        said = "\n".join(done.stdout.splitlines()[-12:])
        what = f"its tests fail with the {which} versions:\n{said}"
        return [self._problem(which, what)] if done.returncode else []

    def _problem(self, which: str, what: str) -> Problem:
        declared = self._one.path("pyproject.toml")
        return Problem(which, declared, what, _CURES.get(which, _OTHER_CURE).format(declared))

    def _not_installed(self, which: str, error: ReleaseError) -> Problem:
        cure = "see that what it declares exists, and fits together"
        return Problem(which, self._one.path("pyproject.toml"), error.problem.message, cure)

    def _pytest(self) -> list[str]:
        tests = self._one.path("tests")
        return ["-q", "-c", "pyproject.toml", "-p", "no:cacheprovider", "-W", "default", tests]

    def _install(self, place: Environment, wheel: Path, choose: Choice) -> None:
        """The wheel, what it requires in any extra, and what its tests need."""
        siblings = self._siblings.around(wheel, self._one.for_tests, choose)
        lines = others(required(wheel), {self._one.name, *siblings})
        group = f"{self._one.folder / 'pyproject.toml'}:test"
        place.install(str(wheel), [plain(line) for line in lines], siblings, "--group", group)
