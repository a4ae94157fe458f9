"""Names that may have been meant."""

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from itertools import islice

_MOST, _LONGEST = 300, 60


def closest(name: str, candidates: Iterable[str], most: int = 1) -> list[str]:
    """The candidates that look most like a name, the likeliest first; possibly none.

    Those with a dot before them are compared without it.
    """
    if len(name) > _LONGEST:
        return []
    folded: dict[str, set[str]] = {}
    for each in islice((c for c in candidates if len(c) <= _LONGEST), _MOST):
        folded.setdefault(each.lower().lstrip("."), set()).add(each)
    near = get_close_matches(name.lower(), folded, most, 0.6)
    return [each for fold in near for each in _by_case(name, folded[fold])][:most]


def _by_case(name: str, alike: set[str]) -> list[str]:
    """Names that differ by capitals, or a dot before them, alone; the likeliest first."""
    return sorted(alike, key=lambda each: (-SequenceMatcher(None, name, each).ratio(), each))


def did_you_mean(name: str, candidates: Iterable[str], before: str = "") -> str | None:
    """A help text that names the closest candidates, or None when nothing is close."""
    found = [f"`{before}{each}`" for each in closest(name, candidates, 3)]
    return f"did you mean {' or '.join(found)}?" if found else None
