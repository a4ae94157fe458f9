"""Tries released plugins with the base packages that come next, and the reverse."""

import tempfile
from pathlib import Path
from typing import NamedTuple

from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

from release._distributions import Distribution
from release._problems import Problem
from release._siblings import Choice, Siblings, required
from release._trials import Trials

BASES = ("castle-aigr", "castle-monorail")
"""The packages that all others are built on."""
NEW_BASE, OLD_BASE = "new-base", "released-base"


class Cell(NamedTuple):
    """One distribution, and what it is tried with."""

    name: str
    """The distribution."""
    which: str
    """Whether the base packages are those of today, and it is the released one, or the reverse."""

    def __str__(self) -> str:
        both = (
            ("as it was released", "today's base packages")
            if self.which == NEW_BASE
            else ("as it is today", "the released base packages")
        )
        return f"{self.name} {both[0]}, with {both[1]}"


def cells(known: dict[str, Distribution], bases: tuple[str, ...] = BASES) -> list[Cell]:
    """The pairs to try: none before the first release of a base package and of a plugin."""
    plugins = [name for name in known if name not in bases and known[name].released]
    is_released = any(known[name].released for name in bases if name in known)
    new = [Cell(name, NEW_BASE) for name in plugins]
    old = [Cell(name, OLD_BASE) for name in known if name not in bases]
    return [*new, *(old if is_released else [])]


def try_cells(
    known: dict[str, Distribution], bases: tuple[str, ...] = BASES, *, names: list[str]
) -> list[Problem]:
    """Run the tests of each cell, or only of those of named distributions; tell how each went."""
    found: list[Problem] = []
    chosen = [cell for cell in cells(known, bases) if not names or cell.name in names]
    if not chosen:
        print("nothing of this was released yet: there is nothing to be compatible with")
    with tempfile.TemporaryDirectory(prefix="cells-") as place:
        siblings = Siblings(known, Path(place).resolve() / "siblings")
        for number, cell in enumerate(chosen):
            work = Path(place).resolve() / str(number)
            work.mkdir()
            found += _tried(siblings, cell, bases, work)
    return found


def _tried(siblings: Siblings, cell: Cell, bases: tuple[str, ...], work: Path) -> list[Problem]:
    one, version = siblings.known[cell.name], None
    if cell.which == NEW_BASE:
        version = one.released[-1]
        root = siblings.sources(one, version)
        one = Distribution(root, root / one.path())
    wheel = siblings.wheel(siblings.known[cell.name], version)
    choose = _choice(cell.which, bases)
    around = siblings.around(wheel, one.for_tests, choose)
    if shut_out := _shut_out([wheel, *around.values()]):
        print(f"{cell}: not to be installed together, {shut_out}")
        return []
    problems = Trials(siblings, one, work).alone(wheel, cell.which, choose)
    print(f"{cell}: {'FAILED' if problems else 'works'}")
    return problems


def _choice(which: str, bases: tuple[str, ...]) -> Choice:
    """The newest released version of one sort, and of the other what is there today."""

    def choose(other: Distribution, fitting: list[Version]) -> Version | None:
        is_released = (other.name in bases) == (which == OLD_BASE)
        return fitting[-1] if fitting and is_released else None

    return choose


def _shut_out(wheels: list[Path]) -> str:
    """Which of these does not admit another: ranges that say so are kept to."""
    versions = dict(parse_wheel_filename(path.name)[:2] for path in wheels)
    for wheel in wheels:
        for line in required(wheel):
            version = versions.get(canonicalize_name(line.name))
            if version and not line.specifier.contains(version, prereleases=True):
                return f"{'-'.join(wheel.name.split('-')[:2])} requires {line}"
    return ""
