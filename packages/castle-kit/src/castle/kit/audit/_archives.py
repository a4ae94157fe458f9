"""Wheels and source distributions as what they hold."""

import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from email.message import Message
from email.parser import Parser
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)

from castle.aigr import AigrError
from castle.kit.audit._levels import NAMESPACE, leaves_among

_WHEEL: Final = ".whl"
_SDIST: Final = ".tar.gz"
_IMPORTED: Final = ("purelib", "platlib")
"""The folders of a wheel's data that are installed where its packages are."""
_NO_SOURCES: Final = ("tests", "test", "docs", "doc", "examples", "benchmarks")


class ArchiveError(AigrError):
    """A file that cannot be read as a wheel or source distribution."""


class Archive:
    """A wheel or source distribution."""

    def __init__(self, file: str, name: str, version: str, files: Mapping[str, bytes]) -> None:
        self.file = file
        """The name of its file."""
        self.name = name
        """The distribution's name, normalised."""
        self.version = version
        """The version that its file is called after."""
        self.files = files
        """Everything in it, by path; of a source distribution without the folder at the top."""
        self.is_wheel = file.endswith(_WHEEL)
        """Whether it is a wheel."""

    @cached_property
    def installed(self) -> dict[str, bytes]:
        """The files that can be imported, by their path in an installation."""
        if self.is_wheel:
            return dict(self._beside_metadata())
        source = source_folder(self.files)
        inner = {
            path.removeprefix(source): data
            for path, data in self.files.items()
            if path.startswith(source)
        }
        below = (f"{NAMESPACE}/", f"{NAMESPACE}.", f"{NAMESPACE}_")
        return inner if source else {p: d for p, d in inner.items() if p.startswith(below)}

    def _beside_metadata(self) -> Iterator[tuple[str, bytes]]:
        data_folder = f"{self.about.removesuffix('.dist-info')}.data/"
        for path, data in self.files.items():
            if path.startswith(data_folder):
                scheme, _, inner = path.removeprefix(data_folder).partition("/")
                if scheme in _IMPORTED:  # scripts, headers and data go elsewhere
                    yield inner, data
            elif not path.startswith(f"{self.about}/"):
                yield path, data

    @cached_property
    def is_private(self) -> bool:
        """Whether it has nothing to do with the namespace, as what a company keeps to itself."""
        tops = {path.partition("/")[0].partition(".")[0] for path in self.installed}
        # Of one without any file, what it requires has to tell.
        names = {self.name} if tops else {self.name, *self.required}
        return NAMESPACE not in tops and not any(one.startswith(f"{NAMESPACE}-") for one in names)

    @cached_property
    def about(self) -> str:
        """The folder of a wheel's metadata; that which it should have where there is none."""
        found = [p.parts[0] for p in map(PurePosixPath, self.files) if p.name == "METADATA"]
        fitting = [name for name in found if name.endswith(".dist-info")]
        return fitting[0] if fitting else f"{'-'.join(self.file.split('-')[:2])}.dist-info"

    @cached_property
    def metadata(self) -> Message:
        """What an index shows of it; empty where it is missing."""
        data = self.files.get(self.metadata_path, b"")
        return Parser().parsestr(data.decode("utf-8", "replace"))

    @property
    def metadata_path(self) -> str:
        """The file with its metadata."""
        return f"{self.about}/METADATA" if self.is_wheel else "PKG-INFO"

    @cached_property
    def requirements(self) -> list[Requirement]:
        """The distributions that it requires, extras included; without those that make no sense."""
        return [one for _, one in self.required_lines if one]

    @cached_property
    def required_lines(self) -> list[tuple[str, Requirement | None]]:
        """Each line that requires something, and what it means, or None."""
        found: list[tuple[str, Requirement | None]] = []
        for line in map(str, self.metadata.get_all("Requires-Dist", [])):
            try:
                found.append((line, Requirement(line)))
            except InvalidRequirement:
                found.append((line, None))
        return found

    @cached_property
    def required(self) -> set[str]:
        """The names of the distributions that it requires, normalised."""
        return {canonicalize_name(one.name) for one in self.requirements}

    @cached_property
    def packages(self) -> set[str]:
        """The folders below the namespace, and it itself, that are packages or say so."""
        return {
            path.rpartition("/")[0]
            for path in self.installed
            if path.startswith(f"{NAMESPACE}/") and path.endswith(("/__init__.py", "/py.typed"))
        }

    @cached_property
    def leaves(self) -> frozenset[str]:
        """The topmost of its packages that can be its own."""
        return leaves_among(self.packages)


def source_folder(paths: Iterable[str]) -> str:
    """The folder that holds the namespace in sources, such as `src/`, or `python/`, or nothing."""
    outer = {path.partition("/")[0] for path in paths if path.split("/")[1:2] == [NAMESPACE]}
    inner = {path.partition("/")[0] for path in paths if path.endswith(".py")}
    if "src" in outer or ("src" in inner and outer.isdisjoint(inner - set(_NO_SOURCES))):
        return "src/"
    if NAMESPACE in inner:
        return ""
    found = sorted(outer - set(_NO_SOURCES))
    return f"{found[0]}/" if found else ""


def open_archive(path: Path) -> Archive:
    """Read a wheel or source distribution.

    Raises:
        ArchiveError: it is none, or damaged.
    """
    try:
        if path.name.endswith(_WHEEL):
            name, version, *_ = parse_wheel_filename(path.name)
            return Archive(path.name, name, str(version), _zipped(path))
        name, version = parse_sdist_filename(path.name)
        return Archive(path.name, name, str(version), _tarred(path))
    except (InvalidWheelFilename, InvalidSdistFilename) as error:
        message = f"expected a file called NAME-VERSION-...{_WHEEL} or NAME-VERSION{_SDIST}"
        raise ArchiveError(message) from error
    except OSError as error:
        raise ArchiveError(error.strerror or str(error)) from error
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        zlib.error,
        EOFError,
        NotImplementedError,
    ) as error:
        raise ArchiveError(f"it is damaged: {error}") from error
    except RuntimeError as error:  # what zipfile says of members that need a password
        raise ArchiveError(str(error)) from error


def _zipped(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        members = [one for one in archive.infolist() if not one.is_dir()]
        _check_names([one.filename for one in members])
        return {one.filename: archive.read(one) for one in members}


def _tarred(path: Path) -> dict[str, bytes]:
    with tarfile.open(path, "r:gz") as archive:
        members = [one for one in archive.getmembers() if not one.isdir()]
        odd = [one.name for one in members if not one.isfile()]
        if odd:
            raise ArchiveError(f"`{odd[0]}` is a link or device, and no file")
        _check_names([one.name for one in members])
        files = {one.name: archive.extractfile(one) for one in members}
        tops = {name.partition("/")[0] for name in files}
        if len(tops) != 1:
            raise ArchiveError("expected one folder at its top, which holds everything")
        return {name.partition("/")[2]: file.read() for name, file in files.items() if file}


def _check_names(names: list[str]) -> None:
    for name, count in Counter(names).items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            raise ArchiveError(f"`{name}` would be installed outside of its place")
        if count > 1:
            raise ArchiveError(f"`{name}` is in it {count} times")
