"""Files that follow from files: each is read once, what it imports before it."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from castle.aigr import Import, ImportFrom, Location, Note, SourceFile, SourceNS
from castle.readers.source._breaks import Breaks
from castle.readers.source._closest import did_you_mean
from castle.readers.source._files import CONTRACT, SUFFIXES, load, shown
from castle.readers.source._problems import Code, Problems
from castle.readers.source._syntax._source import parse

_RESERVED = "castle"
_is_name = re.compile(r"[A-Za-z_][A-Za-z0-9_]*").fullmatch


@dataclass(slots=True, eq=False)
class Unit:
    """One file that was read."""

    path: Path
    """Where it is, as it was found."""
    file: SourceFile
    """Its text."""
    space: SourceNS
    """What it holds."""
    imports: list[tuple[Import | ImportFrom, "list[Unit]"]] = field(default_factory=list)
    """The files behind each of its imports."""
    contract: "Unit | None" = None
    """Of a `.Castle` file the `.Moat` file beside it, if there is one."""
    is_stub: bool = False
    """Whether the bodies of its implementations were left out: they are known to be right."""
    key: str = field(init=False)
    """What no other file is called, whichever way it was found."""

    def __post_init__(self) -> None:
        self.key = _key(self.path)

    @property
    def is_contract(self) -> bool:
        """Whether it is a `.Moat` file."""
        return self.path.suffix == CONTRACT


class Importer:
    """Reads files and all that they import."""

    def __init__(
        self,
        roots: Sequence[Path],
        problems: Problems,
        breaks: Breaks,
        stub: Callable[[str, SourceFile], str | None] = lambda key, file: None,
    ) -> None:
        self.units: list[Unit] = []
        """All files, each behind what it imports."""
        self._roots = roots
        self._problems = problems
        self._breaks = breaks
        self._stub = stub
        self._missing: set[str] = set()
        self._known: dict[str, Unit | None] = {}
        self._folders: dict[str, tuple[str, Unit]] = {}
        self._origin: Path | None = None

    def read(self, path: Path) -> None:
        """Read a file, and then all that it imports that was not read before."""
        self._read_all(self._first(path))

    def read_alone(self, path: Path) -> None:
        """Read a file, and nothing that it imports."""
        unit = self._first(path)
        if unit is not None:
            self.units.append(unit)

    def _first(self, path: Path) -> Unit | None:
        """Read a file that was asked for by its path, unless it was read before."""
        is_there = os.path.lexists(path) or "\0" in os.fspath(path)
        if path.suffix not in SUFFIXES and is_there and not path.is_dir():
            message = f"{shown(path)} is no Castle source file"
            self._problems.report(
                Code.FILE_NAME, message, None, help="their names end in .Moat or .Castle"
            )
            return None
        self._origin = self._origin or Path(os.path.abspath(path)).parent
        return self._load(path, None) if _key(path) not in self._known else None

    def _read_all(self, first: Unit | None) -> None:
        """Read depth first, without recursion: a chain of imports may be long."""
        stack = [(first, self._needs(first))] if first else []
        while stack:
            unit, needs = stack[-1]
            needed = next(needs, None)
            if needed is not None:
                stack.append((needed, self._needs(needed)))
            else:
                self.units.append(unit)
                stack.pop()

    def _needs(self, unit: Unit) -> Iterator[Unit]:
        """Yield the files that a file needs and that were not read before; link them all."""
        contract = unit.path.with_suffix(CONTRACT)
        if not unit.is_contract and os.path.lexists(contract):
            fresh = _key(contract) not in self._known
            unit.contract = self._unit(contract, None)
            if fresh and unit.contract is not None:
                yield unit.contract
        for one in unit.space.imports:
            linked: list[Unit] = []
            unit.imports.append((one, linked))
            for path in self._find(one, unit):
                fresh = _key(path) not in self._known
                found = self._unit(path, one.location)
                if found is not None:
                    linked.append(found)
                    if fresh:
                        yield found

    def _unit(self, path: Path, asked: Location | None) -> Unit | None:
        key = _key(path)
        return self._known[key] if key in self._known else self._load(path, asked)

    def _load(self, path: Path, asked: Location | None) -> Unit | None:
        unit = self._known[_key(path)] = self._make(path, asked)
        return unit

    def _make(self, path: Path, asked: Location | None) -> Unit | None:
        file = load(path, self._problems, asked)
        if file is None or file.text is None or not self._is_usable(path, asked):
            self._problems.is_blind = True
            return None
        self._problems.begin(file)
        source = os.path.relpath(os.path.abspath(path), self._origin)
        name, place = path.stem, Path(source).as_posix()
        breaks = self._breaks.get(file.path, ())
        stub = self._stub(_key(path), file)
        text = file.text if stub is None else stub
        space = parse(file, text, name, place, self._problems, breaks)
        unit = Unit(path, file, space, is_stub=stub is not None)
        self._check_folder(unit, asked)
        return unit

    def _is_usable(self, path: Path, asked: Location | None) -> bool:
        if _is_name(path.stem) and path.stem != _RESERVED:
            return True
        reason = "is taken" if path.stem == _RESERVED else "is no name"
        message = f"{shown(path)} would be the namespace `{path.stem}`, which {reason}"
        self._problems.report(Code.FILE_NAME, message, asked, help="rename the file")
        return False

    def _check_folder(self, unit: Unit, asked: Location | None) -> None:
        folder = os.path.dirname(_key(unit.path))
        known, other = self._folders.setdefault(unit.space.name, (folder, unit))
        if known != folder:
            message = f"there are two namespaces `{unit.space.name}`: {shown(unit.path)}"
            note = Note(f"the other one is {shown(other.path)}")
            self._problems.report(Code.TWO_FOLDERS, message, asked, note, help="rename one of them")

    def _find(self, one: Import | ImportFrom, unit: Unit) -> list[Path]:
        folders = [unit.path.parent, *self._roots]
        for folder in folders:
            files = [folder / f"{one.namespace}{end}" for end in SUFFIXES]
            found = [path for path in files if os.path.lexists(path)]
            if found:
                return found
        if one.namespace not in self._missing:
            self._missing.add(one.namespace)
            self._report_missing(one, folders)
        return []

    def _report_missing(self, one: Import | ImportFrom, folders: list[Path]) -> None:
        name = one.namespace
        message = f"there is no file {name}.Moat or {name}.Castle to import"
        notes = [Note(f"looked in the folder {shown(folder)}") for folder in folders]
        help_ = did_you_mean(name, [stem for folder in folders for stem in _stems(folder)])
        self._problems.report(Code.NO_IMPORT, message, one.location, *notes, help=help_)


def _key(path: Path) -> str:
    try:
        return os.path.realpath(path)
    except ValueError:  # no file can have it, which shows when it is read
        return os.fspath(path)


def _stems(folder: Path) -> list[str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [Path(n).stem for n in names if Path(n).suffix in SUFFIXES]
