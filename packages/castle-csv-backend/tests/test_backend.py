"""Runs in folders of CSV files."""

import os
from pathlib import Path

import numpy as np
import pytest

from castle.backends.csv import CsvBackend, CsvError
from castle.kit.conformance import BackendConformance
from castle.monorail.diagnostics import listening
from castle.monorail.meta import RunMeta


class TestConformance(BackendConformance):
    """It keeps what every backend promises."""

    plugin = "csv"


def test_any_tool_reads_it(tmp_path: Path) -> None:
    """Numbers are plain text, a row on a line."""
    folder = CsvBackend(root=tmp_path).save({"events": np.eye(2)}, RunMeta.now("sieve"))
    assert sorted(os.listdir(folder)) == ["events.csv", "run.json"]
    assert (folder / "events.csv").read_text() == "1.0,0.0\n0.0,1.0\n"


@pytest.mark.parametrize("file", ["events.csv", "run.json"])
def test_damage_is_found(tmp_path: Path, file: str) -> None:
    """A file that was changed gives an error, never wrong data."""
    backend, run = CsvBackend(root=tmp_path), RunMeta.now("sieve")
    place = backend.save({"events": np.eye(2)}, run) / file
    place.write_text(place.read_text()[1:])
    with pytest.raises(CsvError) as error:
        backend.read(run)
    assert [found.code for found in error.value.diagnostics] == ["CAS1055"]


def test_every_bit_of_the_index(tmp_path: Path) -> None:
    """One wrong bit in the index gives an error or the right data, never wrong data."""
    backend, run = CsvBackend(root=tmp_path), RunMeta.now("sieve")
    names = np.array(["main", "first"])
    place = backend.save({"events": np.eye(2), "names": names}, run) / "run.json"
    content = place.read_bytes()
    for position in range(len(content)):
        damaged = bytearray(content)
        damaged[position] ^= 1 << position % 8
        place.write_bytes(damaged)
        try:
            found = backend.read(run)
        except CsvError:
            continue
        assert isinstance(found, dict)
        assert found["events"].tobytes() == np.eye(2).tobytes()
        assert (found["names"].dtype, list(found["names"])) == (names.dtype, list(names))


def test_damaged_folders_are_told(tmp_path: Path) -> None:
    """A folder that is called like a run and is none is no run, and that is no secret."""
    backend, kept = CsvBackend(root=tmp_path), RunMeta.now("kept")
    backend.save({"events": np.eye(2)}, kept)
    damaged = backend.save({"events": np.eye(2)}, RunMeta.now("damaged"))
    (damaged / "run.json").write_text("{")
    with listening() as found:
        assert backend.list() == [kept]
    assert [(one.code, str(damaged) in one.message) for one in found] == [("CAS1059", True)]
