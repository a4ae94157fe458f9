"""Which file each namespace is written to, and how it is written."""

from pathlib import Path, PurePosixPath

from castle.aigr import ComponentImplementation, Forest, NameSpace, SourceNS, StateMachine
from castle.writers.source._comments import texts_of
from castle.writers.source._problems import refusal

CONTRACT, IMPLEMENTATION = ".Moat", ".Castle"
_PREDEFINED = "castle"


def written(forest: Forest) -> list[NameSpace]:
    """The namespaces that stand, or could stand, in a file."""
    return [
        space
        for space in forest.namespaces
        if isinstance(space, SourceNS) or space.name != _PREDEFINED
    ]


def places(spaces: list[NameSpace]) -> dict[NameSpace, PurePosixPath]:
    """The file of each namespace, below the folder that all are written to.

    Files keep their folders, unless one lies outside: then all go into one folder, where imports
    find them, too, because no two namespaces have one name.

    Raises:
        DiagnosticError: two would be written to one file, or a file is not called as it must be.
    """
    found = {space: _place(space) for space in spaces}
    if any(path.is_absolute() or ".." in path.parts for path in found.values()):
        found = {space: PurePosixPath(path.name) for space, path in found.items()}
    owners: dict[PurePosixPath, NameSpace] = {}
    for space, path in found.items():
        _check(space, path)
        if owners.setdefault(path, space) is not space:
            message = f"two namespaces would be written to the file {path}"
            raise refusal("CAS0723", message, space, "rename one of them")
    return found


def _place(space: NameSpace) -> PurePosixPath:
    if isinstance(space, SourceNS) and space.source:
        return PurePosixPath(space.source)
    return PurePosixPath(f"{space.name}{_suffix(space)}")


def _suffix(space: NameSpace) -> str:
    return IMPLEMENTATION if _implements(space) else CONTRACT


def _implements(space: NameSpace) -> bool:
    kinds = (ComponentImplementation, StateMachine)
    return any(isinstance(one, kinds) for one in space.declarations)


def _check(space: NameSpace, path: PurePosixPath) -> None:
    if path.suffix not in (CONTRACT, IMPLEMENTATION) or path.stem != space.name:
        message = f"the namespace `{space.name}` cannot stand in a file called {path.name!r}"
        wanted = f"call the file {space.name}{_suffix(space)}"
        raise refusal("CAS0723", message, space, wanted)
    if path.suffix == CONTRACT and _implements(space):
        message = f"the file {path} holds contracts, and cannot hold implementations"
        raise refusal("CAS0723", message, space, f"call the file {space.name}{IMPLEMENTATION}")


def spare(path: Path) -> None:
    """Refuse to replace a file that has comments by one whose comments are not known.

    Raises:
        DiagnosticError: there is such a file.
    """
    if path.is_file() and texts_of(path.read_bytes().decode("utf-8", "replace")):
        message = f"{path} has comments, and the graph does not: they would be lost"
        raise refusal("CAS0725", message, None, "choose another `target`, or use `castle format`")
