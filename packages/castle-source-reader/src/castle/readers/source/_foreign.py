"""What people write who come from other languages, and what Castle writes instead."""

from typing import NamedTuple

from castle.readers.source._problems import Code
from castle.readers.source._syntax._tokens import DECIMAL, INTEGER, NAME, STRING


class Saying(NamedTuple):
    """What is to be said about some tokens."""

    first: int
    """The index of the first of them."""
    last: int
    """The index of the last of them."""
    code: Code
    """The number of the diagnostic."""
    message: str
    """What is wrong."""
    help: str | None
    """What to do."""


class Hint(NamedTuple):
    """What is to be said about a word."""

    code: Code
    """The number of the diagnostic."""
    message: str
    """What is wrong."""
    help: str
    """What to do."""


def hint(name: str) -> Hint | None:
    """What is to be said about a name that means nothing, if it does in other languages."""
    if name in _MEANT:
        return _writes(_MEANT[name], name)
    return _STATEMENTS.get(name)


def statement(kinds: list[str], texts: list[str], first: int) -> Saying | None:
    """What is to be said about a statement that makes no sense."""
    return _said(kinds, texts, first, _STATEMENTS)


def member(kinds: list[str], texts: list[str], first: int) -> Saying | None:
    """What is to be said about something between members that makes no sense."""
    return _said(kinds, texts, first, _MEMBERS)


def declaration(kinds: list[str], texts: list[str], first: int) -> Saying | None:
    """What is to be said about something outside of all braces that makes no sense."""
    return _said(kinds, texts, first, _DECLARATIONS)


def _said(kinds: list[str], texts: list[str], first: int, hints: dict[str, Hint]) -> Saying | None:
    found = hints.get(texts[first]) if kinds[first] is NAME else None
    if found is None or kinds[first + 1] in _USES:
        return None
    return Saying(first, first, *found)


def _writes(castle: str, other: str) -> Hint:
    return Hint(Code.FOREIGN, f"Castle writes `{castle}` for `{other}`", f"write `{castle}`")


def _lacks(what: str, help_: str) -> Hint:
    return Hint(Code.NOT_CASTLE, f"Castle has no {what}", help_)


_ELEMENT = _lacks("`new`: an element is made by its component", "write `Name(...)`")
_LOCAL = Hint(Code.NOT_CASTLE, "a local is declared with its type", "write `int name := ...;`")
_CONSTANT = Hint(Code.NOT_CASTLE, "constants stand beside members", "write `cons NAME := ...;`")
_EXCEPTION = _lacks("exceptions", "give back a value that tells, or send an event")
_METHOD = Hint(
    Code.NOT_CASTLE,
    "a method is declared by its name",
    "write `name(int:x) { ... }`, or `int: name(int:x) { ... }` when it gives a value",
)
_KIND = Hint(
    Code.NOT_CASTLE,
    "programs are made of components",
    "write `component Name { ... }` and `implement Name { ... }`",
)
_LOOP = "write `while (...) { ... }`"

