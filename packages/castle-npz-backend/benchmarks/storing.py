"""How fast runs are stored and read, beside numpy, safetensors, h5py and zarr, in one run.

python packages/castle-npz-backend/benchmarks/storing.py FOLDER [PAGE.md]

FOLDER is on the disk that is measured. The group `benchmarks` of this distribution has the peers.
"""

import os
import resource
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import safetensors.numpy
import zarr

from castle.backends.npz import NpzBackend, _codec
from castle.monorail.meta import RunMeta

PAGE = """\
# How fast runs are stored

Made by `packages/castle-npz-backend/benchmarks/storing.py`: everything in one run, the contenders
taking turns, medians. {machine}. Absolute figures move with the machine and what else it does;
compare the ratios.

## What is promised

| | to reach | measured |
| --- | --- | --- |
{rows}

## Every contender

| | ms | times NumPy's speed |
| --- | --- | --- |
{contenders}
"""
LARGE = np.random.default_rng(6).random(12_500_000)
SMALL = np.arange(128.0)
_QUICK = 6e-5
"""Seconds that making a file takes on a disk that is at rest."""


def events() -> "np.ndarray[Any, np.dtype[np.float64]]":
    """100 MB as an engine records them: few senders, receivers and kinds, growing numbers."""
    chance, count = np.random.default_rng(6), 2_083_333
    columns = [np.arange(count), *(chance.integers(0, n, count) for n in (50, 50, 8, 12, 20_000))]
    return np.column_stack(columns).astype(np.float64)


class Contest:
    """Lets contenders take turns, so that what disturbs one disturbs all."""

    def __init__(self, folder: Path, times: int) -> None:
        self._folder = folder
        self.times = times + 1  # the first of each warms what there is to warm
        self.seconds: dict[str, float] = {}
        self.sizes: dict[str, int] = {}

    def hold(self, contenders: dict[str, Callable[[Path], object]], keep: bool = False) -> None:
        """Time each with a path of its own."""
        taken: dict[str, list[float]] = {name: [] for name in contenders}
        for turn in range(self.times):
            for name, work in contenders.items():
                place = self._folder / (f"kept {name}" if keep else f"{turn} {name}")
                place.mkdir(exist_ok=True)
                start = time.perf_counter()
                result = work(place)
                taken[name].append(time.perf_counter() - start)
                del result
                if not keep:
                    sizes = [file.stat().st_size for file in place.rglob("*") if file.is_file()]
                    self.sizes[name] = sum(sizes)
                    shutil.rmtree(place)
        self.seconds |= {name: statistics.median(list_[1:]) for name, list_ in taken.items()}


def saver(array: Any, **options: Any) -> Callable[[Path], object]:
    """What saves an array as a run; the backend is made once, as in a pipeline."""
    made: dict[Path, NpzBackend] = {}

    def save(place: Path) -> object:
        if place not in made:
            made[place] = NpzBackend(root=place, **options)
        return made[place].save({"x": array}, RunMeta.now("run"))

    return save


def with_zlib(work: Callable[[Path], object]) -> Callable[[Path], object]:
    """The same as without the extra `fast`."""

    def slowly(place: Path) -> object:
        fast, _codec.codec = _codec.codec, _codec.zlib_codec()
        try:
            return work(place)
        finally:
            _codec.codec = fast

    return slowly


def reader(folder: Path, array: Any, name: str) -> tuple[Callable[[Path], object], Path]:
    """What reads a run that is there, and its file."""
    backend, run = NpzBackend(root=folder / name, durable=False), RunMeta.now("run")
    file = backend.save({"x": array}, run)
    return lambda place: backend.read(run), file


def numpy_load(file: Path) -> Any:
    """As people read it."""
    with np.load(file) as archive:
        return archive["x"]


def bare_bytes(place: Path) -> None:
    """What the disk takes for the data alone: no format, no checksum, one write."""
    with (place / "a.bin").open("xb", buffering=0) as file:
        file.write(LARGE.data)
        os.fsync(file.fileno())


def hdf(place: Path) -> None:
    """h5py, as it comes."""
    with h5py.File(place / "a.h5", "w") as file:
        file["x"] = LARGE


