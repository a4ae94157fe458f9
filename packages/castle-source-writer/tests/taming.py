"""Graphs of any shape, with names that are names and numbers that are numbers."""

import math
from random import Random

from castle.aigr import (
    Argument,
    Become,
    Body,
    Call,
    Compare,
    ComparisonOperator,
    ComponentImplementation,
    ComponentInterface,
    Constant,
    Declaration,
    EventProtocol,
    Expression,
    FieldInfo,
    Identifier,
    MachineBody,
    MachineItem,
    Method,
    NamedType,
    Node,
    QueueLimit,
    Role,
    SourceNS,
    StateMachine,
    Statement,
    VoidCall,
    class_of,
    kinds,
    walk,
)
from castle.TESTDOUBLES.aigr.programs import any_node

_NAMES = ("x", "onPrime", "value", "init", "state", "done", "class_")
_TEXTS = (None, "Some text.", "Two\nlines.", "First\n    deeper", '"quoted"', "")
_BASES: tuple[type[Node], ...] = (Expression, Statement, Declaration, MachineItem)
_LARGEST = 2**63 - 1


def tame_file(random: Random) -> SourceNS | None:
    """Make a file with one thing of any kind in a place where it may stand, or None.

    What only names tell is left out: until they are known, a bound of a queue reads as a send, and
    a refined state as a component.
    """
    classes = [cls for kind in kinds() if (cls := class_of(kind)) and issubclass(cls, _BASES)]
    try:
        node = any_node(random, random.choice(classes), random.choice([3, 8, 20, 60]))
    except ValueError:
        return None
    if any(isinstance(one, QueueLimit) for one in walk(node)):
        return None
    for one in walk(node):
        _tame(one, random)
    return SourceNS("x", [_declared(node)], source="x.Castle")


def forget(root: Node) -> None:
    """Let nothing know where it stands, and no name what it names."""
    for node in walk(root):
        node.location = None
        for field in node.visitors.fields:
            if field.role is Role.REFERENCE and (field.many or field.optional):
                setattr(node, field.name, [] if field.many else None)


def _tame(node: Node, random: Random) -> None:
    forget(node)
    for field in node.visitors.fields:
        if field.role is Role.DATA and str in field.types and not isinstance(node, Constant):
            setattr(node, field.name, _text(field, random))
    if isinstance(node, Constant):
        node.value = _value(node.value)
    elif isinstance(node, Compare):
        node.operands += [Identifier("x") for _ in range(2 - len(node.operands))]
        operators = [random.choice(list(ComparisonOperator)) for _ in node.operands[1:]]
        node.operators = tuple(operators)
    elif isinstance(node, Become):
        node.targets = node.targets or [Identifier("t")]
        node.values += [Constant(1) for _ in node.targets[len(node.values) :]]
        del node.values[len(node.targets) :]


def _text(field: FieldInfo, random: Random) -> str | None:
    return random.choice(_TEXTS if field.optional else _NAMES)


def _value(value: bool | int | float | str) -> bool | int | float | str:
    if isinstance(value, str):
        return value.replace("\ud800", "\u2028")
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return abs(value) if math.isfinite(value) else 0.5
    return abs(value) % (_LARGEST + 1)


def _declared(node: Node) -> Declaration:
    if isinstance(node, ComponentImplementation | StateMachine):
        node.name = node.interface.name
        if isinstance(node, StateMachine):
            node.refines = None
        return node
    if isinstance(node, EventProtocol | ComponentInterface):
        return node
    if isinstance(node, Expression):
        node = VoidCall(Call(Identifier("f"), [Argument(node)]))
    if isinstance(node, MachineItem):
        return StateMachine("C", NamedType("C"), MachineBody([node]))
    if isinstance(node, Statement):
        node = Method("m", Body([node]))
    assert isinstance(node, Declaration)
    return ComponentImplementation("C", NamedType("C"), [node])
