"""The formats of `printf`."""

from collections.abc import Callable

import pytest

BodyErrors = Callable[[str], list[str]]

FINE = [
    'printf("no values, 100%%\\n");',
    'printf("%d %x %5d %-5d %05d %+d % d %.3d %-8x", x, x, 1, 2, 3, 4, 5, 6, 7);',
    'printf("%f %e %g %.2f %08.3f %#g %+.1e", .f, x, 1, .f, .f, .f, .f);',
    'printf("%s %s %s %5s %-5s %.2s", x, .f, .b, .s, [1, 2], "abc");',
]
NO = "is no conversion; there are %d %x %f %e %g %s, and %% for a `%`"
WRONG = [
    ("printf();", "9: CAS0211 `printf` takes 1 argument or more, not 0"),
    ("printf(.s);", "16: CAS0235 the format of `printf` is a text that is written here"),
    ("printf(3);", "16: CAS0235 the format of `printf` is a text that is written here"),
    ('printf("a%i", 3);', f"18: CAS0235 `%i` {NO}"),
    ('printf("\\n%");', f"16: CAS0235 `%` {NO}"),
    ('printf("%5%");', f"17: CAS0235 `%5%` {NO}"),
    ('printf("%*d", 3);', f"17: CAS0235 `%*` {NO}"),
    ('printf("%ld", 3);', f"17: CAS0235 `%l` {NO}"),
    ('printf("%#d", 3);', "17: CAS0235 the flags of `%d` are, each once, `-` `+` ` ` `0`"),
    ('printf("%+x", 3);', "17: CAS0235 the flags of `%x` are, each once, `-` `0`"),
    ('printf("%05s", 3);', "17: CAS0235 the flags of `%s` are, each once, `-`"),
    ('printf("%--5d", 3);', "17: CAS0235 the flags of `%d` are, each once, `-` `+` ` ` `0`"),
    ('printf("%1000d", 3);', "17: CAS0235 width and precision are numbers up to 999"),
    ('printf("%.f", 3);', "17: CAS0235 width and precision are numbers up to 999"),
    ('printf("%.1000f", 3);', "17: CAS0235 width and precision are numbers up to 999"),
    (
        'printf("%05.2d", 3);',
        "17: CAS0235 the precision of `%d` is at least 1, and goes without the flag `0`",
    ),
    (
        'printf("%.0x", 3);',
        "17: CAS0235 the precision of `%x` is at least 1, and goes without the flag `0`",
    ),
    ('printf("%-05d", 3);', "17: CAS0235 `-` goes without `0`, and `+` without a space"),
    ('printf("%d");', "9: CAS0211 this format is for 1 value, not 0"),
    ('printf("%%", 3);', "9: CAS0211 this format is for 0 values, not 1"),
    ('printf("%d", 1.5);', "22: CAS0212 `%d` takes an `int`, and this is `float`"),
    ('printf("%x", "a");', "22: CAS0212 `%x` takes an `int`, and this is `str`"),
    ('printf("%g", .s);', "22: CAS0212 `%g` takes a number, and this is `str`"),
    (
        'printf("%s", .part);',
        "22: CAS0212 `printf` takes a value that can be shown, and this is `Other`",
    ),
    ('x := printf("%d", 3);', "14: CAS0215 this has no value, and one is needed here"),
]


@pytest.mark.parametrize("line", FINE)
def test_formats_of_the_language_are_read(body_errors: BodyErrors, line: str) -> None:
    """Conversions with flags, widths and precisions, and values of the types that they take."""
    assert body_errors(line) == []


@pytest.mark.parametrize(("line", "message"), WRONG)
def test_what_is_wrong_is_told_once_at_its_place(
    body_errors: BodyErrors, line: str, message: str
) -> None:
    """Each mistake gives a message of its own, with its place, and no second one."""
    assert body_errors(line) == [message]