def read_hdf(file: Path) -> Any:
    """h5py, as it comes."""
    with h5py.File(file) as opened:
        return opened["x"][()]


def large(contest: Contest, folder: Path) -> None:
    """100 MB of random numbers."""
    plain = saver(LARGE, durable=False)
    contest.hold(
        {
            "write 100 MB: np.savez": lambda p: np.savez(p / "a.npz", x=LARGE),
            "write 100 MB: castle with isal": plain,
            "write 100 MB: castle with zlib": with_zlib(saver(LARGE, durable=False)),
            "write 100 MB: castle with isal, durable": saver(LARGE),
            "write 100 MB: the bytes alone, durable": bare_bytes,
            "write 100 MB: np.save": lambda p: np.save(p / "a.npy", LARGE),
            "write 100 MB: safetensors": lambda p: safetensors.numpy.save_file(
                {"x": LARGE}, p / "a.st"
            ),
            "write 100 MB: h5py": hdf,
            "write 100 MB: zarr": lambda p: zarr.save(str(p / "a.zarr"), LARGE),
        }
    )
    ours, file = reader(folder, LARGE, "large")
    hdf(folder / "large")
    safetensors.numpy.save_file({"x": LARGE}, folder / "large/a.st")
    zarr.save(str(folder / "large/a.zarr"), LARGE)
    contest.hold(
        {
            "read 100 MB: np.load": lambda p: numpy_load(file),
            "read 100 MB: castle with isal": ours,
            "read 100 MB: castle with zlib": with_zlib(ours),
            "read 100 MB: safetensors": lambda p: safetensors.numpy.load_file(
                folder / "large/a.st"
            ),
            "read 100 MB: h5py": lambda p: read_hdf(folder / "large/a.h5"),
            "read 100 MB: zarr": lambda p: zarr.load(str(folder / "large/a.zarr")),
        },
        keep=True,
    )


def packed(contest: Contest) -> None:
    """100 MB of events, and of numbers."""
    for what, array in (("events", events()), ("random numbers", LARGE)):
        contest.hold(
            {
                f"compress 100 MB of {what}: np.savez_compressed": lambda p, a=array: (
                    np.savez_compressed(p / "a.npz", x=a)
                ),
                f"compress 100 MB of {what}: castle": saver(array, durable=False, compressed=True),
            }
        )