ELSE_IF = frozenset(("elif", "elseif", "elsif"))
MODIFIERS = ("public", "private", "protected", "static")
_USES = frozenset((":=", "=", ".", ",", ")"))  # behind a name that is meant as one
_MEANT = {
    **dict.fromkeys(("None", "null", "nil", "NULL", "nullptr", "undefined"), "Ground"),
    **dict.fromkeys(("True", "TRUE"), "true"),
    **dict.fromkeys(("False", "FALSE"), "false"),
    **dict.fromkeys(("string", "String", "char"), "str"),
    **dict.fromkeys(("boolean", "Boolean", "Bool"), "bool"),
    **dict.fromkeys(("double", "Double", "real", "float32", "float64", "f64"), "float"),
    **dict.fromkeys(("long", "short", "integer", "Integer", "int32", "int64", "i64"), "int"),
    **dict.fromkeys(("println", "puts", "echo", "cout"), "print"),
    "sprintf": "printf",
    "this": "self",
}
_STATEMENTS = {
    **{word: _writes("else if", word) for word in ELSE_IF},
    **{word: _writes("match", word) for word in ("switch", "select", "when")},
    "foreach": _writes("for (x in xs)", "foreach"),
    **dict.fromkeys(("do", "repeat", "loop", "until"), _lacks("such loop", _LOOP)),
    **dict.fromkeys(("try", "catch", "except", "finally", "throw", "raise"), _EXCEPTION),
    **dict.fromkeys(("var", "let", "auto", "val", "mut"), _LOCAL),
    **dict.fromkeys(("const", "final", "static"), _CONSTANT),
    **dict.fromkeys(("def", "func", "function", "fn", "lambda"), _METHOD),
    "new": _ELEMENT,
    "delete": _lacks("`delete`: elements live until the program ends", "leave it out"),
    "unless": _lacks("`unless`", "write `if (not (...)) { ... }`"),
    "pass": _lacks("`pass`", "leave it out: a body may be empty, `{ }`"),
    "goto": _lacks("`goto`", _LOOP),
    "assert": _lacks("`assert`", "write `if (not (...)) { ... }`"),
    "void": Hint(Code.NOT_CASTLE, "what gives no value has no type", "leave `void` out"),
}
_MEMBERS = {
    **dict.fromkeys(("def", "func", "function", "fn", "void"), _METHOD),
    **dict.fromkeys(
        MODIFIERS,
        _lacks("such word: members are private, ports are public", "leave it out"),
    ),
    **dict.fromkeys(
        ("var", "let", "val"),
        Hint(Code.NOT_CASTLE, "a member is declared with its type", "write `int name;`"),
    ),
    **dict.fromkeys(("const",), _CONSTANT),
    "constructor": _writes("init", "constructor"),
    "__init__": _writes("init", "__init__"),
}
_DECLARATIONS = {
    **{word: _writes("implement", word) for word in ("implements", "impl", "implementation")},
    **dict.fromkeys(("class", "struct", "object", "module", "actor"), _KIND),
    **dict.fromkeys(
        ("interface", "trait"),
        Hint(
            Code.NOT_CASTLE,
            "what components say to each other is a protocol",
            "write `protocol Name { event(int:x); }`",
        ),
    ),
    **dict.fromkeys(("def", "func", "function", "fn", "void"), _METHOD),
    **dict.fromkeys(
        ("include", "using", "use", "require", "package"),
        Hint(Code.FOREIGN, "files are imported by name", "write `import name;`"),
    ),
}
_OTHERS = ("_", "default", "otherwise")
INFIX = {"is": "==", "eq": "==", "ne": "!=", "mod": "%", "div": "/"}
_SIGNS = {
    ("<", ">"): "!=",
    ("==", "="): "==",
    ("!=", "="): "!=",
    ("=", "<"): "<=",
    ("=", ">"): ">=",
    (":", "="): ":=",
}
_NUMBERS = (INTEGER, DECIMAL)
_CALL = "`:=`, `=` or a call"


