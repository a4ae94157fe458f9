"""The version of what checks: its own code, since versions of distributions may stay the same."""

import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

import castle.aigr

_FORM = "1"  # of what is kept


@cache
def code() -> str:
    """The digest of the code of this reader and of `castle.aigr`, and the Python that runs it."""
    digest = sha256(f"{_FORM} {sys.version}".encode())
    for leaf in (Path(__file__).parents[1], Path(castle.aigr.__file__).parent):
        for path in sorted(leaf.rglob("*.py")):
            digest.update(path.relative_to(leaf).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
