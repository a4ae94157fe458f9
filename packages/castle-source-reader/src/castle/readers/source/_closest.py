"""Names that may have been meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

_MOST, _LONGEST = 300, 60


def closest(name: str, candidates: Iterable[str], most: int = 1) -> list[str]:
    """The candidates that look most like a name, the likeliest first; possibly none."""
    if len(name) > _LONGEST:
        return []
    folded: dict[str, str] = {}
    for each in islice((c for c in candidates if len(c) <= _LONGEST), _MOST):
        folded.setdefault(each.lower(), each)
    return [folded[found] for found in get_close_matches(name.lower(), folded, most, 0.6)]


def did_you_mean(name: str, candidates: Iterable[str], before: str = "") -> str | None:
    """A help text that names the closest candidates, or None when nothing is close."""
    found = [f"`{before}{each}`" for each in closest(name, candidates, 3)]
    return f"did you mean {' or '.join(found)}?" if found else None