class Signs:
    """What is to be said where something else was expected."""

    def __init__(
        self, kinds: list[str], texts: list[str], starts: list[int], ends: list[int], i: int
    ) -> None:
        self._kinds, self._texts, self._starts, self._ends = kinds, texts, starts, ends
        self._i = i

    def say(self, expected: str) -> Saying | None:
        """What is to be said, if it is what another language writes."""
        return self._step() or self._pair() or self._single(expected)

    def _at(self, i: int) -> str:
        return self._kinds[i] if 0 <= i < len(self._kinds) else ""

    def _touch(self, i: int) -> bool:
        """Whether a token follows the one before it without a space."""
        return 0 < i < len(self._starts) and self._ends[i - 1] == self._starts[i]

    def _step(self) -> Saying | None:
        """`x++` and `++x`."""
        for first, name in ((self._i - 2, self._i - 3), (self._i, self._i + 2)):
            sign = self._at(first)
            if sign in ("+", "-") and sign == self._at(first + 1) and self._touch(first + 1):
                dot = "." if self._at(name - 1) == "." else ""
                target = f"{dot}{self._texts[name]}" if self._at(name) is NAME else "x"
                message, help_ = f"Castle has no `{sign}{sign}`", f"write `{target} {sign}= 1;`"
                return Saying(first, first + 1, Code.NOT_CASTLE, message, help_)
        return None

    def _pair(self) -> Saying | None:
        """Two signs that were meant as one."""
        for first in (self._i - 1, self._i):
            one, other = self._at(first), self._at(first + 1)
            if not one or not self._touch(first + 1):
                continue
            if (one, other) in _SIGNS:
                hint_ = _writes(_SIGNS[one, other], f"{one}{other}")
                return Saying(first, first + 1, *hint_)
            if one == other and one in ("<", ">"):
                times = "*" if one == "<" else "/"
                hint_ = _lacks("shifts", f"write `x {times} 2 ** n`")
                return Saying(first, first + 1, *hint_)
        return None

    def _single(self, expected: str) -> Saying | None:
        i, kind, before = self._i, self._at(self._i), self._at(self._i - 1)
        if kind in (")", "]") and before == ",":
            message = f"no comma stands before `{kind}`"
            return Saying(i - 1, i - 1, Code.COMMA, message, "leave the comma out")
        if kind == ";" and before in ("}", "{", ";"):
            return Saying(i, i, Code.NOTHING, "this `;` ends nothing", "leave it out")
        if kind == "->" and expected in (_CALL, "an expression", "`;`"):
            message = "`->` stands in the rules of machines alone"
            return Saying(i, i, Code.NOT_CASTLE, message, "write `.` before a part")
        if kind == "{" and expected == "an expression":
            return Saying(i, i, Code.FOREIGN, "a list stands between brackets", "write `[1, 2]`")
        if kind == "[" and self._at(i + 1) == "]" and self._at(i - 1) is NAME is self._at(i - 2):
            message = "the brackets of a list stand behind its type"
            help_ = f"write `{self._texts[i - 2]}[] {self._texts[i - 1]}`"
            return Saying(i, i + 1, Code.FOREIGN, message, help_)
        if kind is NAME and self._texts[i] in INFIX and expected[0] == "`":
            return Saying(i, i, *_writes(INFIX[self._texts[i]], self._texts[i]))
        if kind is NAME and self._texts[i] in _OTHERS and expected.startswith("`case`"):
            return Saying(i, i, *_writes("else", self._texts[i]))
        return self._number() or self._call(expected)

    def _number(self) -> Saying | None:
        """`.5` and `1.`."""
        i, message = self._i, "a number has digits on both sides of its point"
        if self._at(i - 1) != "." or not (self._touch(i) or self._touch(i - 1)):
            return None
        if self._at(i) in _NUMBERS:
            return Saying(i - 1, i, Code.NUMBER, message, f"write `0.{self._texts[i]}`")
        if self._at(i - 2) in _NUMBERS:
            return Saying(i - 2, i - 1, Code.NUMBER, message, f"write `{self._texts[i - 2]}.0`")
        return None

    def _call(self, expected: str) -> Saying | None:
        i = self._i
        if expected != _CALL:
            return None
        if self._at(i) in (STRING, *_NUMBERS):
            help_ = f"write `{self._texts[i - 1]}(...);`"
            message = "what is given stands between parentheses"
            return Saying(i, i, Code.FOREIGN, message, help_)
        if self._at(i) == ":":
            message = "a local is declared by its type, a space and its name"
            return Saying(i, i, Code.NOT_CASTLE, message, "write `int name := ...;`")
        return None
