"""From the document as a file has it to one of the present version of the format."""

from collections.abc import Callable, Mapping
from typing import Any

from castle.aigr._storage._damage import OTHER_VERSION, DamagedError, shown
from castle.aigr._storage._layout import VERSION

UPGRADES: Mapping[int, Callable[[dict[str, Any]], None]] = {}
"""By an older version, what turns a document of that version into one of the next, in place.

It is for what surrounds the nodes; what changes in the nodes is a matter of their families.
"""


def raise_to_present(document: dict[str, Any]) -> None:
    """Bring a document to the present version, or raise DamagedError when that cannot be done."""
    version = document.get("version")
    if type(version) is not int or not 1 <= version <= VERSION:
        newer = type(version) is int and version > VERSION
        raise DamagedError(
            f"the file has format version {shown(version)}, and known is {VERSION}",
            "version",
            code=OTHER_VERSION,
            help="install a castle-aigr that is as new as what wrote the file" if newer else None,
        )
    for older in range(version, VERSION):
        try:
            UPGRADES[older](document)
        except Exception as error:  # an upgrade that meets a damaged file fails in its own way
            message = f"the upgrade of version {older} failed: {type(error).__name__}: {error}"
            raise DamagedError(message, "version", code=OTHER_VERSION) from error
