"""State machines: their states, superstates and regions, and what stands beside them."""

from castle.aigr import (
    Declaration,
    DefaultHandler,
    EventHandler,
    FinalState,
    MachineBody,
    MachineItem,
    Region,
    State,
    StateList,
    StateMachine,
    SuperState,
)
from castle.readers.source._problems import Code
from castle.readers.source._syntax._machine_rules import SHAPE, MachineRules
from castle.readers.source._syntax._tokens import NAME

Item = MachineItem | Declaration

_ITEM = "a `state:` list, a rule, `entry`, `leave`, a member, a method, or `}`"


class Machines(MachineRules):
    """Reads state machines."""

    __slots__ = ()

    def read_machine(self) -> Declaration:
        """Read `@FSM implement Name { }`, or a state of it: `@FSM implement Name.State { }`.

        Which of the names before the brace is the component's is found out when names are resolved.
        """
        start = self.starts[self.i]
        self.i += 2
        if self.texts[self.i - 1] != "FSM":
            self.i -= 1
            self.unexpected("`FSM`: there is only `@FSM`")
        self.expect("implement", "`implement` after `@FSM`")
        interface = self.named_type("the name of a component")
        at = self.i
        self.open_brace("`{`")
        documentation = self.docstring()
        body = self._machine_body(at)
        return StateMachine(
            interface.name.rpartition(".")[2],
            interface,
            body,
            documentation=documentation,
            location=self.since(start),
        )

    def _machine_body(self, at: int) -> MachineBody:
        """Read all up to the brace that closes the body; the one that opens it was read."""
        found: list[Item] = []
        self.items(found, self._machine_item, self.unnamed)
        return MachineBody(found, location=self.since(self.starts[at]))

    def _machine_item(self) -> Item:
        if self.kinds[self.i] is not NAME:
            return self._other_item()
        text, after = self.texts[self.i], self.kinds[self.i + 1]
        if after == "+":
            return self.read_rule()
        if text == "state" and after == ":":
            return self._state_list()
        end = self.kinds[self.i + 2] if after is NAME else None
        if text == "state" and end == "{":
            return self._superstate()
        if text == "region" and end == "{":
            return self._region()
        if text == "final" and end in (";", "}"):
            return self._final()
        if text in ("entry", "leave") and end == ":":
            return self.read_state_action()
        return self._other_item()

    def _other_item(self) -> Item:
        """Read what may stand in any implementation, handlers left out."""
        kind = self.kinds[self.i]
        if self.is_rule():
            self.fail(Code.UNEXPECTED, SHAPE)
        self._refuse_misused()
        if kind is not NAME and kind not in _DECLARATIONS:
            self.unexpected(_ITEM)
        node = self._item()
        if isinstance(node, EventHandler | DefaultHandler):
            help_ = "write a rule: `State + port.event -> ...;`"
            message = "a machine has rules, no handlers"
            self.problems.report(Code.MISPLACED, message, node.location, help=help_)
        return node

    def _refuse_misused(self) -> None:
        """Refuse what begins with a word of machines and does not go on as that does."""
        text = self.texts[self.i]
        after, end = self.kinds[self.i + 1 : self.i + 3]
        if text == "state" and after is NAME and end in (",", ":=", ";"):
            self.i += 1
            self.unexpected("`:` between `state` and the names of states")
        if text in ("state", "region") and after == "{":
            self.i += 1
            self.unexpected(f"a name between `{text}` and what it is made of")
        if text in _SHAPES and after is NAME:
            help_ = f"write {_SHAPES[text]}"
            self.fail(Code.UNEXPECTED, f"this is not how `{text}` is used", help=help_)

    def _state_list(self) -> MachineItem:
        start = self.starts[self.i]
        self.i += 2
        states = [self._state_declared()]
        while self.kinds[self.i] == ",":
            self.i += 1
            states.append(self._state_declared())
        initial = None
        if self.kinds[self.i] == ":=":
            self.i += 1
            # What it names, and may stand in another list, is found when names are resolved.
            initial = self._state_declared()
        self.semicolon()
        return self.placed(StateList(states, initial), start)

    def _state_declared(self) -> State:
        place = self.here()
        return State(self.name("the name of a state"), location=place)

    def _final(self) -> Declaration:
        start = self.starts[self.i]
        self.i += 1
        name = self.name("the name of a state")
        self.semicolon()
        return self.placed(FinalState(name), start)

    def _superstate(self) -> MachineItem:
        start = self.starts[self.i]
        self.i += 1
        state = self.state_name("a state")
        body = self._braces()
        return self.placed(SuperState(state, body), start)

    def _region(self) -> Declaration:
        start = self.starts[self.i]
        self.i += 1
        name = self.name("the name of a region")
        body = self._braces()
        return self.placed(Region(name, body), start)

    def _braces(self) -> MachineBody:
        at = self.i
        self.open_brace("`{`")
        return self._machine_body(at)


_SHAPES = {
    "entry": "`entry State : port.event();`",
    "final": "`final State;`",
    "leave": "`leave State : port.event();`",
    "region": "`region Name { ... }`",
    "state": "`state: A, B := A;`, or `state A { ... }` for the states inside of `A`",
}
_DECLARATIONS = frozenset(("sub", "alias", "cons", "enum", "*"))
