"""Machines of blocks whose variables share a few names with all else: source, made at random."""

from random import Random

from choosing import whole

_NAMES = ["k", "say", "z", "x"]
_EVENTS = {"a": 2, "b": 1, "c": 0, "d": 0}


def blocks(random: Random, states: int, events: int) -> str:
    """A machine of so many states, some passed through, and a main that sends so many events."""
    made = _Blocks(random, states)
    names = ", ".join(f"S{number}" for number in range(states + 1))
    body = f"""
        state: {names} := S0; int m := 1; cons k := 7;
        say(int:x) {{ .o.do(99, x); }}
        {" ".join(made.rules)}
        """
    return whole(body, [made.sent() for _ in range(events)])


class _Blocks:
    """One machine that is being made."""

    def __init__(self, random: Random, states: int) -> None:
        self._random = random
        self._sends = 0
        self._states = states
        self.rules: list[str] = []
        for number in range(states):
            if random.randrange(3):
                self._waiting(number)
            else:
                self._passing(number)
        self.rules += [f"S{states} + e.{event} -> S0;" for event in _EVENTS]

    def sent(self) -> str:
        """An event, with values."""
        name = self._random.choice(list(_EVENTS))
        return f"{name}({', '.join(self._digit() for _ in range(_EVENTS[name]))})"

    def _waiting(self, number: int) -> None:
        for event, count in _EVENTS.items():
            for guarded in (True, False):
                if self._random.randrange(2):
                    names = self._random.sample(_NAMES, self._random.randint(0, count))
                    given = f"({', '.join(names)})" if names else ""
                    guard = self._guard(names) if guarded else ""
                    goal = f"S{self._random.randint(0, self._states)}"
                    trigger = f"e.{event}{given}{guard}"
                    self.rules.append(f"S{number} + {trigger} -> {goal}{self._actions(names)};")

    def _passing(self, number: int) -> None:
        """Write a rule that is taken at once; it leads further on, and so in no circle."""
        guard = self._guard([]) if self._random.randrange(2) else ""
        goal = self._random.randint(number + 1, self._states)
        self.rules.append(f"S{number} + instantly{guard} -> S{goal}{self._actions([])};")

    def _guard(self, names: list[str]) -> str:
        return f" [{self._value(names)} < {self._value(names)}]"

    def _actions(self, names: list[str]) -> str:
        return "".join(f", {self._action(names)}" for _ in range(self._random.randrange(4)))

    def _action(self, names: list[str]) -> str:
        match self._random.randrange(3):
            case 0 if "say" not in names:
                return f"say({self._value(names)})"
            case 1:
                return self._send(names)
        return self._block(names, 0)

    def _send(self, names: list[str]) -> str:
        self._sends += 1
        return f"o.do({self._sends}, {self._value(names)})"

    def _block(self, names: list[str], depth: int) -> str:
        known = list(names)
        statements = [self._statement(known, depth) for _ in range(self._random.randint(1, 4))]
        return f"{{ {' '.join(statements)} }}"

    def _statement(self, known: list[str], depth: int) -> str:
        """Write a statement; what it declares is known from then on."""
        free = [name for name in _NAMES if name not in known]
        match self._random.randrange(6):
            case 0 | 1 if free:
                text = f"int {(name := self._random.choice(free))} := {self._value(known)};"
                known.append(name)
                return text
            case 2 if depth < 2:
                return f"if ({self._value(known)} < 5) {self._block(known, depth + 1)}"
            case 3 if free and depth < 2:
                name = self._random.choice(free)
                items = f"[{self._digit()}, {self._value(known)}]"
                return f"for ({name} in {items}) {self._block([*known, name], depth + 1)}"
            case 4:
                return f".m := {self._value(known)};"
            case 5 if "say" not in known:
                return f"say({self._value(known)});"
        return f".{self._send(known)};"

    def _value(self, known: list[str]) -> str:
        return self._random.choice([self._digit(), ".m", "k", *known])

    def _digit(self) -> str:
        return str(self._random.randrange(9))
