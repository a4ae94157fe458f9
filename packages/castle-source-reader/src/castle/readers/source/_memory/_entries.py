"""What is kept of one file that was found to be right."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, TypeGuard


class Sent(NamedTuple):
    """An event that is sent over an own out-port."""

    component: str
    """The component whose implementation sends, with its namespace."""
    port: str
    """The port, with the component that declares it and its namespace."""
    start: int
    """Where the send begins."""
    end: int
    """Where it ends."""


class Facts(NamedTuple):
    """What the bodies of one file say about the rest of the program."""

    made: frozenset[str] = frozenset()
    """The components that elements are made of; each needs an implementation somewhere."""
    mains: frozenset[str] = frozenset()
    """The components that can be the main one: nothing need make them."""
    sent: tuple[Sent, ...] = ()
    """The first event that is sent over each own out-port."""
    joined: frozenset[str] = frozenset()
    """The ports that are connected, or whose events are handled outside."""


@dataclass(slots=True, frozen=True)
class Entry:
    """What is kept of one file."""

    text: str
    """The digest of its text."""
    key: str
    """The digest of all that its errors depend on."""
    bodies: tuple[tuple[int, int], ...]
    """Where the bodies of its implementations begin and end, without their braces."""
    facts: Facts
    """What they say about the rest of the program."""


def values_of(entry: Entry) -> dict[str, Any]:
    """An entry as plain JSON values."""
    facts = entry.facts
    return {
        "text": entry.text,
        "key": entry.key,
        "bodies": [list(body) for body in entry.bodies],
        "made": sorted(facts.made),
        "mains": sorted(facts.mains),
        "sent": [list(one) for one in facts.sent],
        "joined": sorted(facts.joined),
    }


def entry_of(values: object) -> Entry | None:
    """The entry that plain JSON values stand for; None when they are not what was written."""
    if not isinstance(values, dict):
        return None
    text, key = values.get("text"), values.get("key")
    bodies, sent = values.get("bodies"), values.get("sent")
    names = [values.get(each) for each in ("made", "mains", "joined")]
    if not (isinstance(text, str) and isinstance(key, str) and _are_spans(bodies)):
        return None
    if not (all(map(_are_names, names)) and isinstance(sent, list) and all(map(_is_sent, sent))):
        return None
    made, mains, joined = (frozenset(each or ()) for each in names)
    facts = Facts(made, mains, tuple(Sent(*one) for one in sent), joined)
    return Entry(text, key, tuple((first, last) for first, last in bodies), facts)


def _are_names(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(one, str) for one in values)


def _are_spans(values: object) -> TypeGuard[list[list[int]]]:
    """Whether these are stretches of a text, one behind the other."""
    if not isinstance(values, list):
        return False
    if not all(isinstance(one, list) and len(one) == len("ab") for one in values):
        return False
    ends = [end for one in values for end in one]
    return all(type(end) is int for end in ends) and all(a <= b for a, b in pairwise([0, *ends]))


def _is_sent(values: object) -> bool:
    if not isinstance(values, list) or len(values) != len(Sent._fields):
        return False
    component, port, start, end = values
    return (
        isinstance(component, str)
        and isinstance(port, str)
        and type(start) is type(end) is int
        and 0 <= start <= end
    )
