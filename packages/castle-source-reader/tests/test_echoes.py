"""One mistake in a declaration is one error: what follows from it is not told."""

from collections.abc import Callable

import pytest

Errors = Callable[..., list[str]]
Helps = Callable[..., list[str | None]]

BELL = "component Bell { }\nimplement Bell { }\ncomponent Main { }\n"


@pytest.mark.parametrize(
    ("text", "said", "help_"),
    [
        (
            "component Bell { }\nimplement Bel { }\ncomponent Main { }\n"
            "implement Main { sub Bell:bell; init() { .bell := Bell(); } }",
            "2:11: CAS0201 nothing is called `Bel` here",
            "did you mean `Bell`?",
        ),
        (
            BELL + "implement Main { sub bell:Bell; init() { .bell := Bell(); } }",
            "4:18: CAS0209 the component stands before the `:`, and the name behind it",
            "write `sub Bell:bell;`",
        ),
        (
            BELL + "implement Main { alias bell:Bell; init() { .bell := Bell(); } }",
            "4:18: CAS0209 the component stands before the `:`, and the name behind it",
            "write `alias Bell:bell;`",
        ),
        (
            BELL + "implement Main { Bell bell; init() { .bell := Bell(); } }",
            "4:18: CAS0207 a component is no type here: subs and aliases hold elements",
            "write `sub Bell:bell;`, or `alias` for what others own",
        ),
        (
            BELL + "implement Main { Bell[] bells; }",
            "4:18: CAS0207 the items of a list are values, not elements",
            None,
        ),
    ],
)
def test_what_follows_from_a_mistake_is_not_told(
    errors: Errors, helps: Helps, text: str, said: str, help_: str | None
) -> None:
    """There is one message, and its help can be typed."""
    assert errors(text) == [f"main.Castle:{said}"]
    assert helps(text) == [help_]
