"""The project that somebody works in, and what it may write into."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from castle.monorail._project import Project, find_project, refusal
from castle.monorail.errors import ConfigurationError

if TYPE_CHECKING:
    from conftest import Project as Configured

TABLE = '[tool.castle]\nallow = ["my_local", "acme.deep"]\nwrite = ["../shared"]\n'


def test_nearest_table_counts(tmp_path: Path) -> None:
    """A pyproject without the table is passed over; paths are relative to the one that has it."""
    inner = tmp_path / "a/b/c"
    inner.mkdir(parents=True)
    (tmp_path / "a/pyproject.toml").write_text(TABLE)
    (tmp_path / "a/b/pyproject.toml").write_text('[project]\nname = "castle-x"\n')
    folder = tmp_path / "a"
    found = find_project(inner)
    assert found == Project(folder, ("my_local", "acme.deep"), (folder / "../shared",))


def test_no_table_allows_nothing(tmp_path: Path) -> None:
    """Without a table, the folder itself is the project."""
    assert find_project(tmp_path) == Project(tmp_path, (), ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# castle\n[tool", "it is no TOML"),
        ("[tool]\ncastle = 3\n", "is no table"),
        ("[tool.castle]\nalow = []\n", "unknown key `alow`"),
        ('[tool.castle]\nallow = "x"\n', "`allow` .* is to be a list of texts"),
        ("[tool.castle]\nwrite = [1]\n", "`write` .* is to be a list of texts"),
        ('[tool.castle]\nallow = ["../x"]\n', "`../x` .* is no name of a module"),
        ('[tool.castle]\nwrite = ["a\\u0000"]\n', "null character in `write`"),
    ],
)
def test_table_that_cannot_be_used(tmp_path: Path, text: str, message: str) -> None:
    """What is wrong is told with the file, not passed over."""
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(ConfigurationError, match=message) as error:
        find_project(tmp_path)
    assert "pyproject.toml" in str(error.value)


def test_pyproject_that_is_no_file(tmp_path: Path) -> None:
    """A folder, or a pipe that nobody writes into, says nothing and stops nobody."""
    for name, make in (("folder", Path.mkdir), ("pipe", os.mkfifo)):
        (tmp_path / name).mkdir()
        make(tmp_path / name / "pyproject.toml")
        assert find_project(tmp_path / name) == Project(tmp_path / name)


def test_place_in_a_pyproject(tmp_path: Path) -> None:
    """Where the parser says a place, the message has it."""
    (tmp_path / "pyproject.toml").write_text("# castle\nx = [\n")
    with pytest.raises(ConfigurationError) as error:
        find_project(tmp_path)
    assert error.value.diagnostics[0].location is not None


@pytest.mark.parametrize("path", ["out", "deep/../out", ".", "missing/deeper"])
def test_path_in_the_project(tmp_path: Path, path: str) -> None:
    """What stays in the folder may be written."""
    assert refusal(Path(path), tmp_path) is None


@pytest.mark.parametrize("path", ["..", "../out", "deep/../../out", os.path.abspath(os.sep)])
def test_path_out_of_the_project(tmp_path: Path, path: str) -> None:
    """Spelled relative or absolute, what leads out may not."""
    assert "outside the project's folder" in (refusal(Path(path), tmp_path / "project") or "")


def test_null_character(tmp_path: Path) -> None:
    """What no system takes for a path is refused, not raised."""
    assert refusal(Path("a\0b"), tmp_path) == "it is no path"


def test_sibling_whose_name_begins_alike(tmp_path: Path) -> None:
    """`project-evil` is not in `project`."""
    assert refusal(tmp_path / "project-evil/x", tmp_path / "project")


def test_link_out_of_the_project(tmp_path: Path) -> None:
    """A link in the project that leads out of it does not help."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "out").symlink_to(tmp_path)
    assert refusal(Path("out/file"), project)


def test_folder_that_was_allowed(tmp_path: Path) -> None:
    """What the person allowed may be written, and no more."""
    allowed = [tmp_path / "shared"]
    assert refusal(Path("../shared/deep"), tmp_path / "project", allowed) is None
    assert refusal(Path("../shared/../x"), tmp_path / "project", allowed)


def test_configuration_cannot_write_outside(project: "Configured") -> None:
    """A writer and a backend are refused at their place, before any stage; nothing is made."""
    changes = {"target: out/text": "target: ../out", "t_backend\n": "t_backend\n      root: /x\n"}
    first, second = project.messages(project.configured(**changes))
    assert "error[CAS0818]: the writer may not write into `../out`" in first
    assert first.startswith("project/castle.yaml:10:")
    assert "error[CAS0818]: the backend may not write into `/x`" in second
    assert not (project.folder.parent / "out").exists()


def test_configuration_deep_in_a_project(project: "Configured") -> None:
    """Where a pyproject says what the project is, all of it may be written."""
    (project.folder.parent / "pyproject.toml").write_text("[tool.castle]\n")
    project.folder.parent.joinpath("out").mkdir()
    text = "name: x\nwriter: {module: t_text, target: ../out}\nreader: {module: t_fils}\n"
    (message,) = project.messages(project.configured(text))
    assert "t_fils" in message
