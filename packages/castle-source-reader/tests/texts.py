"""Texts made from the grammar: what it derives, and the same with mistakes in it."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from random import Random

from lark.grammar import NonTerminal, Rule, Symbol, Terminal
from lark.lexer import PatternStr
from oracle import oracle

_BETWEEN = [" "] * 16 + ["\n", "\n", "\r\n", "\t", "/* c */", " // c\n", "/**/"]
_SAMPLES = {
    "NAME": ["a", "b", "P", "Q", "int", "str", "x1", "_", "iff", "T", "print"],
    "INTEGER": ["0", "1", "42", "1_000", "0x2A", "007", "9223372036854775808"],
    "DECIMAL": ["3.14", "1e-3", "1_0.5E+2", "2.0"],
    "STRING": ['"s"', '""', r'"\n\"\\"', r'"\u00e9"', '"§ // /*"'],
    "DOCSTRING": ['"""d"""', '""""""', '"""two\nlines"""', '"""a "quote" """'],
}
_STRAY_WORDS = r"""
    1_ 0x 1e 1. .5 1x 0_1 1__0 0x_1 1e1_0 " "\x" "\ud800" /* // 's' § é \ $ ! ? && || # ~
    self super if in on as ; ; ( ) { } [ ] , . : := = -> + - <
"""
_STRAY = [*_STRAY_WORDS.split(), '"' * 3, "= >", ": =", "\0"]
_BRACKETS = ["(", ")", "{", "}", "[", "]", ";", ","]
_INSIDE = [
    ("item", "implement A {", "}"),
    ("statement", "implement A { init ( ) {", "} }"),
    ("expression", "implement A { f ( ) { return", "; } }"),
    ("machine_item", "@ FSM implement A {", "}"),
    ("rule", "@ FSM implement A {", "}"),
]
# Else names would mostly be words that have a meaning only in their place.
_WEIGHTS = {("name", "NAME"): 60, ("word", "name"): 120}


def any_text(random: Random) -> tuple[str, str]:
    """Make a text, most often with mistakes, and say which rule it starts from."""
    start = "castle" if random.random() < 0.85 else "moat"
    make = derived if random.random() < 0.4 else mistaken
    return make(random, start, random.randrange(5, 120)), start


def derived(random: Random, start: str = "castle", size: int = 60) -> str:
    """Make a text that the grammar derives, of roughly that many words."""
    return joined(random, _program(random, start, size))


def mistaken(random: Random, start: str = "castle", size: int = 60) -> str:
    """Make a text as `derived` does, with up to three mistakes, which may cancel out."""
    found = _program(random, start, size)
    for _ in range(random.randrange(3)):
        _mistake(random, found)
    text = joined(random, found)
    if random.random() < 0.3:
        text = text.replace(between(random), "", random.randrange(3))
    if random.random() < 0.4 and text:
        at = random.randrange(len(text))
        text = text[:at] + random.choice(["", text[at] * 2, *_STRAY]) + text[at + 1 :]
    return text


def joined(random: Random, found: list[str]) -> str:
    """Put white space and comments between words, or nothing where nothing is needed."""
    parts: list[str] = []
    for word, after in zip(found, [*found, ""][1:], strict=True):
        is_apart = word in _BRACKETS or after in _BRACKETS
        parts += [word, "" if is_apart and random.random() < 0.5 else between(random)]
    return "".join(parts)


def _program(random: Random, start: str, size: int) -> list[str]:
    """Derive a whole file, or many of one thing that stands deep in it."""
    if start == "moat" or random.random() < 0.4:
        return list(words(random, start, size))
    rule, head, tail = random.choice(_INSIDE)
    parts = [words(random, rule, size // 3) for _ in range(random.randrange(1, 4))]
    return [*head.split(), *chain.from_iterable(parts), *tail.split()]


def words(random: Random, start: str, size: int) -> Iterator[str]:
    """Derive words from a rule; once there are enough of them, by the shortest way."""
    productions, shortest = _productions()
    stack: list[Symbol] = [NonTerminal(start)]
    while stack:
        symbol = stack.pop()
        if symbol.is_term:
            size -= 1
            yield _word(random, symbol.name)
            continue
        rules, weights = productions[symbol.name]
        room = size - sum(shortest.get(each.name, 1) for each in stack)
        if room > shortest[symbol.name]:
            (rule,) = random.choices(rules, weights)
        else:
            rule = min(rules, key=lambda rule: _length(rule, shortest))
        stack += reversed(rule.expansion)


def between(random: Random) -> str:
    """Pick something that may stand between words."""
    return random.choice(_BETWEEN)


def _mistake(random: Random, found: list[str]) -> None:
    at = random.randrange(len(found)) if found else 0
    match random.randrange(6):
        case 0:
            del found[at : at + 1]
        case 1:
            found.insert(at, any_word(random, found))
        case 2:
            found[at : at + 1] = [any_word(random, found)]
        case 3:
            found[at : at + 2] = found[at : at + 2][::-1]
        case 4:
            found.insert(random.randrange(at, len(found) + 1), ")")
            found.insert(at, "(")
        case _:
            found[at:at] = found[at : at + random.randrange(1, 6)]


def any_word(random: Random, found: list[str]) -> str:
    """Pick any word, of a text or of the language, or what is none."""
    terminals = [terminal.name for terminal in oracle().terminals]
    choices = [random.choice(_STRAY), random.choice(found or ["x"])]
    return random.choice([*choices, _word(random, random.choice(terminals))])


def _word(random: Random, terminal: str) -> str:
    samples = _SAMPLES.get(terminal)
    return random.choice(samples) if samples else _spellings()[terminal]


@cache
def _spellings() -> dict[str, str]:
    return {
        each.name: each.pattern.value
        if isinstance(each.pattern, PatternStr)
        else re.sub(r"\\b$", "", each.pattern.value)
        for each in oracle().terminals
    } | {"COMMENT": "/* c */", "WHITE_SPACE": " "}


@cache
def _productions() -> tuple[dict[str, tuple[list[Rule], list[int]]], dict[str, int]]:
    """The rules for each name with their weights, and the fewest words that it derives."""
    rules: dict[str, list[Rule]] = {}
    for rule in oracle().rules:
        rules.setdefault(rule.origin.name, []).append(rule)
    weighted = {name: (found, [_weight(rule) for rule in found]) for name, found in rules.items()}
    return weighted, _shortest(rules)


def _weight(rule: Rule) -> int:
    first = rule.expansion[0].name if rule.expansion else ""
    return _WEIGHTS.get((rule.origin.name, first), 1)


def _shortest(rules: dict[str, list[Rule]]) -> dict[str, int]:
    found = dict.fromkeys(rules, 10**6)
    for _ in rules:
        for name, each in rules.items():
            found[name] = min(found[name], *(_length(rule, found) for rule in each), 10**6)
    return found


def _length(rule: Rule, shortest: dict[str, int]) -> int:
    return sum(1 if isinstance(each, Terminal) else shortest[each.name] for each in rule.expansion)
