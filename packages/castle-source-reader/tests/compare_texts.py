"""Comparing the grammar and the reader for a time: `nox -s fuzz`, or `python compare_texts.py 60`.

Other texts are made each time. Those on which the two differ are cut down and printed.
"""

import re
import sys
import time
from random import Random

from oracle import differs, is_derived, refusals
from texts import any_text

_MOST = 20


def smallest(text: str, start: str) -> str:
    """Cut out words, many at first, as long as the two still differ."""
    words = re.findall(r"\s+|\w+|[^\w\s]", text)
    size = len(words)
    while size:
        at = 0
        while at < len(words):
            fewer = words[:at] + words[at + size :]
            if differs("".join(fewer), start):
                words = fewer
            else:
                at += size
        size //= 2
    return "".join(words)


def main(seconds: float) -> None:
    """Compare until the time is over, and fail if there was a difference."""
    end, number = time.monotonic() + seconds, 0
    found: set[tuple[str, str]] = set()
    first = Random().getrandbits(40)
    while time.monotonic() < end and len(found) < _MOST:
        text, start = any_text(Random(first + number))
        number += 1
        if differs(text, start):
            found.add((smallest(text, start), start))
    for text, start in sorted(found):
        print(f"{start}, derived: {is_derived(text, start)}, {refusals(text, start)}: {text!r}")
    print(f"{number} texts from number {first} on, {len(found)} differences")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10)
