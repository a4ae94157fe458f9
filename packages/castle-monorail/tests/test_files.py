"""Files that are written together, and folders for them."""

import os
from pathlib import Path

import pytest

from castle.monorail.files import folder_problem, make_folder, sync_folder, write_all


def test_files_are_written_together(tmp_path: Path) -> None:
    """Folders are made, what was there is replaced, and nothing else is left."""
    (tmp_path / "old.txt").write_text("before")
    texts = {tmp_path / "old.txt": "é\n", tmp_path / "new" / "deep.txt": "two\r\nlines\n"}
    assert write_all(texts) == list(texts)
    assert [path.read_bytes().decode() for path in texts] == list(texts.values())
    assert sorted(os.listdir(tmp_path)) == ["new", "old.txt"]
    assert os.listdir(tmp_path / "new") == ["deep.txt"]


@pytest.mark.parametrize("blocked", ["folder", "file/below"])
def test_none_is_written_when_one_cannot_be(tmp_path: Path, blocked: str) -> None:
    """What is in the way of one keeps the others as they were."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "first.txt").write_text("before")
    with pytest.raises(OSError, match=blocked.split("/", maxsplit=1)[0]):
        write_all({tmp_path / "first.txt": "after", tmp_path / blocked: "text"})
    assert (tmp_path / "first.txt").read_text() == "before"
    assert sorted(os.listdir(tmp_path)) == ["file", "first.txt", "folder"]


def test_a_folder_that_is_missing_is_no_problem(tmp_path: Path) -> None:
    """It can be made, all those above it too; asking makes nothing."""
    folder = tmp_path / "a" / "b"
    assert folder_problem(folder) is None
    assert os.listdir(tmp_path) == []
    make_folder(folder)
    sync_folder(folder)
    assert folder.is_dir()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """The problem names the folder that was wanted, and the file that is above it."""
    (tmp_path / "file").write_text("")
    found = folder_problem(tmp_path / "file" / "root")
    assert found is not None
    assert not found.is_folder
    assert str(tmp_path / "file" / "root") in found.message
    assert f"'{tmp_path / 'file'}' is none" in found.message
