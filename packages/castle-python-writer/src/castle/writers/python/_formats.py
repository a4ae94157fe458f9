"""The literal formats of `printf`."""

import re
from collections.abc import Iterator

_PIECE = re.compile(r"%[-+ #0]*\d*(?:\.\d*)?(?P<kind>.?)", re.S)


def conversions(format: str) -> Iterator[str]:
    """The kind of each conversion in a format, `%%` left out: `d`, `x`, `s` ..."""
    for piece in _PIECE.finditer(format):
        if piece["kind"] != "%":
            yield piece["kind"]
