from collections.abc import Iterable


def closest(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Up to three names that look like this one, the nearest first."""
    from difflib import get_close_matches  # noqa: PLC0415  # only who mistypes needs it

    return tuple(get_close_matches(name, sorted(set(names)), n=3, cutoff=0.6))
