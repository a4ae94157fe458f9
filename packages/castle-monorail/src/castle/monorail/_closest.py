from collections.abc import Iterable
from difflib import get_close_matches


def closest(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Up to three names that look like this one, the nearest first."""
    return tuple(get_close_matches(name, sorted(set(names)), n=3, cutoff=0.6))
