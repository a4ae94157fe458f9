"""What a run is called on the disk."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from castle.backends.npz import NpzBackend, NpzError
from castle.backends.npz._run import file_name
from castle.monorail.meta import RunMeta

MOMENT = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
UNUSABLE = [
    "..",
    ".",
    "../up",
    "a/b",
    "a\\b",
    "/etc",
    "C:x",
    "a b",
    "-a",
    "a\n",
    "a\0",
    "é",
    "a" * 65,
]


def test_name_tells_the_run() -> None:
    """The file is called after name, action, moment and the id of the run."""
    run_meta = RunMeta("sieve", "run", MOMENT, "0123456789abcdef")
    assert file_name(run_meta) == "sieve-run-20260102T030405.000006Z-0123456789abcdef.npz"


def test_two_runs_never_have_one_file() -> None:
    """What could be divided in another way is refused: hyphens in actions, moments in names."""
    run = RunMeta("slow-sieve", "dry.run", MOMENT, "01")
    assert file_name(run) == "slow-sieve-dry.run-20260102T030405.000006Z-01.npz"
    moment = "20260102T030405.000006Z"
    for other in (
        replace(run, name="slow", action="sieve-dry.run"),
        replace(run, run_id=f"01-x-{moment}-02"),
        replace(run, name=f"slow-x-{moment}-01"),
    ):
        with pytest.raises(NpzError) as error:
            file_name(other)
        assert [found.code for found in error.value.diagnostics] == ["CAS1003"]


def test_moment_is_in_utc() -> None:
    """Runs made in other time zones sort by the moment at which they were made."""
    local = MOMENT.astimezone(timezone(timedelta(hours=5)))
    assert file_name(RunMeta("a", "b", local, "c")) == file_name(RunMeta("a", "b", MOMENT, "c"))


@pytest.mark.parametrize("text", UNUSABLE)
@pytest.mark.parametrize("part", ["name", "action", "run_id"])
def test_nothing_leaves_the_root(tmp_path: Path, part: str, text: str) -> None:
    """A name, action or id that is no plain file name is refused, and nothing is written."""
    parts = {"name": "sieve", "action": "run", "run_id": "0123", part: text}
    run_meta = RunMeta(parts["name"], parts["action"], MOMENT, parts["run_id"])
    backend = NpzBackend(root=tmp_path / "root")
    with pytest.raises(NpzError, match="cannot be stored under the") as saving:
        backend.save(np.zeros(1), run_meta)
    with pytest.raises(NpzError) as reading:
        backend.read(run_meta)
    assert [found.code for found in saving.value.diagnostics] == ["CAS1003"]
    assert saving.value.diagnostics == reading.value.diagnostics
    assert not list(tmp_path.iterdir())


@given(name=st.text(min_size=1, max_size=80), action=st.text(max_size=80))
def test_every_name_is_safe_or_refused(name: str, action: str) -> None:
    """Whatever a run is called, its file name is one short plain component, or there is none."""
    try:
        found = file_name(RunMeta(name, action))
    except NpzError:
        return
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,200}\.npz", found)
    assert not found.startswith(".")
