"""The parts list of a wheel."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from zipfile import ZipFile

from release._parts import parts_list

if TYPE_CHECKING:
    from pathlib import Path

METADATA = """\
Metadata-Version: 2.4
Name: castle-base
Version: 0.1.0
Summary: One.
License-Expression: MIT
Provides-Extra: fast
Requires-Dist: numpy>=1.26
Requires-Dist: numpy>=2; extra == "fast"
Requires-Dist: castle-base[fast]; extra == "all"
Requires-Dist: castle_top<0.2
"""


def test_parts_of_a_wheel(tmp_path: Path) -> None:
    """Each is one part, under one name; itself is none, and the same wheel has the same list."""
    wheel = tmp_path / "castle_base-0.1.0-py3-none-any.whl"
    with ZipFile(wheel, "w") as archive:
        archive.writestr("castle_base-0.1.0.dist-info/METADATA", METADATA)
    text = parts_list(wheel)
    assert parts_list(wheel) == text
    parts = json.loads(text)["components"]
    assert [(part["name"], part["bom-ref"]) for part in parts] == [
        ("castle-top", "pkg:pypi/castle-top"),
        ("numpy", "pkg:pypi/numpy"),
    ]
    assert parts[1]["description"] == 'required: numpy>=1.26, and numpy>=2; extra == "fast"'
