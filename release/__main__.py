"""The command: `check`, `bump`, `fragments`, `cells` and `rehearse`."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from release._bumping import LEVELS, bump
from release._cells import try_cells
from release._distributions import Distribution, changed, read_distributions
from release._fragments import missing_fragments
from release._problems import Problem, ReleaseError
from release._rehearsing import rehearse

if TYPE_CHECKING:
    from release._checking import Report

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Do what the command line says; 1 when anything is wrong."""
    arguments = _parser().parse_args()
    try:
        found: list[Problem] = arguments.work(arguments)
    except ReleaseError as error:
        found = [error.problem]
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="release", description=__doc__)
    commands = parser.add_subparsers(required=True)
    checks = commands.add_parser("check", help="prove that distributions can be released")
    checks.add_argument("names", nargs="*", metavar="DISTRIBUTION")
    checks.add_argument("--changed", action="store_true", help="all that changed since their tags")
    checks.add_argument("--json", type=Path, metavar="FILE", help="write the report as JSON")
    checks.add_argument("--sbom", type=Path, metavar="FOLDER", help="write a parts list for each")
    checks.add_argument("--keep", type=Path, metavar="FOLDER", help="keep what was proved there")
    checks.add_argument("--quick", action="store_true", help="leave out what installs and tests")
    checks.set_defaults(work=_check)
    bumps = commands.add_parser("bump", help="give a distribution its next version")
    bumps.add_argument("name", metavar="DISTRIBUTION")
    bumps.add_argument("level", choices=LEVELS)
    bumps.add_argument("--dry-run", action="store_true", help="only show what would change")
    bumps.set_defaults(work=_bump)
    fragments = commands.add_parser("fragments", help="see that every change has its fragment")
    fragments.set_defaults(work=lambda _: missing_fragments(read_distributions(ROOT)))
    pairs = commands.add_parser("cells", help="try what was released with what comes next")
    pairs.add_argument("names", nargs="*", metavar="DISTRIBUTION")
    pairs.set_defaults(work=lambda given: try_cells(read_distributions(ROOT), names=given.names))
    rehearsal = commands.add_parser("rehearse", help="publish to an index of our own, and install")
    rehearsal.add_argument("--wheels", type=Path, default=ROOT / "dist", metavar="FOLDER")
    rehearsal.set_defaults(work=lambda given: rehearse(ROOT, given.wheels))
    return parser


def _check(given: argparse.Namespace) -> list[Problem]:
    from release._checking import check  # noqa: PLC0415  # with tools that nothing else needs

    known = read_distributions(ROOT)
    names = changed(known) if given.changed else given.names
    if not names and not given.changed:
        what, cure = "no distribution is named, so nothing is proved", "name some, or --changed"
        raise ReleaseError("names", "packages", what, cure)
    chosen = _chosen(known, names)
    _make_places(given.sbom, given.keep, file=given.json)
    report = check(known, chosen, quick=given.quick, parts=given.sbom, keep=given.keep)
    _tell(report)
    if given.json:
        given.json.write_text(json.dumps(report.to_json(), indent=1) + "\n", encoding="utf-8")
    return report.problems


def _make_places(*folders: Path | None, file: Path | None) -> None:
    """Make what is written to at the end, so that no long proof is lost for want of a folder."""
    try:
        for folder in filter(None, (*folders, file and file.parent)):
            folder.mkdir(parents=True, exist_ok=True)
        if file:
            file.write_text("", encoding="utf-8")
    except OSError as error:
        what = f"it cannot be written: {error.strerror}"
        cure = "name another place for what is found"
        raise ReleaseError("files", str(error.filename), what, cure) from None


def _chosen(known: dict[str, Distribution], names: list[str]) -> list[Distribution]:
    unknown = sorted(set(names) - set(known))
    if unknown:
        cure = f"the distributions are {', '.join(known)}"
        raise ReleaseError("names", "packages", f"there is no {', '.join(unknown)}", cure)
    return [known[name] for name in names]


def _tell(report: "Report") -> None:
    for step in report.steps:
        print(f"{'fine' if step.ok else 'FAILED':7}{step.distribution:32}{step.name}")
    if report.plan:
        print(f"release in this order: {', '.join(report.plan)}")


def _bump(given: argparse.Namespace) -> list[Problem]:
    known = read_distributions(ROOT)
    (chosen,) = _chosen(known, [given.name])
    print(*bump(known, chosen, given.level, dry_run=given.dry_run), sep="\n")
    if given.dry_run:
        print("nothing of this is written")
    else:
        title = f"{given.name} {read_distributions(ROOT)[given.name].version}"
        print(f'written; commit all of it: git add packages && git commit --message "{title}"')
    return []


if __name__ == "__main__":
    sys.exit(main())
