"""What others put into a root, and circumstances that nobody wishes for."""

import io
import os
import resource
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from castle.aigr import DiagnosticError
from castle.backends.npz import NpzBackend, NpzError, _positioned, _zip
from castle.backends.npz._data import LONGEST_TEXT
from castle.backends.npz._run import is_bare
from castle.monorail.errors import ContractError
from castle.monorail.meta import Provenance, RunMeta

EVENTS = np.arange(12.0).reshape(2, 6)


def codes(error: DiagnosticError) -> list[str]:
    """The numbers of all that is wrong."""
    return [found.code for found in error.diagnostics]


def forge(file: Path, arrays: dict[str, NDArray[Any]]) -> None:
    """Put arrays in front of those that a file has, under any names."""
    with np.load(file) as saved:
        whole = {**arrays, **{name: saved[name] for name in saved}}
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in whole.items():
            stream = io.BytesIO()
            np.save(stream, array)
            archive.writestr(f"{name}.npy", stream.getvalue())


@pytest.mark.parametrize("compressed", [False, True])
def test_more_arrays_than_can_be_read(
    root: Path, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch, compressed: bool
) -> None:
    """What a read would refuse for its many arrays is not saved."""
    backend = NpzBackend(root=root, compressed=compressed)
    arrays = {f"x{number}": np.zeros(1) for number in range(40)}
    backend.save(arrays, RunMeta.now("sieve"))
    monkeypatch.setattr(_zip, "LONGEST_LIST", 2000)
    with pytest.raises(NpzError, match="40 arrays cannot be read back") as error:
        backend.save(arrays, run_meta)
    assert codes(error.value) == ["CAS1004"]
    assert not backend.exists(run_meta)


@pytest.mark.parametrize("length", [LONGEST_TEXT - 2000, LONGEST_TEXT])
def test_long_provenance(backend: NpzBackend, length: int) -> None:
    """What a read would refuse for all that it was made from is not saved."""
    run = RunMeta("a" * 64, "b" * 64, run_id="c" * 64, provenance=Provenance("d" * length))
    if length < LONGEST_TEXT:
        backend.save(EVENTS, run)
        assert np.array_equal(np.asarray(backend.read(run)), EVENTS)
        assert list(backend.list()) == [run]
        return
    with pytest.raises(NpzError, match="characters to tell") as error:
        backend.save(EVENTS, run)
    assert codes(error.value) == ["CAS1004"]
    with pytest.raises(NpzError, match="characters to tell"):  # before there are events
        backend.stream(run, columns=6)
    assert not backend.exists(run)


@pytest.mark.parametrize("name", ["../up", "..", "a\nb", "\x1b[31m", "a/b", ""])
def test_names_that_no_run_has(backend: NpzBackend, run_meta: RunMeta, name: str) -> None:
    """A file whose arrays have names that saving refuses is none of ours."""
    forge(backend.save({"events": EVENTS}, run_meta), {name: EVENTS})
    with pytest.raises(NpzError) as error:
        backend.read(run_meta)
    assert codes(error.value) == ["CAS1007"]


