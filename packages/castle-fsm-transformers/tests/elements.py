"""What machines of the tests do and look at: members, methods, sends, expressions."""

import operator
from typing import Any

from castle.aigr import (
    Alias,
    Become,
    BinaryOperation,
    BinaryOperator,
    Body,
    Call,
    Compare,
    ComparisonOperator,
    ComponentInterface,
    Constant,
    ConstantDefinition,
    Enumeration,
    Enumerator,
    Expression,
    For,
    Forest,
    Ground,
    Identifier,
    If,
    ListLiteral,
    LocalVariable,
    Member,
    Method,
    NamedType,
    Part,
    PowerOn,
    Rule,
    SendEvent,
    StateMachine,
    Statement,
    VoidCall,
    walk,
)

_BINARY = {
    BinaryOperator.ADD: operator.add,
    BinaryOperator.SUBTRACT: operator.sub,
    BinaryOperator.REMAINDER: operator.mod,
}
_COMPARED = {
    ComparisonOperator.LESS: operator.lt,
    ComparisonOperator.LESS_OR_EQUAL: operator.le,
    ComparisonOperator.EQUAL: operator.eq,
    ComparisonOperator.NOT_EQUAL: operator.ne,
    ComparisonOperator.GREATER_OR_EQUAL: operator.ge,
    ComparisonOperator.GREATER: operator.gt,
}
Names = dict[Any, Any]
Action = SendEvent | Call | Body


class Element:
    """The members of a machine, and what it sent."""

    def __init__(self, machine: StateMachine) -> None:
        members = [each for each in walk(machine) if isinstance(each, Member)]
        self.members: Names = {each: self._first(each) for each in members}
        self.members |= dict.fromkeys(each for each in walk(machine) if isinstance(each, Alias))
        self.sent: list[tuple[Any, ...]] = []

    def _first(self, member: Member) -> Any:
        if isinstance(member.type, NamedType) and isinstance(member.type.target, Enumeration):
            first = member.type.target.enumerators[0]
            return first if member.initial is None else self.value(member.initial, {})
        return 0 if member.initial is None else self.value(member.initial, {})

    def value(self, node: Expression, names: Names) -> Any:
        """The value of an expression."""
        match node:
            case Constant(value=value):
                return value
            case Ground():
                return None
            case Call(callee=Identifier(target=ComponentInterface())):
                return object()
            case Identifier(target=ConstantDefinition(value=value)):
                return self.value(value, names)
            case Identifier(target=target):
                return names[target]
            case ListLiteral(items=items):
                return [self.value(each, names) for each in items]
            case Part(target=Enumerator() as target):
                return target
            case Part(target=target):
                return self.members[target]
            case Compare(operators=(test,), operands=[left, right]):
                return _COMPARED[test](self.value(left, names), self.value(right, names))
            case BinaryOperation(operator=BinaryOperator.AND):
                return self.value(node.left, names) and self.value(node.right, names)
            case BinaryOperation(operator=sign):
                return _BINARY[sign](self.value(node.left, names), self.value(node.right, names))
        raise TypeError(node)

    def twin(self) -> "Element":
        """One that goes on from here by itself."""
        other = Element.__new__(Element)
        other.members, other.sent = dict(self.members), list(self.sent)
        return other

    def values(self, action: SendEvent | Call, names: Names) -> list[Any]:
        """What is given to an action."""
        return [self.value(each.value, names) for each in action.arguments]

    def do(self, action: Action, names: Names) -> None:
        """Do one action."""
        if isinstance(action, Body):
            self._body(action, names)
        else:
            self.act(action, self.values(action, names))

    def act(self, action: SendEvent | Call, values: list[Any]) -> None:
        """Do one action, with values given to it."""
        if isinstance(action, SendEvent):
            self.sent.append((action.event, *values))
            return
        method = action.callee.target
        assert isinstance(method, Method)
        self._body(method.body, dict(zip(method.parameters, values, strict=True)))

    def _body(self, body: Body, names: Names) -> None:
        for statement in body.statements:
            self._statement(statement, names)

    def _statement(self, statement: Statement, names: Names) -> None:
        match statement:
            case VoidCall(call=call):
                self.do(call, names)
            case LocalVariable(initial=initial):
                names[statement] = 0 if initial is None else self.value(initial, names)
            case If(test=test, body=body, orelse=orelse):
                chosen = body if self.value(test, names) else orelse
                if chosen is not None:
                    self._statement(chosen, names)
            case For(variable=variable, iterable=iterable, body=body):
                for item in self.value(iterable, names):
                    names[variable] = item
                    self._body(body, names)
            case Body():
                self._body(statement, names)
            case _:
                assert isinstance(statement, Become)
                self._assign(statement, names)

    def _assign(self, statement: Become, names: Names) -> None:
        values = [self.value(each, names) for each in statement.values]
        for target, value in zip(statement.targets, values, strict=True):
            assert isinstance(target, Identifier | Part)
            home = self.members if isinstance(target, Part) else names
            if statement.operator is None:
                home[target.target] = value
            else:
                home[target.target] = _BINARY[statement.operator](home[target.target], value)

    def holds(self, rule: Rule, names: Names) -> bool:
        """Whether the guard of a rule holds."""
        return rule.guard is None or bool(self.value(rule.guard, names))


def the_machine(program: Forest) -> StateMachine:
    """The only machine of a program."""
    [machine] = [each for each in walk(program) if isinstance(each, StateMachine)]
    return machine


def inputs(program: Forest) -> list[tuple[Any, list[Any]]]:
    """The events that the main sends, in order, with what they carry."""
    [start] = [each for each in walk(program) if isinstance(each, PowerOn)]
    sends = [each for each in walk(start) if isinstance(each, SendEvent)]
    return [(each.target, [a.value.value for a in each.arguments]) for each in sends]  # type: ignore[attr-defined]  # constants
