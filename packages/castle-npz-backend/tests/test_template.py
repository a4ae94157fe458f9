"""Small runs, whose files are made at once."""

import tempfile
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from castle.backends.npz._sink import Sink
from castle.backends.npz._template import small_file
from castle.backends.npz._writing import ArchiveWriter

KINDS = st.sampled_from(["<f8", ">i4", "u1", "?", "S3", "U2", "c16"]).map(np.dtype)
NAMES = st.text(st.sampled_from("abé_"), min_size=1, max_size=9)


@st.composite
def arrays(draw: st.DrawFn) -> NDArray[Any]:
    """An array in an order of its own, or in none."""
    array = draw(hnp.arrays(draw(KINDS), hnp.array_shapes(min_dims=0, max_dims=3, min_side=0)))
    order = draw(st.sampled_from(["as it is", "transposed", "strided"]))
    if order == "strided" and array.ndim:
        return array[::-2]
    return array.T if order == "transposed" else array


@settings(deadline=None, max_examples=50)
@given(
    runs=st.lists(st.tuples(st.dictionaries(NAMES, arrays(), max_size=3), st.binary(min_size=1)))
)
def test_same_bytes(runs: list[tuple[dict[str, NDArray[Any]], bytes]]) -> None:
    """A small file made at once is, to the byte, what is written array by array."""
    for named, text in runs:
        assert bytes(small_file(named, "run_meta", text) or b"") == written(named, text)


def written(named: dict[str, NDArray[Any]], text: bytes) -> bytes:
    """The file as an archive writer makes it."""
    with tempfile.TemporaryFile() as file:
        archive = ArchiveWriter(Sink(file.fileno(), durable=False), compressed=False)
        for name, array in named.items():
            archive.add(name, array)
        archive.add_text("run_meta", text)
        archive.finish()
        file.seek(0)
        return file.read()


def test_large_runs_are_not() -> None:
    """Large arrays, many, and types that are equal to others are left to the archive writer."""
    assert small_file({"x": np.zeros(10_000)}, "run_meta", b"{}") is None
    assert small_file({"x": np.zeros(1, "M8[s]")}, "run_meta", b"{}") is None
    many = {f"x{number}": np.zeros(1) for number in range(33)}
    assert small_file(many, "run_meta", b"{}") is None
