"""Every proof that a distribution needs before it is released, in order."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from castle.kit.audit import audit
from release._building import build_all_ways, is_clean
from release._changelogs import entries, fragments
from release._commands import git
from release._distributions import Distribution
from release._environments import NEWEST
from release._interfaces import breaks
from release._parts import parts_list
from release._plans import concerned, planned, shut_out_by_others, shutting_out_others
from release._problems import Problem, ReleaseError
from release._siblings import Siblings
from release._trials import Trials


@dataclass
class Step:
    """One proof, and what it found."""

    distribution: str
    name: str
    problems: list[Problem]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


@dataclass
class Report:
    """What was proved, and in which order to release."""

    steps: list[Step] = field(default_factory=list)
    plan: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong."""
        return [problem for step in self.steps for problem in step.problems]

    def to_json(self) -> dict[str, Any]:
        """The report, for tools."""
        steps = [
            {
                "distribution": step.distribution,
                "step": step.name,
                "ok": step.ok,
                "problems": [problem._asdict() for problem in step.problems],
            }
            for step in self.steps
        ]
        return {"ok": not self.problems, "steps": steps, "plan": self.plan}


def check(
    known: dict[str, Distribution],
    chosen: list[Distribution],
    *,
    quick: bool = False,
    parts: Path | None = None,
    keep: Path | None = None,
) -> Report:
    """Prove that each distribution can be released; with `quick` without installing anything.

    A parts list of each is written to `parts`; when nothing is wrong, what was proved to `keep`.
    """
    report = Report(plan=planned(known, chosen))
    with tempfile.TemporaryDirectory(prefix="release-") as place:
        siblings = Siblings(known, Path(place).resolve() / "siblings")
        for one in chosen:
            work = Path(place).resolve() / one.name
            work.mkdir()
            _Proofs(siblings, one, work, report).do(quick, parts)
        if keep and not report.problems:
            for archive in Path(place).glob("*/made/*-*"):
                shutil.copy2(archive, keep)
    return report


class _Proofs:
    """The proofs of one distribution."""

    def __init__(self, siblings: Siblings, one: Distribution, work: Path, report: Report) -> None:
        self._siblings, self._known = siblings, siblings.known
        self._one, self._work, self._report = one, work, report
        self._made: list[Path] = []

    def do(self, quick: bool, parts: Path | None) -> None:
        self._step("the tree is clean", self._clean)
        self._step("the version is new", self._new)
        self._step("the changelog tells of it", self._told)
        self._step("what is built is the same everywhere", self._built)
        self._step("the audit finds nothing", self._audited)
        self._step("nothing public broke", lambda: breaks(self._one))
        self._step("dependants admit it", lambda: shut_out_by_others(self._known, self._one))
        self._step("it admits its siblings", lambda: shutting_out_others(self._known, self._one))
        wheel = next((path for path in self._made if path.suffix == ".whl"), None)
        if wheel and parts:
            parts.mkdir(parents=True, exist_ok=True)
            (parts / f"{wheel.stem}.cdx.json").write_text(parts_list(wheel), encoding="utf-8")
        if wheel and not quick:
            trials = Trials(self._siblings, self._one, self._work)
            self._step("it works with the lowest", lambda: trials.lowest(wheel))
            self._step("it works with the newest", lambda: trials.alone(wheel, NEWEST))

    def _step(self, name: str, proof: Callable[[], list[Problem]]) -> None:
        try:
            problems = proof()
        except ReleaseError as error:
            problems = [error.problem]
        self._report.steps.append(Step(self._one.name, name, problems))

    def _clean(self) -> list[Problem]:
        words = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all")
        return is_clean(git(self._one.root, *words, "--", *concerned(self._known, self._one)))

    def _new(self) -> list[Problem]:
        if self._one.version not in self._one.released:
            return []
        what = f"{self._one.tag} is a tag already"
        cure = f"nox -s bump -- {self._one.name} patch, minor or major"
        return [Problem("version", self._one.path("pyproject.toml"), what, cure)]

    def _told(self) -> list[Problem]:
        one, path = self._one, self._one.path("CHANGELOG.md")
        entry = entries(one).get(str(one.version))
        level = "patch, minor or major" if one.is_released else "release"
        cure = f"nox -s bump -- {one.name} {level}"
        found: list[Problem] = []
        if entry is None:
            what = f"it has no entry `## {one.version} - DATE`"
            first = "" if fragments(one) else f"say what is new in {one.path('changelog.d')}, then "
            found.append(Problem("changelog", path, what, f"{first}{cure}"))
        elif not entry.is_dated:
            what = f"its entry for {one.version} is dated `{entry.date}`"
            found.append(Problem("changelog", path, what, cure))
        if entry is not None and entry.is_empty:
            what = f"its entry for {one.version} is empty"
            found.append(Problem("changelog", path, what, "say what users notice"))
        for file in fragments(one):
            what = f"it is not in the entry for {one.version} yet"
            found.append(Problem("changelog", one.path("changelog.d", file.name), what, cure))
        return found

    def _built(self) -> list[Problem]:
        self._made, found = build_all_ways(self._one, self._work)
        return found

    def _audited(self) -> list[Problem]:
        names = {path.name for path in self._made}
        built = sorted((self._one.root / "dist").glob("*.whl"))  # what it will meet
        others = [path for path in built if path.name not in names]
        found = [one for one in audit([*self._made, *others]) if one.archive in names]
        found += audit(self._made, checkout=self._one.folder)
        return [
            Problem("audit", f"{one.archive}: {one.path}", f"{one.code}: {one.message}", one.help)
            for one in dict.fromkeys(found)
        ]