def bytes_alone(file: str, content: bytes) -> None:
    """What the system takes for a file of these bytes, under its name while it is not whole."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    os.write(descriptor, content)
    os.close(descriptor)


def settle(folder: Path) -> None:
    """Wait until files are made quickly, six minutes at most.

    For some minutes ext4 passes over each inode that was freed, one by one, for every new file.
    """
    until = time.monotonic() + 360
    while time.monotonic() < until:
        taken = []
        for number in range(50):
            start = time.perf_counter()
            (folder / f"settle {time.time_ns()} {number}").touch()
            taken.append(time.perf_counter() - start)
        if statistics.median(taken) < _QUICK:
            return
        time.sleep(10)


def small(contest: Contest, folder: Path) -> None:
    """A kilobyte; what runs and files are called is made before."""
    ours, file = reader(folder, SMALL, "small")
    plain = NpzBackend(root=folder / "small runs", durable=False)
    runs = iter([RunMeta.now("run") for _ in range(contest.times)])
    files = iter([file.with_name(f"{number}.npz") for number in range(contest.times)])
    bare = iter([str(file.with_name(f"{number}.bin")) for number in range(contest.times)])
    content = file.read_bytes()
    contest.hold(
        {
            "write 1 KB: np.savez": lambda p: np.savez(next(files), x=SMALL),
            "write 1 KB: castle": lambda p: plain.save({"x": SMALL}, next(runs)),
            "write 1 KB: the bytes alone": lambda p: bytes_alone(next(bare), content),
            "read 1 KB: np.load": lambda p: numpy_load(file),
            "read 1 KB: castle": ours,
        },
        keep=True,
    )
    # By itself: the next to write would wait for the disk, too.
    contest.hold({"write 1 KB: castle, durable": saver(SMALL)}, keep=True)


def stream(folder: Path) -> tuple[float, float]:
    """Events a second, and how many MB the memory grew."""
    chunk = np.random.default_rng(6).random((100_000, 6))
    backend = NpzBackend(root=folder / "stream", durable=False)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    with backend.stream(RunMeta.now("stream"), columns=6) as events_:
        for _ in range(100):
            events_.append(chunk)
        events_.commit()
    taken = time.perf_counter() - start
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return 10e6 / taken, grown / 1024


def rows(contest: Contest, rate: float, grown: float) -> list[str]:
    """What is promised, beside what was measured."""
    took = contest.seconds

    def ratio(first: str, second: str) -> float:
        return took[first] / took[second]

    def pair(what: str, wanted: str, name: str) -> list[str]:
        write = ratio("write 100 MB: np.savez", f"write 100 MB: castle with {name}")
        read = ratio("read 100 MB: np.load", f"read 100 MB: castle with {name}")
        return [f"| 100 MB, {what}, write / read | {wanted} | {write:.2f} / {read:.2f} times |"]

    lines = pair("isal", ">= 1.8 / >= 2.5 times", "isal")
    lines += pair("zlib", ">= 1.1 / >= 1.1 times", "zlib")
    for what in ("events", "random numbers"):
        peer, ours = (
            f"compress 100 MB of {what}: {who}" for who in ("np.savez_compressed", "castle")
        )
        more = contest.sizes[ours] / contest.sizes[peer] - 1
        lines.append(
            f"| 100 MB of {what}, compressed | >= 12 times, size within 5% "
            f"| {ratio(peer, ours):.1f} times, {more:+.1%} |"
        )
    write = ratio("write 1 KB: np.savez", "write 1 KB: castle")
    read = ratio("read 1 KB: np.load", "read 1 KB: castle")
    lines.append(f"| 1 KB, write / read | >= 1.8 times | {write:.2f} / {read:.2f} times |")
    durable = ratio("write 1 KB: castle, durable", "write 1 KB: np.savez")
    lines.append(f"| 1 KB, durable | <= 5 times the time of np.savez | {durable:.2f} times |")
    durable = ratio("write 100 MB: castle with isal, durable", "write 100 MB: np.savez")
    disk = ratio("write 100 MB: the bytes alone, durable", "write 100 MB: np.savez")
    lines.append(
        "| 100 MB, durable | <= 1.1 times the time of np.savez "
        f"| {durable:.2f} times; the disk takes {disk:.2f} times for the bytes alone |"
    )
    lines.append(
        "| 10 million events of 6 columns, appended | >= 3 million events/s, <= 64 MB "
        f"| {rate / 1e6:.1f} million events/s, {grown:.0f} MB |"
    )
    return lines


def contenders(contest: Contest) -> list[str]:
    """Every contender beside NumPy."""
    lines, base = [], ""
    for name, seconds in contest.seconds.items():
        base = name if ": np." in name and name[-9:] != ": np.save" else base
        lines.append(f"| {name} | {seconds * 1e3:.3g} | {contest.seconds[base] / seconds:.2f} |")
    return lines


def main(folder: Path, page: Path | None) -> None:
    """Measure, and print or write the page."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        settle(folder)
        little = Contest(folder, 400)
        small(little, folder)
        rate, grown = stream(folder)  # memory that was taken once is not given back
        contest = Contest(folder, 9)
        large(contest, folder)
        squeezed = Contest(folder, 2)
        packed(squeezed)
    finally:
        shutil.rmtree(folder)
    contest.seconds |= squeezed.seconds | little.seconds
    contest.sizes |= squeezed.sizes
    versions = f"CPython {sys.version.split()[0]}, NumPy {np.__version__}"
    machine = f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {versions}"
    text = PAGE.format(
        machine=machine,
        rows="\n".join(rows(contest, rate, grown)),
        contenders="\n".join(contenders(contest)),
    )
    if page:
        page.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]) / "storing", Path(sys.argv[2]) if len(sys.argv) > 2 else None)
