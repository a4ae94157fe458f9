"""Which folders of the namespace are somebody's, and which are shared."""

from collections.abc import Set
from functools import lru_cache
from typing import Final

from castle.monorail.loader import kinds

NAMESPACE: Final = "castle"


def above(folder: str) -> set[str]:
    """The folders above another, such as `castle` and `castle/readers`."""
    parts = folder.split("/")
    return {"/".join(parts[:depth]) for depth in range(1, len(parts))}


def leaves_among(packages: Set[str], shared: Set[str] = frozenset()) -> frozenset[str]:
    """The topmost packages that can be somebody's; `shared` folders belong to nobody either."""
    owned = {one for one in packages if not is_shared(one, shared)}
    return frozenset(one for one in owned if owned.isdisjoint(above(one)))


def is_shared(folder: str, shared: Set[str] = frozenset()) -> bool:
    """Whether a folder belongs to nobody: the namespace, a kind, or one listed as shared."""
    top, *parts = folder.split("/")
    return folder in shared or (top == NAMESPACE and shared_names().issuperset(parts))


@lru_cache(maxsize=1)
def shared_names() -> frozenset[str]:
    """What the folders are called that belong to nobody, below the namespace."""
    return frozenset({"plugins", "subcommands", "TESTDOUBLES", *kinds()})
