"""The text of generated machines, written by other rules than those that it is read by."""

from random import Random
from typing import Any

from castle.aigr import (
    Argument,
    BinaryOperation,
    Body,
    Call,
    Compare,
    ComponentImplementation,
    ComponentInterface,
    Constant,
    EntryAction,
    EventProtocol,
    EventTrigger,
    FinalState,
    Forest,
    History,
    Identifier,
    LeaveAction,
    MachineBody,
    Node,
    Part,
    Rule,
    Self,
    SendEvent,
    StateList,
    StateMachine,
    SuperState,
)

_WORDS = {"EpsilonTrigger": "epsilon", "InstantTrigger": "instantly", "DoneTrigger": "done"}


class Text:
    """Writes a forest of `machine`; blanks, and dots that may be left out, are left to chance."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def of(self, forest: Forest) -> str:
        """The text of its only file."""
        return "\n".join(map(self._declaration, forest.namespaces[1].declarations))

    def _blank(self) -> str:
        return self._random.choice(["", " ", "\n    ", " // a comment\n", "/* one */"])

    def _declaration(self, node: Node) -> str:
        match node:
            case EventProtocol(name=name, events=events):
                inner = "".join(f" {e.name}({self._typed(e.parameters)});" for e in events)
                return f"protocol {name} {{{inner} }}"
            case ComponentInterface(name=name, ports=ports):
                inner = "".join(
                    f" port {p.protocol.name}<{p.direction.value}>:{p.name};"  # type: ignore[union-attr]
                    for p in ports
                )
                return f"component {name} {{{inner} }}"
            case StateMachine(name=name, body=body):
                return f"@FSM implement {name} {self._body(body)}"
            case ComponentImplementation(name=name, members=members):
                return f"implement {name} {{ {' '.join(map(self._member, members))} }}"
        raise AssertionError(node)

    def _typed(self, parameters: Any) -> str:
        return ", ".join(f"int:{p.name}" for p in parameters)

    def _member(self, node: Any) -> str:
        match type(node).__name__:
            case "Member":
                return f"int {node.name} := {self._value(node.initial)};"
            case "SubElement":
                return f"sub {node.type.name}:{node.name};"
            case "Init" | "PowerOn" | "Method":
                return f"{node.name}({self._typed(node.parameters)}) {self._block(node.body)}"
        names = ", ".join(p.name for p in node.parameters)
        head = f"{node.protocol.name}.{node.name}({names}) on {self._value(node.port)}"
        return f"{head} {self._block(node.body)}"

    def _body(self, body: MachineBody) -> str:
        return "{\n" + "\n".join(map(self._item, body.items)) + "\n}"

    def _item(self, node: Any) -> str:
        match node:
            case StateList(states=states, initial=initial):
                first = f" := {initial.name}" if initial else ""
                return f"state: {', '.join(s.name for s in states)}{first};"
            case FinalState(name=name):
                return f"final {name};"
            case SuperState(state=state, body=body):
                return f"state {state.name} {self._body(body)}"
            case EntryAction() | LeaveAction():
                word = "entry" if isinstance(node, EntryAction) else "leave"
                return f"{word} {node.state.name} : {self._actions(node.actions)};"
            case Rule():
                return self._rule(node)
        if type(node).__name__ == "Region":
            return f"region {node.name} {self._body(node.body)}"
        return self._member(node)

    def _rule(self, node: Rule) -> str:
        guard = f"[{self._value(node.guard)}]" if node.guard else ""
        target = ""
        if isinstance(node.target, History):
            target = f"{node.target.state.name}.{'deep_' * node.target.deep}history"
        elif node.target:
            target = node.target.name
        actions = f", {self._actions(node.actions)}" if node.actions else ""
        parts = [node.source.name, "+", self._trigger(node), guard, "->", target]
        return self._blank().join(parts) + f"{actions};"

    def _trigger(self, node: Rule) -> str:
        trigger = node.trigger
        if not isinstance(trigger, EventTrigger):
            return _WORDS[type(trigger).__name__]
        names = ", ".join(p.name for p in trigger.parameters)
        given = f"({names})" if names or self._random.randrange(2) else ""
        return f"{self._dot()}{trigger.port.name}.{trigger.name}{given}"

    def _dot(self) -> str:
        return self._random.choice(["", ".", "self."])

    def _actions(self, actions: list[Any]) -> str:
        return ", ".join(map(self._action, actions))

    def _action(self, node: Any) -> str:
        if isinstance(node, Body):
            return self._block(node)
        text = self._value(node)
        return self._dot() + text[1:] if isinstance(node, SendEvent) else text

    def _block(self, body: Body) -> str:
        return "{ " + " ".join(map(self._statement, body.statements)) + " }"

    def _statement(self, node: Any) -> str:
        match type(node).__name__:
            case "Become":
                return f"{self._value(node.targets[0])} := {self._value(node.values[0])};"
            case "Connection":
                return f"{self._value(node.left)} = {self._value(node.right)};"
        return f"{self._value(node.call)};"

    def _value(self, node: Any) -> str:
        match node:
            case Constant(value=value):
                return str(value)
            case Identifier(name=name):
                return name
            case Part(base=Self(), name=name):
                return f".{name}"
            case Part(base=base, name=name):
                return f"{self._value(base)}.{name}"
            case SendEvent(port=port, event=event, arguments=arguments):
                return f"{self._value(port)}.{event}({self._given(arguments)})"
            case Call(callee=callee, arguments=arguments):
                return f"{self._value(callee)}({self._given(arguments)})"
            case Compare(operators=(operator,), operands=(left, right)):
                return f"{self._value(left)} {operator.value} {self._value(right)}"
            case BinaryOperation(operator=operator, left=left, right=right):
                return f"({self._value(left)} {operator.value} {self._value(right)})"
        raise AssertionError(node)

    def _given(self, arguments: list[Argument]) -> str:
        return ", ".join(self._value(argument.value) for argument in arguments)
