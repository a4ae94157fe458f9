"""Rules of state machines, and what is done in them."""

from castle.aigr import (
    Body,
    Call,
    DoneTrigger,
    EntryAction,
    EpsilonTrigger,
    EventTrigger,
    Expression,
    History,
    Identifier,
    InstantTrigger,
    LeaveAction,
    MachineItem,
    Part,
    Rule,
    Self,
    SendEvent,
    StateName,
    Trigger,
)
from castle.readers.source._problems import Code
from castle.readers.source._syntax._cursor import new_location
from castle.readers.source._syntax._implementations import Implementations
from castle.readers.source._syntax._operators import AUGMENTED
from castle.readers.source._syntax._tokens import END, NAME

Action = SendEvent | Call | Body

_WITHOUT_EVENT: dict[str, type[DoneTrigger | EpsilonTrigger | InstantTrigger]] = {
    "done": DoneTrigger,
    "epsilon": EpsilonTrigger,
    "instantly": InstantTrigger,
}
_HISTORIES = {"history": False, "deep_history": True}
_MOST_NAMES = 3
SHAPE = "a rule is written `State + port.event -> Next, port.event();`"
_ACTION = "an action: `port.event()`, `method()` or `{ statements }`"


class MachineRules(Implementations):
    """Reads rules, and what is done when states are entered and left."""

    __slots__ = ()

    def read_rule(self) -> MachineItem:
        """Read `Source + trigger [guard] -> Target, actions;`."""
        start = self.starts[self.i]
        source = self.state_name("a state")
        self.expect("+", "`+` and an event")
        trigger = self._trigger()
        guard = self._guard() if self.kinds[self.i] == "[" else None
        self.expect("->", "`->`" if guard else "`->`, or a guard between `[` and `]`")
        target = self._target_state() if self.kinds[self.i] is NAME else None
        actions = self._actions_behind(target)
        self._end()
        return self.placed(Rule(source, trigger, guard, target, actions), start)

    def read_state_action(self) -> MachineItem:
        """Read `entry S : actions;` or `leave S : actions;`."""
        start = self.starts[self.i]
        node = EntryAction if self.texts[self.i] == "entry" else LeaveAction
        self.i += 1
        state = self.state_name("a state")
        self.expect(":", "`:` and what is done")
        actions = self._actions()
        self._end()
        return self.placed(node(state, actions), start)

    def state_name(self, expected: str) -> StateName:
        """Read the use of a state."""
        place = self.here()
        return StateName(self.name(expected), location=place)

    def is_rule(self) -> bool:
        """Whether an arrow stands between here and the end of what begins here."""
        i = self.i
        while self.kinds[i] not in _BOUNDS:
            if self.kinds[i] == "->":
                return True
            i += 1
        return False

    def _is_member(self, first: int) -> bool:
        """Whether what was taken for a statement stands outside of bodies: rules do, too."""
        if super()._is_member(first):
            return True
        i, self.i = self.i, first
        found = self.kinds[first] is NAME and (self.is_rule() or self._is_item())
        self.i = i
        return found

    def _is_item(self) -> bool:
        text, after, end = self.texts[self.i], *self.kinds[self.i + 1 : self.i + 3]
        if text == "state" and after == ":":
            return True
        return after is NAME and (text, end) in _HEADS

    def _end(self) -> None:
        """Read the semicolon behind actions, unless a block of them goes on for ever."""
        if self.resume != self.i:
            self.semicolon()

    def _trigger(self) -> Trigger:
        node = _WITHOUT_EVENT.get(self.texts[self.i])
        if node is None or self.kinds[self.i + 1] == ".":
            return self._event_trigger()
        self.i += 1
        return node(location=self.token(self.i - 1))

    def _event_trigger(self) -> Trigger:
        """Read `port.event` or `sub.port.event`, and names for what the event carries."""
        start, first = self.starts[self.i], self.i
        port: Part | Self = self._own_start()
        read = self.name if self.i == first else self.word
        names = [(read("a port and an event, such as `port.event`"), self.i - 1)]
        while self.kinds[self.i] == "." and len(names) < _MOST_NAMES:
            self.i += 1
            names.append((self.word("a name after the dot"), self.i - 1))
        if len(names) == 1:
            self.unexpected("`.` and an event of the port")
        for name, at in names[:-1]:
            place = new_location((self.file, start, self.ends[at], None))
            port = Part(port, name, location=place)
        assert isinstance(port, Part)
        named = self.kinds[self.i] == "("
        parameters = self.separated(self._handler_parameter) if named else []
        event = names[-1][0]
        return self.placed(EventTrigger(port, event, parameters=parameters), start)

    def _own_start(self) -> Self:
        """Read what stands for the element itself: `.`, `self.` or nothing."""
        start = self.starts[self.i]
        if self.kinds[self.i] == "self":
            self.i += 1
            self.expect(".", "`.` and a port")
            return Self(location=new_location((self.file, start, self.ends[self.i - 2], None)))
        if self.kinds[self.i] == ".":
            self.i += 1
            return Self(location=self.token(self.i - 1))
        return Self(location=new_location((self.file, start, start, None)))

    def _guard(self) -> Expression:
        self.i += 1
        guard = self.expression()
        self.expect("]", "`]` after the guard")
        return guard

    def _target_state(self) -> StateName | History | None:
        """Read a state or its history; None where an action stands without a comma before it."""
        start, after = self.starts[self.i], self.kinds[self.i + 1]
        if after == "(" or (after == "." and self.texts[self.i + 2] not in _HISTORIES):
            help_ = f"write `-> , {self.texts[self.i]}...`, or a state before the comma"
            self.fail(Code.UNEXPECTED, "a comma stands before each action", help=help_)
        state = self.state_name("a state")
        if self.kinds[self.i] != ".":
            return state
        self.i += 2
        deep = _HISTORIES[self.texts[self.i - 1]]
        return self.placed(History(state, deep), start)

    def _actions_behind(self, target: StateName | History | None) -> list[Action]:
        kind = self.kinds[self.i]
        if kind == ",":
            self.i += 1
            return self._actions()
        if kind in (".", "{", "self") or (target and kind is NAME and self._is_action()):
            expected = "a comma before the first action"
            self.unexpected(f"`,`: {expected}" if target else f"a state, or {expected}")
        return []

    def _is_action(self) -> bool:
        """Whether a call or send comes next, and no rule that lacks a semicolon before it."""
        i = self.i
        while self.kinds[i] is NAME and self.kinds[i + 1] == ".":
            i += 2
        return self.kinds[i] is NAME and self.kinds[i + 1] == "("

    def _actions(self) -> list[Action]:
        found = [self._action()]
        while self.kinds[self.i] == ",":
            self.i += 1
            found.append(self._action())
        return found

    def _action(self) -> Action:
        if self.kinds[self.i] == "{":
            return self.body()
        if self.kinds[self.i] in (";", ","):
            self.unexpected(_ACTION)
        start = self.starts[self.i]
        node = self.bare_expression()
        if self.kinds[self.i] in (":=", "=", *AUGMENTED):
            shown = (self.file.text or "")[start : self.ends[self.i - 1]]
            help_ = f"write `{{ {shown} {self.texts[self.i]} ...; }}`"
            self.fail(Code.UNEXPECTED, "a statement as an action stands in braces", help=help_)
        if isinstance(node, Call | SendEvent):
            return _owned(node)
        message = "this is no action: it neither sends nor calls"
        self.fail(Code.NO_EFFECT, message, node.location)


def _owned(node: Call | SendEvent) -> Call | SendEvent:
    """An action whose port belongs to the element, with or without a dot before it."""
    if isinstance(node, SendEvent):
        _own(node.port)
        return node
    callee = node.callee
    if not isinstance(callee, Part) or not isinstance(callee.base, Identifier):
        return node
    port = _part(callee.base)
    return SendEvent(port, callee.name, arguments=node.arguments, location=node.location)


def _own(node: Expression) -> None:
    while isinstance(node, Part):
        if isinstance(node.base, Identifier):
            node.base = _part(node.base)
            return
        node = node.base


def _part(name: Identifier) -> Part:
    place = name.location
    base = Self(location=place._replace(end=place.start) if place else None)
    return Part(base, name.name, location=place)


_HEADS = {("state", "{"), ("region", "{"), ("final", ";"), ("entry", ":"), ("leave", ":")}
_BOUNDS = frozenset((";", "{", "}", END))
