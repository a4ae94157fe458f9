"""What is to be known of an expression before it is written."""

from collections.abc import Container

from castle.aigr import (
    Alias,
    Become,
    Body,
    BuiltinFunction,
    Call,
    ComponentInterface,
    ConstantDefinition,
    Declaration,
    Dispatch,
    Expression,
    Forward,
    Identifier,
    Index,
    ListLiteral,
    LocalVariable,
    LoopVariable,
    Member,
    Node,
    Part,
    Port,
    PortDirection,
    SendEvent,
    SubElement,
    type_of,
    walk,
)


def is_inlet(port: Expression) -> bool:
    """Whether an expression names an in-port."""
    return (
        isinstance(port, Part)
        and isinstance(port.target, Port)
        and port.target.direction is PortDirection.IN
    )


def acts(expression: Expression) -> bool:
    """Whether evaluating an expression may do something, so that it matters when that is."""
    return any(isinstance(node, Call | SendEvent | Dispatch) for node in walk(expression))


def is_fresh(expression: Expression) -> bool:
    """Whether a list has just been made, so that nobody else has it."""
    return isinstance(expression, ListLiteral | Call | SendEvent | Dispatch)


def may_be_ground(base: Expression, assigned: Container[int]) -> bool:
    """Whether there may be no element: not in a sub that is known to be assigned."""
    match base:
        case Part(target=Alias()):
            return True
        case Part(target=SubElement() as sub):
            return id(sub) not in assigned
        case Identifier(target=LocalVariable(initial=Call())):
            return False
    return isinstance(base, Identifier) and isinstance(type_of(base), ComponentInterface)


def may_change(items: Expression, body: Body) -> bool:
    """Whether a list may change while a body is done."""
    if is_fresh(items):
        return False
    variable = _variable(items)
    if isinstance(variable, ConstantDefinition | LoopVariable):
        return False
    changed = [c for node in walk(body) for c in _changed(node)]
    return variable in changed or (_belongs_to_element(variable) and _may_call(body))


def _belongs_to_element(variable: Declaration | None) -> bool:
    return isinstance(variable, Member) or (
        isinstance(variable, LocalVariable) and variable.retained
    )


def _may_call(body: Body) -> bool:
    """Whether other code of the element may run."""
    return any(
        isinstance(node, SendEvent | Dispatch | Forward)
        or (isinstance(node, Call) and not isinstance(node.callee.target, BuiltinFunction))
        for node in walk(body)
    )


def _changed(node: Node) -> list[Declaration | None]:
    """The variables that a statement changes."""
    match node:
        case Become(targets=targets):
            return [_variable(target) for target in targets]
        case Call(callee=Identifier(target=BuiltinFunction()), arguments=[first, *_]):
            return [_variable(first.value)]
    return []


def _variable(path: Expression) -> Declaration | None:
    """The variable that an expression is, or an item of."""
    while isinstance(path, Index):
        path = path.base
    return path.target if isinstance(path, Identifier | Part) else None
