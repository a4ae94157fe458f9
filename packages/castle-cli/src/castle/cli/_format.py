import difflib
import errno
import gc
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import format_exception
from typing import TYPE_CHECKING, NamedTuple

import click

from castle.aigr import Diagnostic, DiagnosticError, Note, Severity, to_json
from castle.cli._folders import programs
from castle.cli._options import allow_option, json_option, traceback_option, trusted
from castle.cli._output import give, require_output
from castle.cli._reporting import answer, plugins_at_work, say, tell, unreadable
from castle.cli._sources import reader_option, reading
from castle.cli._status import Status
from castle.monorail.loader import build

if TYPE_CHECKING:
    from castle.monorail.abcs import ReaderABC, WriterABC

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
@traceback_option
def format(
    files: tuple[Path, ...],
    check: bool,
    diff: bool,
    stdin_filename: str,
    reader: str,
    as_json: bool,
    allow: tuple[str, ...],
    traceback: bool,
) -> None:
    """Write FILES, and all source files below folders among them, in canonical style.

    Files are read alone: what they import need not be there. Comments are kept, and a file is
    replaced only when that changes it. `-` is standard input, written to standard output.
    """
    if _STDIN in files and len(files) > 1:
        raise click.UsageError("`-` stands alone: one text is read, and one is written")
    with plugins_at_work(as_json=as_json, traceback=traceback):
        work = _Work(_Stages(reader, trusted(allow).allow), not (check or diff), traceback)
        # All is imported and built; from here on there may be garbage, but not in that.
        gc.freeze()
        gc.enable()
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
        self.suffixes = self._reader.suffixes
        """How the names of source files end."""

    def formatted(self, path: Path, folder: Path) -> str:
        """The text of a file in canonical style; it is written to a folder on the way.

        Raises:
            DiagnosticError: it has errors.
        """
        self._writer.write(self._reader.parse([path]), folder)
        return (folder / path.name).read_bytes().decode("utf-8")


class _Work:
    """All files that are formatted in one run."""

    def __init__(self, stages: _Stages, writes: bool, traceback: bool) -> None:
        self._stages = stages
        self._writes = writes
        self._traceback = traceback
        self.changed: list[Formatted] = []
        """Those that were not in canonical style."""
        self.problems: list[Diagnostic] = []
        """What is wrong with the others."""
        self.streamed: str | None = None
        """The text for standard output, when it was standard input that was formatted."""

    def files(self, paths: Sequence[Path]) -> None:
        """Format files; one that cannot be formatted keeps no other from it."""
        found = programs(paths, self._stages.suffixes)
        self.problems += found.problems
        with TemporaryDirectory(prefix="castle-format-") as folder:
            for path in chain.from_iterable(found.files):
                with self._noting(str(path)):
                    self._file(path, Path(folder))

    def stream(self, name: str) -> None:
        """Format standard input."""
        content = sys.stdin.buffer.read() if sys.stdin is not None else b""
        # In the folder its path is its name, and that is what messages say.
        with TemporaryDirectory(prefix="castle-format-") as folder, chdir(folder):
            self._stream(name, content)

    def _stream(self, name: str, content: bytes) -> None:
        path = Path(Path(name).name)
        with self._noting(name):
            path.write_bytes(content)
            done = _compared(name, content, self._stages.formatted(path, Path("formatted")))
            self.streamed = done.after
            self.changed += [done] if done.is_changed else []

    @contextmanager
    def _noting(self, name: str) -> Iterator[None]:
        """Note what goes wrong with a file, and go on with the next."""
        try:
            yield
        except DiagnosticError as error:
            self.problems += _renamed(error.diagnostics, name)
        except OSError as error:
            self.problems.append(unreadable(error))
        except Exception as error:
            if self._traceback:
                click.echo("".join(format_exception(error)), err=True, nl=False)
            self.problems.append(_mistake(name, error))

    def _file(self, path: Path, folder: Path) -> None:
        content = path.read_bytes() if path.is_file() else b""  # the reader tells what else it is
        done = _compared(str(path), content, self._stages.formatted(path, folder))
        if not done.is_changed:
            return
        if self._writes:
            _replace(path, content, done.after)
        self.changed.append(done)


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
    """Diagnostics of a file, by the name that people gave it."""
    for diagnostic in found:
        for place in (diagnostic.location, *(note.location for note in diagnostic.notes)):
            if place is not None:
                place.file.path = name
    return found


def _mistake(name: str, error: Exception) -> Diagnostic:
    """What is told when the reader or the writer fails by itself."""
    said = " ".join(f"{type(error).__name__}: {error}".split())
    message = f"{name} could not be formatted, because of an error of its own: {said}"
    note = Note("this is a mistake in the reader or the writer, not in the file")
    help_ = "`--traceback` shows where"
    return Diagnostic("CAS0820", Severity.ERROR, message, notes=(note,), help=help_)


def _tell(work: _Work, *, check: bool, diff: bool, as_json: bool) -> None:
    tell(work.problems)
    names = [done.shown for done in work.changed]
    if as_json:
        problems = [to_json(found) for found in work.problems]
        answer({"changed": names, "diagnostics": problems})
    elif diff:
        give("".join(map(_difference, work.changed)), nl=False)
    elif check:
        give("".join(f"{name}\n" for name in names), nl=False)
    elif work.streamed is not None:
        require_output()
        sys.stdout.buffer.write(work.streamed.encode("utf-8"))
        sys.stdout.buffer.flush()
    elif names:
        say("\n".join(f"formatted {name}" for name in names))
    if work.problems or (check and names):
        sys.exit(Status.INPUT_HAS_ERRORS)


def _difference(done: Formatted) -> str:
    lines = difflib.unified_diff(
        done.before.splitlines(keepends=True),
        done.after.splitlines(keepends=True),
        done.shown,
        f"{done.shown} (formatted)",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
