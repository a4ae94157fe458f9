import ctypes
import io
import math
import re
from contextlib import redirect_stdout

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from castle.writers.python.castle_values import (
    RunTimeError,
    copied,
    item,
    printf,
    remove,
    same,
    to_float,
    to_int,
)

LIBC = ctypes.CDLL(None)
FLOATS = st.floats() | st.sampled_from([0.0, -0.0, 1e5, 999999.5, 1e16, math.inf, -math.inf])
INTS = st.integers(-(2**63), 2**63 - 1) | st.integers(-20, 20)


def shown(format: str, value: object) -> str:
    """What `printf` prints."""
    out = io.StringIO()
    with redirect_stdout(out):
        printf(format, value)
    return out.getvalue()


def by_c(format: str, value: int | float) -> str:
    """What C's own prints."""
    buffer = ctypes.create_string_buffer(2000)
    given = ctypes.c_double(value) if isinstance(value, float) else ctypes.c_longlong(value)
    wide = re.sub("([dx])$", r"ll\1", format)
    LIBC.snprintf(buffer, 2000, wide.encode(), given)
    return buffer.value.decode()


@given(
    flags=st.text("-+ 0", max_size=3),
    width=st.sampled_from(["", "5", "24"]),
    precision=st.sampled_from(["", ".", ".0", ".3", ".17"]),
    kind=st.sampled_from("dxfeg"),
    number=st.data(),
)
def test_numbers_are_printed_as_c_prints_them(
    flags: str, width: str, precision: str, kind: str, number: st.DataObject
) -> None:
    """With any flags, width and precision; infinity and zero have rules of their own."""
    value = number.draw(INTS if kind in "dx" else FLOATS)
    assume(value == value)  # the sign of a `nan` is not the language's
    format = f"%{flags}{width}{precision}{kind}"
    assert shown(format, value) == by_c(format, value)


@pytest.mark.parametrize(
    ("format", "value", "expected"),
    [
        ("%#x|", 255, "0xff|"),
        ("%#x|", 0, "0|"),
        ("%6.2s|", "\u00fcber", "    \u00fcb|"),
        ("%s", [True, [1.0]], "[true, [1.0]]"),
        ("%5f", math.nan, "  nan"),
        ("100%%%d", 7, "100%7"),
    ],
)
def test_other_things_are_printed(format: str, value: object, expected: str) -> None:
    """Texts by code points, lists as `print` shows them, and percent signs."""
    assert shown(format, value) == expected


@given(st.integers(-(2**70), 2**70))
def test_a_text_of_digits_becomes_an_int(value: int) -> None:
    """What `str` makes of an int comes back, and what does not fit stops the program."""
    if -(2**63) <= value < 2**63:
        assert to_int(str(value)) == value
    else:
        with pytest.raises(RunTimeError, match="overflow"):
            to_int(str(value))


@given(FLOATS)
def test_what_str_makes_of_a_float_comes_back(value: float) -> None:
    """Infinity and `nan` do, too."""
    assert repr(to_float(repr(value))) == repr(value)


@given(FLOATS)
def test_a_float_is_cut_towards_zero(value: float) -> None:
    """What does not fit, or is no number, stops the program."""
    if math.isfinite(value) and abs(value) < 2**63:
        assert to_int(value) == math.trunc(value)
    elif value != -(2.0**63):
        with pytest.raises(RunTimeError):
            to_int(value)


@pytest.mark.parametrize("text", ["", " 1", "1_0", "0x1", "1.5", "\u0663", "--1", "9" * 5000])
def test_what_is_no_int_stops_the_program(text: str) -> None:
    """Python would take some of these."""
    with pytest.raises(RunTimeError):
        to_int(text)


@pytest.mark.parametrize("text", ["", "1.", ".5", " 1.0", "1_0.0", "Infinity", "0x1p3", "1e"])
def test_what_is_no_float_stops_the_program(text: str) -> None:
    """Python would take some of these."""
    with pytest.raises(RunTimeError):
        to_float(text)


@pytest.mark.parametrize("index", [-1, 2, 2**62])
def test_an_item_is_one_that_the_list_has(index: int) -> None:
    """Python would count negative places from the end."""
    with pytest.raises(RunTimeError, match=f"index {index} is out of range: the list has 2 items"):
        item([1, 2], index)
    with pytest.raises(RunTimeError, match="out of range"):
        remove([1, 2], index)


def test_a_copy_shares_no_list() -> None:
    """Neither the list nor those in it."""
    rows = [[1], [2]]
    other = copied(rows)
    other[0].append(3)
    assert rows == [[1], [2]]


def test_nan_is_not_equal_to_itself_in_a_list_either() -> None:
    """Python looks whether it is the same object first."""
    values = [math.nan]
    assert values == values
    assert not same(values, values)
    assert same([[1.0, 2.0]], [[1.0, 2.0]])
    assert not same([1.0], [1.0, 2.0])
