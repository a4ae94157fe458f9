"""State machines of Castle as text."""

from random import Random

_CONTRACT = """\
protocol Signals { coin(int:value); pass(); }
protocol Acts { unlock(int:value); lock(); alarm(); }
component Door { port Signals<in>:signal; port Acts<out>:act; }
"""
_TRIGGERS = ["signal.coin(value)", ".signal.coin", "signal.pass", "signal.pass()"]
_ACTIONS = ["act.lock()", ".act.alarm()", "act.unlock(.count)", "note()", "{ .count += 1; }"]


def machine(random: Random) -> tuple[str, str]:
    """Make the contract of a component, and a machine that implements it."""
    return _CONTRACT, _Machine(random).text()


class _Machine:
    """A machine that is being made."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._states = [f"S{n}" for n in range(random.randrange(2, 6))]

    def text(self) -> str:
        """The whole machine: a ring of states, and one that is refined."""
        ring = [*self._states[1:], self._states[0]]
        rules = [self._rule(*pair) for pair in zip(self._states, ring, strict=True)]
        stay = [f"    {state} + signal.pass -> , act.alarm();" for state in self._states[1:]]
        moore = [
            f"    {self._random.choice(['entry', 'leave'])} {state} : {self._actions()};"
            for state in self._states
            if self._random.random() < 0.4
        ]
        head = ["from doors import Signals, Acts;", "@FSM", "implement Door {"]
        head += ['    """A machine."""', "    int count := 0;"]
        head.append(f"    state: {', '.join(self._states)} := S0;")
        note = ["    note() {", "        .count := .count + 1;", "    }"]
        return "\n".join([*head, *rules, *stay, *moore, *self._refined(), *note, "}"])

    def _rule(self, source: str, target: str) -> str:
        trigger = self._random.choice(_TRIGGERS[:2])
        guard = self._random.choice(["", " [ .count > 3 ]", " [.count % 2 == 0 and true]"])
        actions = f", {self._actions()}" if self._random.random() < 0.7 else ""
        return f"    {source} + {trigger}{guard} -> {target}{actions};"

    def _actions(self) -> str:
        count = self._random.randrange(1, 4)
        return ", ".join(self._random.choice(_ACTIONS) for _ in range(count))

    def _refined(self) -> list[str]:
        last = self._states[-1]
        if self._random.random() < 0.4:
            regions = [
                f"        region R{n} {{ state: A{n}, B{n} := A{n}; A{n} + signal.pass -> B{n}; }}"
                for n in range(2)
            ]
            return [f"    state {last} {{", *regions, "    }"]
        inside = ["        state: Boot, Run := Boot;", "        final Done;"]
        inside += ["        Boot + signal.pass -> Run;", "        Run + signal.pass -> Done;"]
        back = self._random.choice([f"{last}.history", f"{last}.deep_history", last])
        behind = [f"    {last} + done -> S0;", f"    S0 + signal.pass -> {back}, act.lock();"]
        return [f"    state {last} {{", *inside, "    }", *behind]