@pytest.mark.parametrize("count", [1, 0xFFFE])
def test_a_list_of_members_that_is_a_lie(
    backend: NpzBackend, run_meta: RunMeta, count: int
) -> None:
    """A list that is longer than its members can be is not read: the file has holes, not data."""
    file, size = backend.save(EVENTS, run_meta), 300_000_000
    with file.open("r+b") as stream:
        stream.truncate(0)
        stream.seek(size)
        stream.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, 0, 0))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(NpzError) as error:
        backend.read(run_meta)
    assert codes(error.value) == ["CAS1007"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


def test_no_memory(backend: NpzBackend, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit into the memory is told as that, and not as damage."""
    backend.save(EVENTS, run_meta)

    def none(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(np, "empty", none)
    with pytest.raises(NpzError, match="more memory than there is") as error:
        backend.read(run_meta)
    assert codes(error.value) == ["CAS1009"]


def test_one_array_is_one(backend: NpzBackend, run_meta: RunMeta) -> None:
    """A run of one array without a name has no others, which reading would drop."""
    forge(backend.save(EVENTS, run_meta), {"hidden": EVENTS})
    with pytest.raises(NpzError) as error:
        backend.read(run_meta)
    assert codes(error.value) == ["CAS1007"]


@pytest.mark.parametrize(
    "end",
    [
        b'"provenance": nul',
        b'"provenance": null',
        b'"provenance": 0}',
        b'"provenance": [1]}',
        b'"provenance": {"configuration": [], "graph": "", "distributions": {}}}',
        b'"provenance": {"configuration": "", "graph": "", "distributions": {"a": 1}}}',
        b"}",
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_descriptions_are_read_whole(run_meta: RunMeta, end: bytes) -> None:
    """A description that no parser takes is refused, however well it begins."""
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError, RecursionError)):
        is_bare(beginning(run_meta, "true") + end, run_meta)


@pytest.mark.parametrize("bare", [False, True])
def test_the_last_word_counts(run_meta: RunMeta, bare: bool) -> None:
    """What a description says twice is taken as every parser of JSON takes it."""
    said, meant = str(not bare).lower(), str(bare).lower()
    text = beginning(run_meta, said) + b'"provenance": null, "bare": %b}' % meant.encode()
    assert is_bare(text, run_meta) == bare


def beginning(run: RunMeta, bare: str) -> bytes:
    """What a description begins with, until the provenance."""
    at = run.timestamp.isoformat(timespec="microseconds")
    return (
        f'{{"format": 1, "bare": {bare}, "run": {{"name": "{run.name}", "action": "{run.action}", '
        f'"timestamp": "{at}", "run_id": "{run.run_id}"}}, '
    ).encode()


def test_read_without_its_provenance(backend: NpzBackend) -> None:
    """A run is found by its identity alone, whatever it was made from."""
    run = RunMeta("sieve", provenance=Provenance('"}', "é", (("a", "1"), ("b", "2"))))
    backend.save(EVENTS, run)
    assert np.array_equal(
        np.asarray(backend.read(RunMeta("sieve", "run", run.timestamp, run.run_id))), EVENTS
    )
    assert [found.provenance for found in backend.list()] == [run.provenance]


def test_pipe_in_the_root(backend: NpzBackend, root: Path) -> None:
    """A pipe that is called like a run is damaged, and nobody waits for it."""
    run = RunMeta("sieve")
    backend.save(EVENTS, run)
    pipe = root / "sieve-run-20260101T000000.000000Z-0123456789abcdef.npz"
    os.mkfifo(pipe)
    assert backend.list() == [run]
    assert backend.damaged() == [pipe]


def test_root_that_became_a_file(backend: NpzBackend, root: Path, run_meta: RunMeta) -> None:
    """Each method tells what is wrong, and none raises what the system said."""
    root.touch()
    for work in (backend.list, backend.damaged, lambda: backend.latest("sieve")):
        with pytest.raises(NpzError) as error:
            work()
        assert codes(error.value) == ["CAS1001"]
    for read in (backend.read, backend.locate, backend.delete, backend.exists):
        with pytest.raises(NpzError) as error:
            read(run_meta)
        assert codes(error.value) == ["CAS1001"]


def test_root_that_cannot_be_entered(
    backend: NpzBackend, root: Path, run_meta: RunMeta, read_only: Callable[[Path], None]
) -> None:
    """Whether a run is kept where nobody may look is not known, and that is said."""
    backend.save(EVENTS, run_meta)
    read_only(root)
    root_mode(root, 0)
    try:
        for work in (backend.exists, backend.locate):
            with pytest.raises(NpzError) as error:
                work(run_meta)
            assert codes(error.value) == ["CAS1007"]
        with pytest.raises(NpzError):
            backend.list()
    finally:
        root_mode(root, 0o755)


def root_mode(root: Path, mode: int) -> None:
    """Change who may do what, as the owner."""
    user = os.geteuid()
    os.seteuid(os.getuid())
    root.chmod(mode)
    os.seteuid(user)


def test_root_is_tied_without_assertions(tmp_path: Path) -> None:
    """`python -O` changes nothing: the root is that of the moment at which it was named."""
    script = (
        "import os, numpy\n"
        "from castle.backends.npz import NpzBackend\n"
        "from castle.monorail.meta import RunMeta\n"
        "backend = NpzBackend(root='here')\n"
        "os.mkdir('elsewhere'); os.chdir('elsewhere')\n"
        "print(backend.save(numpy.zeros(1), RunMeta('x')).parent)\n"
    )
    command = [sys.executable, "-O", "-c", script]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()) == tmp_path.resolve() / "here"


def test_copies_have_roots_of_their_own(backend: NpzBackend, root: Path, run_meta: RunMeta) -> None:
    """A copy with another root saves there."""
    other = backend.model_copy(update={"root": root.with_name("other")})
    assert other.save(EVENTS, run_meta).parent == root.with_name("other")
    assert backend.model_copy().save(EVENTS, run_meta).parent == root


def test_roots_of_copies_are_those_of_their_moment(
    backend: NpzBackend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that goes elsewhere takes no root along."""
    monkeypatch.chdir(tmp_path)
    copied = backend.model_copy(update={"root": Path("kept")})
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert copied.save(EVENTS, RunMeta("sieve")).parent == tmp_path / "kept"


def test_copies_save_as_they_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that deflates does so, in the folder of what it was copied from."""
    monkeypatch.chdir(tmp_path)
    backend = NpzBackend(root=Path("kept"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    copied = backend.model_copy(update={"compressed": True})
    file = copied.save(np.zeros(10_000), RunMeta("sieve"))
    assert file.parent == tmp_path / "kept"
    assert file.stat().st_size < 10_000


def test_a_fork_while_others_write(backend: NpzBackend, run_meta: RunMeta) -> None:
    """A process that was forked while a thread wrote over its file can write, too."""
    with _positioned._lock:
        thread = threading.Thread(target=streamed, args=(backend, run_meta), daemon=True)
        thread.start()
        thread.join(10)
    assert backend.exists(run_meta)


def streamed(backend: NpzBackend, run: RunMeta) -> None:
    """Save a run whose header is written over at the end."""
    with backend.stream(run, 6) as stream:
        stream.append(EVENTS)
        stream.commit()


def test_interrupted_appending(
    backend: NpzBackend, root: Path, run_meta: RunMeta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an interrupt nobody knows what was appended, so it cannot be committed."""
    with backend.stream(run_meta, columns=6) as stream:
        stream.append(EVENTS)
        monkeypatch.setattr(stream, "_size", Interrupting())
        with pytest.raises(KeyboardInterrupt):
            stream.append(EVENTS)
        with pytest.raises(ContractError, match="over"):
            stream.commit()
    assert os.listdir(root) == []


class Interrupting:
    """A number at whose change an interrupt comes."""

    def __add__(self, other: object) -> "Interrupting":
        raise KeyboardInterrupt
