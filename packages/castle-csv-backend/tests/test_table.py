"""Arrays as text, and back."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from castle.backends.csv import CsvBackend, CsvError
from castle.monorail.meta import RunMeta

KEPT: dict[str, NDArray[Any]] = {
    "carriage returns": np.array(["a\rb", "c\r\nd", "\r", "\n", ""]),
    "long": np.array(["x" * 200_000, '"' * 70_000]),
    "no characters": np.ndarray((2,), "U0"),
    "white space": np.array([" a ", "\t", "\x85", "\u2028", "\x1c", "\ufeff"]),
    "like numbers": np.array(["nan", "nan:7", "1.0"]),
    "two axes": np.array([["a,b", '"'], ["", "\0c"]]),
    "big-endian text": np.array(["é"], ">U3"),
    "big-endian numbers": np.array([1.0, np.nan], ">f8"),
    "signalling": np.array([0x7FF0000000000001, 0xFFF4000000000001], "u8").view("f8"),
    "limits": np.array([5e-324, -0.0, 1.7976931348623157e308]),
    "nothing across": np.zeros((3, 0)),
    "no text across": np.zeros((3, 0), "U3"),
    "nothing down": np.zeros((0, 3)),
    "other order": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "strided": np.arange(10.0)[::-2],
}


@pytest.mark.parametrize("array", KEPT.values(), ids=list(KEPT))
def test_comes_back(tmp_path: Path, array: NDArray[Any]) -> None:
    """What is saved is read again, to the bit and to the character."""
    backend, run = CsvBackend(root=tmp_path), RunMeta("sieve")
    backend.save({"kept": array}, run)
    back = backend.read(run)
    assert isinstance(back, dict)
    assert (back["kept"].dtype, back["kept"].shape) == (array.dtype, array.shape)
    assert back["kept"].tobytes() == array.tobytes()


@pytest.mark.parametrize(
    "data",
    [
        {"text": np.array(["\ud800"])},
        {"a": np.eye(1), "A": np.eye(1)},
        {"\u00e9": np.eye(1), "e\u0301": np.eye(1)},
        {"con": np.eye(1)},
        {"COM1": np.eye(1)},
        {"x" * 200: np.eye(1)},
    ],
    ids=["surrogate", "case", "form", "device", "port", "long"],
)
def test_refused(tmp_path: Path, data: dict[str, NDArray[Any]]) -> None:
    """What no file can hold, or two names for one file, is refused; nothing is kept."""
    backend = CsvBackend(root=tmp_path)
    with pytest.raises(CsvError) as error:
        backend.save(data, RunMeta("sieve"))
    assert [found.code for found in error.value.diagnostics] == ["CAS1052"]
    assert list(tmp_path.iterdir()) == []
