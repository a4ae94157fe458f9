"""Whether an archive holds what git has, all of it and nothing else."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from castle.kit.audit._archives import Archive, source_folder
from castle.kit.audit._checkout import Checkout, find_checkout
from castle.kit.audit._findings import NOT_TRACKED, Finding

_MADE = ("PKG-INFO", "setup.py", "setup.cfg")
"""What build backends add to a source distribution."""


def tracked(archive: Archive, place: Path, committed: bool = True) -> Iterator[Finding]:
    """Where an archive differs from the files of its sources that git has.

    Raises:
        ArchiveError: the checkout has no sources of this distribution, or git cannot tell.
    """
    checkout = find_checkout(archive.name, place, committed)
    if archive.is_wheel:
        yield from _wheel(archive, checkout)
        return
    files = {path: data for path, data in archive.files.items() if path not in _added(checkout)}
    yield from _differences(archive, files, checkout, {name: name for name in checkout.files})
    left_out = checkout.left_out()
    if left_out is not None:
        yield from _missing(archive, checkout.files.keys() - archive.files.keys() - left_out)


def _added(checkout: Checkout) -> set[str]:
    return {*_MADE} - checkout.files.keys()


def _wheel(archive: Archive, checkout: Checkout) -> Iterator[Finding]:
    is_src = (checkout.folder / "src").is_dir()
    source = source_folder(checkout.files) or ("src/" if is_src else "")
    inner = [name for name in checkout.files if name.startswith(source)]
    paths = {name.removeprefix(source): name for name in inner}
    yield from _differences(archive, archive.installed, checkout, paths)
    yield from _missing(archive, paths.keys() - archive.installed.keys() if source else ())


def _differences(
    archive: Archive, files: Mapping[str, bytes], checkout: Checkout, paths: Mapping[str, str]
) -> Iterator[Finding]:
    for name, data in sorted(files.items()):
        if name not in paths:
            what, cure = "git does not track it", "commit it, or delete it, and build again"
            yield Finding(NOT_TRACKED, archive.file, name, what, cure)
        elif not checkout.has(paths[name], data):
            what, cure = "it is not what git has", "commit what is changed, and build again"
            yield Finding(NOT_TRACKED, archive.file, name, what, cure)


def _missing(archive: Archive, names: Iterable[str]) -> Iterator[Finding]:
    for name in sorted(names):
        what, cure = "git tracks it, and it is missing here", "build it again, or leave it out"
        cure += " with `exclude` under [tool.hatch.build]"
        yield Finding(NOT_TRACKED, archive.file, name, what, cure)
