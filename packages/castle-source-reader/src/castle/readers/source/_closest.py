"""Names that may have been meant."""

from collections.abc import Iterable
from difflib import get_close_matches

_MOST = 1000


def closest(name: str, candidates: Iterable[str], most: int = 1) -> list[str]:
    """The candidates that look most like a name, the likeliest first; possibly none."""
    names = list(dict.fromkeys(candidates))[:_MOST]
    if len(name) > 2 * max(map(len, names), default=0) + 2:
        return []
    folded: dict[str, str] = {}
    for each in names:
        folded.setdefault(each.lower(), each)
    return [folded[found] for found in get_close_matches(name.lower(), folded, most, 0.6)]


def did_you_mean(name: str, candidates: Iterable[str], before: str = "") -> str | None:
    """A help text that names the closest candidates, or None when nothing is close."""
    found = [f"`{before}{each}`" for each in closest(name, candidates, 3)]
    return f"did you mean {' or '.join(found)}?" if found else None
