"""Whether an archive holds what git tracks, and nothing else."""

import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from packaging.utils import canonicalize_name

from castle.kit.audit._archives import Archive, ArchiveError, source_folder
from castle.kit.audit._findings import NOT_TRACKED, Finding


def tracked(archive: Archive, checkout: Path) -> Iterator[Finding]:
    """Where an archive differs from the files of its sources that git tracks.

    Raises:
        ArchiveError: the checkout has no sources of this distribution, or git cannot tell.
    """
    folder = _sources(archive.name, checkout)
    listed = _listing(folder)
    if archive.is_wheel:
        yield from _wheel(archive, folder, listed)
    else:
        own = {path: data for path, data in archive.files.items() if path != "PKG-INFO"}
        yield from _differences(archive, own, {name: folder / name for name in listed})


def _wheel(archive: Archive, folder: Path, listed: Iterable[str]) -> Iterator[Finding]:
    source = source_folder(listed) or ("src/" if (folder / "src").is_dir() else "")
    paths = {name.removeprefix(source): folder / name for name in listed if name.startswith(source)}
    yield from _differences(archive, archive.installed, paths)
    for name in sorted(paths.keys() - archive.installed.keys()) if source else ():
        what, cure = "git tracks it, and it is missing here", "build it again"
        yield Finding(NOT_TRACKED, archive.file, name, what, cure)


def _differences(
    archive: Archive, files: dict[str, bytes], paths: dict[str, Path]
) -> Iterator[Finding]:
    for name, data in sorted(files.items()):
        if name not in paths:
            what, cure = "git does not track it", "git add it, or delete it, and build again"
            yield Finding(NOT_TRACKED, archive.file, name, what, cure)
        elif not paths[name].is_file() or paths[name].read_bytes() != data:
            what, cure = "it is not what the checkout has", "build it again, from a clean checkout"
            yield Finding(NOT_TRACKED, archive.file, name, what, cure)


def _sources(name: str, checkout: Path) -> Path:
    """The folder of a distribution: the checkout itself, or one below it."""
    files = [checkout / "pyproject.toml", *sorted(checkout.glob("*/pyproject.toml"))]
    for file in filter(Path.is_file, files):
        if _named(file) == name:
            return file.parent
    raise ArchiveError(f"no pyproject.toml in {checkout}, or a folder in it, is that of {name}")


@lru_cache(maxsize=256)
def _named(file: Path) -> str:
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return canonicalize_name(str(found.get("project", {}).get("name", "")))


def _listing(folder: Path) -> list[str]:
    command = ["git", "ls-files", "-z", "--", "."]
    try:
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise ArchiveError(f"git cannot list what it tracks in {folder}") from error
    return list(filter(None, done.stdout.decode("utf-8", "surrogateescape").split("\0")))
