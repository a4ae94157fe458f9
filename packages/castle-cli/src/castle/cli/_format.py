import difflib
import errno
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import click

from castle.aigr import Diagnostic, DiagnosticError, to_json
from castle.cli._options import allow_option, json_option, trusted
from castle.cli._reporting import answer, reporting, say, tell, unreadable
from castle.cli._sources import reader_option, reading
from castle.cli._status import Status
from castle.monorail.loader import build

if TYPE_CHECKING:
    from castle.monorail.abcs import ReaderABC, WriterABC

_SUFFIXES = (".Moat", ".Castle")
_STDIN = Path("-")


class Formatted(NamedTuple):
    """A file before and after."""

    shown: str
    """How the file is called."""
    before: str
    """Its text as it is."""
    after: str
    """Its text in canonical style."""

    @property
    def is_changed(self) -> bool:
        """Whether it is not in canonical style."""
        return self.before != self.after


@click.command(short_help="Write source files in canonical style.")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, readable=False),
    metavar="FILES...",
)
@click.option("--check", is_flag=True, help="Change nothing; name files that are not in style.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would be changed.")
@click.option(
    "--stdin-filename",
    default="stdin.Castle",
    show_default=True,
    metavar="NAME",
    help="What standard input is called, when it is read.",
)
@reader_option
@json_option
@allow_option
def format(
    files: tuple[Path, ...],
    check: bool,
    diff: bool,
    stdin_filename: str,
    reader: str,
    as_json: bool,
    allow: tuple[str, ...],
) -> None:
    """Write FILES, and all source files below folders among them, in canonical style.

    Files are read alone: what they import need not be there. Comments are kept, and a file is
    replaced only when that changes it. `-` is standard input, written to standard output.
    """
    if _STDIN in files and len(files) > 1:
        raise click.UsageError("`-` stands alone: one text is read, and one is written")
    with reporting(as_json=as_json):
        stages = _Stages(reader, trusted(allow).allow)
    work = _Work(stages, writes=not (check or diff))
    if files == (_STDIN,):
        work.stream(stdin_filename)
    else:
        work.files(files)
    _tell(work, check=check, diff=diff, as_json=as_json)


class _Stages:
    """A reader and a writer, one after the other."""

    def __init__(self, reader: str, allow: Sequence[str]) -> None:
        settings = reading(reader, [_STDIN]).sections[0].values  # each file is named as it is read
        self._reader: ReaderABC = build("readers", settings, allow=allow)
        self._writer: WriterABC = build("writers", {"module": "source"})

    def formatted(self, path: Path, folder: Path) -> str:
        """The text of a file in canonical style; it is written to a folder on the way.

        Raises:
            DiagnosticError: it has errors.
        """
        self._writer.write(self._reader.parse([path]), folder)
        return (folder / path.name).read_bytes().decode("utf-8")


class _Work:
    """All files that are formatted in one run."""

    def __init__(self, stages: _Stages, *, writes: bool) -> None:
        self._stages = stages
        self._writes = writes
        self.changed: list[Formatted] = []
        """Those that were not in canonical style."""
        self.problems: list[Diagnostic] = []
        """What is wrong with the others."""
        self.streamed: str | None = None
        """The text for standard output, when it was standard input that was formatted."""

    def files(self, paths: Sequence[Path]) -> None:
        """Format files; one that cannot be formatted keeps no other from it."""
        with TemporaryDirectory(prefix="castle-format-") as folder:
            for path in _found(paths):
                try:
                    self._file(path, Path(folder))
                except DiagnosticError as error:
                    self.problems += error.diagnostics
                except OSError as error:
                    self.problems.append(unreadable(error))

    def _file(self, path: Path, folder: Path) -> None:
        content = path.read_bytes() if path.is_file() else b""  # the reader tells what else it is
        done = _compared(str(path), content, self._stages.formatted(path, folder))
        if not done.is_changed:
            return
        if self._writes:
            _replace(path, content, done.after)
        self.changed.append(done)

    def stream(self, name: str) -> None:
        """Format standard input."""
        content = sys.stdin.buffer.read() if sys.stdin is not None else b""
        with TemporaryDirectory(prefix="castle-format-") as folder:
            path = Path(folder) / Path(name).name
            path.write_bytes(content)
            try:
                after = self._stages.formatted(path, path.parent / "formatted")
            except DiagnosticError as error:
                self.problems += _renamed(error.diagnostics, name)
                return
        done = _compared(name, content, after)
        self.streamed = done.after
        if done.is_changed:
            self.changed.append(done)


def _found(paths: Sequence[Path]) -> Iterator[Path]:
    """The files, and those below folders in the order of their names; hidden ones are left out."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.endswith(_SUFFIXES) and not name.startswith("."):
                    yield Path(folder, name)


def _compared(shown: str, content: bytes, after: str) -> Formatted:
    """A text with the one it becomes, which has the line ends that the first line has."""
    before = content.decode("utf-8")
    if before.partition("\n")[0].endswith("\r"):
        after = after.replace("\n", "\r\n")
    return Formatted(shown, before, after)


def _replace(path: Path, content: bytes, after: str) -> None:
    """Put another text in the place of a file, which is whole at any time."""
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(after.encode("utf-8"))
        shutil.copymode(target, temporary)
        if target.read_bytes() != content:
            raise OSError(errno.EBUSY, "it was changed while it was formatted", str(path))
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _renamed(found: Sequence[Diagnostic], name: str) -> Sequence[Diagnostic]:
    """Diagnostics of a file that people know by another name."""
    for diagnostic in found:
        for place in (diagnostic.location, *(note.location for note in diagnostic.notes)):
            if place is not None:
                place.file.path = name
    return found


def _tell(work: _Work, *, check: bool, diff: bool, as_json: bool) -> None:
    tell(work.problems)
    names = [done.shown for done in work.changed]
    if as_json:
        problems = [to_json(found) for found in work.problems]
        answer({"changed": names, "diagnostics": problems})
    elif diff:
        click.echo("".join(map(_difference, work.changed)), nl=False)
    elif check:
        click.echo("".join(f"{name}\n" for name in names), nl=False)
    elif work.streamed is not None:
        _give(work.streamed)
    elif names:
        say("\n".join(f"formatted {name}" for name in names))
    if work.problems or (check and names):
        sys.exit(Status.INPUT_HAS_ERRORS)


def _give(text: str) -> None:
    if sys.stdout is None:
        raise OSError(errno.EBADF, "standard output is closed")
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def _difference(done: Formatted) -> str:
    lines = difflib.unified_diff(
        done.before.splitlines(keepends=True),
        done.after.splitlines(keepends=True),
        done.shown,
        f"{done.shown} (formatted)",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
