"""Machines whose rules leave choices that some later event decides: source, made at random."""

from random import Random

CONTRACT = """
protocol In { a(int:n, int:k); b(int:n); c(); d(); }
protocol Out { do(int:what, int:with); }
component Thing { port In<in>:e; port Out<out>:o; }
component Main { port In<out>:e; }
component Other { }
"""
_CHANGING = """
    int m; alias Other:best; deep() { keep(2); } keep(int:n) { .m := n; }
    hold() { .best := Other(); } drop() { .best := Ground; }
"""
_EVENTS = {"a": ["n", "k"], "b": ["n"], "c": [], "d": []}


def choosing(random: Random, places: int, events: int, *, changing: bool = False) -> str:
    """A machine with about so many choices, and a main that sends so many events to it.

    Each choice is between two ways that are told from each other by an event, at the latest: what
    is not common to them waits for it, with its arguments. With `changing` there are guards, and
    calls that change what these, or arguments, look at.
    """
    made = _Choosing(random, places, changing)
    body = f"state: {', '.join(made.states)} := S0; {' '.join(made.rules)}"
    sent = [_sent(random) for _ in range(events)]
    return whole(body + _CHANGING, sent, "implement Other { }") if changing else whole(body, sent)


def whole(body: str, events: list[str], more: str = "") -> str:
    """A program with a machine of this body, and a main that sends these events to it."""
    sends = " ".join(f".e.{event};" for event in events)
    return f"""
    @FSM implement Thing {{ {body} }}
    {more}
    implement Main {{
        sub Thing:thing;
        init() {{ .thing := Thing(); .e = .thing.e; }}
        powerOn() {{ {sends} }}
        Out.do(what, with) on .thing.o {{ print(what, with); }}
    }}
    """


def _sent(random: Random) -> str:
    name = random.choice(list(_EVENTS))
    return f"{name}({', '.join(str(random.randrange(9)) for _ in _EVENTS[name])})"


class _Choosing:
    """One machine that is being made."""

    def __init__(self, random: Random, places: int, changing: bool) -> None:
        self._random = random
        self._changing = changing
        self._sends = 0
        self._places = [f"S{number}" for number in range(places)]
        self.states = list(self._places)
        self.rules: list[str] = []
        for place in self._places:
            self._choice(place)
        for event in _EVENTS:
            if not any(f" + e.{event}(" in rule for rule in self.rules):
                self._rule(self._places[0], event, None)

    def _choice(self, place: str) -> None:
        """Two ways from a place, as long as each other, until they are decided."""
        first, *between, left, right = self._some(self._random.randrange(3, 5))
        common = [self._actions(first) for _ in range(self._random.randrange(2))]
        ends = [self._way(place, first, between, common) for _ in range(2)]
        for end, event in zip(ends, (left, right), strict=True):
            self._rule(end, event, self._random.choice(self._places))
        if self._random.randrange(3) == 0:
            self._rule(place, right, self._random.choice(self._places))

    def _way(self, place: str, first: str, between: list[str], common: list[str]) -> str:
        for number, event in enumerate((first, *between)):
            target = f"T{len(self.states)}"
            self.states.append(target)
            more = common if number == 0 else []
            self._rule(place, event, target, more)
            place = target
        if self._random.randrange(3) == 0:
            target = f"T{len(self.states)}"
            self.states.append(target)
            self._rule(place, None, target)
            place = target
        return place

    def _some(self, count: int) -> list[str]:
        return self._random.sample(list(_EVENTS), count)

    def _rule(
        self, place: str, event: str | None, target: str | None, common: list[str] | None = None
    ) -> None:
        names = _EVENTS.get(event or "", [])
        said = f"e.{event}({', '.join(names)}){self._guard()}" if event else "epsilon"
        own = [self._actions(event) for _ in range(self._random.randrange(3))]
        actions = "".join(f", {each}" for each in (*(common or []), *own))
        self.rules.append(f"{place} + {said} -> {target or ''}{actions};")

    def _guard(self) -> str:
        if not self._changing or self._random.randrange(4):
            return ""
        return self._random.choice([" [.m > 1]", " [.best == Ground]"])

    def _actions(self, event: str | None) -> str:
        self._sends += 1
        if self._changing and self._random.randrange(5) == 0:
            return self._random.choice(["deep()", "keep(1)", "hold()", "drop()"])
        more = ["n % 3", ".m", ".m + 1"] if self._changing and event in ("a", "b") else []
        given = self._random.choice([*_EVENTS.get(event or "", []), *more, "7"])
        return f"o.do({self._sends}, {given})"
