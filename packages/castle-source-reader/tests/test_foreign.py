"""What people write who come from other languages: each gets a message of its own, at its place."""

from collections.abc import Callable
from pathlib import Path

import pytest

Errors = Callable[..., list[str]]
Helps = Callable[..., list[str | None]]

TABLE = Path(__file__).with_name("confusions.txt").read_text(encoding="utf-8")
BODIES, WHOLE = (part.splitlines() for part in TABLE.split("\nA whole file; number and message\n"))
LINES = [[*line.split(" ~ "), ""][:3] for line in BODIES if " ~ " in line]
FILES = [line.split(" ~ ") for line in WHOLE if " ~ " in line]


@pytest.fixture
def in_handler(errors: Errors, helps: Helps) -> Callable[[str], tuple[list[str], list[str | None]]]:
    """A function that reads a line in a handler, and gives what is reported, and the helps."""
    head = (
        "protocol P { go(int:x); }\nprotocol Q : P { }\ncomponent Other(int:n) { }\n"
        "implement Other { }\ncomponent Thing { port P<in>:entry; port Q<out>:exit; }\n"
        "implement Thing {\nsub Other:part; alias Other:far; int n; float f; str s; bool b;"
        " int[] xs;\n"
        "P.go(x) on .entry {\n"
    )
    return lambda line: (errors(f"{head}{line}\n}}\n}}\n"), helps(f"{head}{line}\n}}\n}}\n"))


@pytest.mark.parametrize(("line", "said", "help_"), LINES)
def test_each_confusion_has_its_own_message(
    in_handler: Callable[[str], tuple[list[str], list[str | None]]],
    line: str,
    said: str,
    help_: str,
) -> None:
    """Its place is exact, its help can be typed, and nothing else is said."""
    found, helps = in_handler(line.replace("¦", ""))
    assert found == [f"main.Castle:9:{line.index('¦') + 1}: CAS{said}"]
    assert helps == [help_ or None]


@pytest.mark.parametrize(("text", "said"), FILES)
def test_declarations_of_other_languages(errors: Errors, text: str, said: str) -> None:
    """Outside of bodies, too, there is one message at the place."""
    place = f"main.Castle:1:{text.index('¦') + 1}"
    assert errors(text.replace("¦", "")) == [f"{place}: CAS{said}"]
