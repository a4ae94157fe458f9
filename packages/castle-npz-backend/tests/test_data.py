"""Which data is stored and which is refused."""

import importlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from castle.backends.npz import NpzError
from castle.backends.npz._data import named_arrays
from castle.backends.npz._npy import version

# The one type outside of NumPy's own that comes with it.
CORE = "numpy.core" if np.__version__.startswith("1.") else "numpy._core"
rational = importlib.import_module(f"{CORE}._rational_tests").rational

GAPS = np.dtype({"names": ["a", "b"], "formats": ["f8", "i4"], "offsets": [8, 0]})
WIDE = np.dtype([(f"a_field_with_a_long_name_{number}", "f8") for number in range(400)])

UNSTORABLE = {
    "objects": (np.array([object()]), "it holds Python objects"),
    "objects in a field": (np.zeros(1, [("a", "f8"), ("b", "O")]), "it holds Python objects"),
    "masked": (np.ma.masked_array([1.0, 2.0], [True, False]), "mask would be lost"),
    "matrix": (np.zeros(1).view(np.recarray), "is a recarray"),
    "list": ([1.0, 2.0], "is a list"),
    "number": (np.float64(1), "is a float64"),
    "nothing": (None, "is a NoneType"),
    "metadata": (np.zeros(1, np.dtype("f8", metadata={"unit": "m"})), "npy format cannot describe"),
    "metadata in a field": (
        np.zeros(1, [("a", np.dtype("f8", metadata={"unit": "m"}))]),
        "npy format cannot describe",
    ),
    "a type of somebody's own": (np.array([rational(1, 2)]), "npy format cannot describe"),
    "no fields": (np.zeros(1, np.dtype([])), "npy format cannot describe"),
    "fields out of order": (np.zeros(1, GAPS), "npy format cannot describe"),
    "more fields than numpy.load reads": (np.zeros(1, WIDE), "npy format cannot describe"),
}


@pytest.mark.parametrize("case", UNSTORABLE)
def test_refused(case: str) -> None:
    """What would not come back as it went in is refused with its name and the reason."""
    array, reason = UNSTORABLE[case]
    with pytest.raises(NpzError, match=f"array 'x' cannot be stored: .*{reason}") as error:
        named_arrays({"x": array})
    assert [found.code for found in error.value.diagnostics] == ["CAS1004"]
    assert all(found.help for found in error.value.diagnostics)


@pytest.mark.parametrize("dtype", ["i8", "f4", "c16", "U3", "?"])
def test_bare_array_of_another_type(dtype: str) -> None:
    """An array without a name is of float64, or refused with the way to name it."""
    with pytest.raises(NpzError, match="must be of float64") as error:
        named_arrays(np.zeros(2, dtype))
    assert error.value.diagnostics[0].help == 'give it a name: save({"name": array}, run_meta)'


@pytest.mark.parametrize("bare", [[1.0], None, np.ma.masked_array([1.0])])
def test_bare_nonsense(bare: object) -> None:
    """What is neither an array nor a mapping is refused once."""
    with pytest.raises(NpzError) as error:
        named_arrays(bare)
    assert len(error.value.diagnostics) == 1


@pytest.mark.parametrize(
    "name",
    [
        "",
        "run_meta",
        "a/b",
        "..",
        ".a",
        "a\\b",
        "c:a",
        "a.npy",
        "a\n",
        "a\0b",
        "\ud800",
        "a" * 129,
        7,
    ],
)
def test_refused_name(name: Any) -> None:
    """A name that numpy.load or a ZIP tool would change or misread is refused."""
    with pytest.raises(NpzError, match="cannot be stored: "):
        named_arrays({name: np.zeros(1)})


def test_fields_with_padding() -> None:
    """Records with gaps between their fields are storable, when the fields are in order."""
    array = np.zeros(2, np.dtype([("a", "i1"), ("b", "f8")], align=True))
    assert named_arrays({"x": array})["x"] is array


@given(name=st.characters(categories=["L"]))
def test_version(name: str) -> None:
    """The header is of the oldest version that can hold the names of the fields."""
    assert version(np.dtype([(name, "f8")])) == ((1, 0) if name.isascii() else (3, 0))
