"""What a rehearsal installs is what was published, whatever other indexes have."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from release._origins import strangers
from release._rehearsing import _Rehearsal
from release._selections import SELECTIONS

if TYPE_CHECKING:
    from pathlib import Path

CODE = "castle/base/__init__.py"


def wheel(folder: Path, name: str = "castle_base", version: str = "0.1.0") -> Path:
    """A wheel of one file."""
    folder.mkdir(exist_ok=True)
    made = folder / f"{name}-{version}-py3-none-any.whl"
    about = f"{name}-{version}.dist-info"
    with ZipFile(made, "w") as archive:
        archive.writestr(CODE, "ONE = 1\n")
        archive.writestr(f"{about}/METADATA", f"Name: {name}\nVersion: {version}\n")
        archive.writestr(f"{about}/RECORD", "")
    return made


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The place of what is installed in an environment."""
    place = tmp_path / "environment" / "lib" / "python3.11" / "site-packages"
    place.mkdir(parents=True)
    return place


def install(made: Path, site: Path) -> None:
    """Install a wheel, as installers do: RECORD is theirs."""
    with ZipFile(made) as archive:
        archive.extractall(site)
    next(site.glob("*/RECORD")).write_text("more")


def found(site: Path, published: dict[str, Path]) -> list[str]:
    """What is not as it was published."""
    return strangers(site.parents[2], published)


def test_what_was_published(site: Path, tmp_path: Path) -> None:
    """The files that were published are no strangers."""
    made = wheel(tmp_path)
    install(made, site)
    assert found(site, {"castle-base": made}) == []


def test_another_version(site: Path, tmp_path: Path) -> None:
    """Another index has a newer one."""
    install(wheel(tmp_path, version="7.0"), site)
    (told,) = found(site, {"castle-base": wheel(tmp_path)})
    assert told == "castle-base 7.0 is installed, and 0.1.0 was published"


def test_other_files_of_the_same_version(site: Path, tmp_path: Path) -> None:
    """Another index has the same version, with something else in it."""
    made = wheel(tmp_path)
    install(made, site)
    (site / CODE).write_text("ONE = 2\n")
    (told,) = found(site, {"castle-base": made})
    assert f"{CODE} is not the file that was published" in told


def test_a_name_that_was_not_published(site: Path, tmp_path: Path) -> None:
    """What is called like ours and is not among it is told; what others are called is not."""
    install(wheel(tmp_path, "castle_other"), site)
    install(wheel(tmp_path, "elsewhere"), site)
    (told,) = found(site, {})
    assert told == "castle-other 0.1.0 is installed, and was not published"


def test_what_no_selection_installs(tmp_path: Path) -> None:
    """All that is published is rehearsed."""
    published = {"castle-base": wheel(tmp_path)}
    (problem,) = _Rehearsal(tmp_path, tmp_path, "", published).never_installed()
    assert problem.path == "castle_base-0.1.0-py3-none-any.whl"


def test_selections_of_extras() -> None:
    """Native parts are installed by their extra, and test doubles by their names."""
    names = {name for selection in SELECTIONS.values() for name in selection}
    assert names >= {"castle-workshop[native]", "castle-workshop[all]"}
    assert any(name.startswith("castle-testdoubles-") for name in names)
