"""Subs and aliases without a type: they take that of what is assigned to them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from castle.aigr import (
    Alias,
    Become,
    Body,
    Call,
    ComponentInterface,
    Declaration,
    Expression,
    Ground,
    Identifier,
    LocalVariable,
    NamedType,
    NameSpace,
    Node,
    Note,
    Part,
    Self,
    SubElement,
    Type,
    TypedParameter,
    children,
)
from castle.readers.source._meaning._bodies import Bodies
from castle.readers.source._problems import Code

Open = SubElement | Alias
Source = ComponentInterface | SubElement | Alias | None
"""What a value is an element of: a component, or the same as another; None when unknown."""

_WORDS = {SubElement: "sub", Alias: "alias"}


class _Given(NamedTuple):
    """An assignment to something whose type is open."""

    value: Expression
    """What is assigned; `Ground` is left out."""
    source: Source
    """What that is an element of."""


def infer_types(parts: Sequence[tuple[Bodies, Sequence[Node]]]) -> None:
    """Find the component of each sub and alias that is declared without one.

    Args:
        parts: what checks the code of each file that an element is implemented in, and what
            stands there: members, and rules of a machine.
    """
    everything = [each for _, items in parts for each in items]
    found = [each for each in everything if isinstance(each, Open) and each.type is None]
    if found:
        inference = _Inference(parts[0][0], found)
        for code, items in parts:
            inference.collect(code, items)
        inference.finish()


class _Inference:
    def __init__(self, code: Bodies, found: list[Open]) -> None:
        self._code = code
        self._given: dict[Open, list[_Given]] = {one: [] for one in found}

    def collect(self, code: Bodies, items: Sequence[Node]) -> None:
        """Take up the assignments in one file."""
        self._code = code
        for item in items:
            if not isinstance(item, Open):
                parameters = [each for each in children(item) if isinstance(each, TypedParameter)]
                self._collect(item, {parameter.name: parameter for parameter in parameters})

    def finish(self) -> None:
        """Find what all assignments agree on, or report that there is no such thing."""
        self._settle()
        for one, given in self._given.items():
            self._check(one, given)

    def _collect(self, node: Node, known: dict[str, Declaration]) -> None:
        """Take up the assignments below a node, where these locals and parameters are known."""
        inner = known.copy() if isinstance(node, Body) else known
        for each in children(node):
            if isinstance(each, Become):
                self._take_up(each, inner)
            elif not isinstance(each, Expression):
                self._collect(each, inner)
            if isinstance(each, LocalVariable):
                inner[each.name] = each

    def _take_up(self, node: Become, known: Mapping[str, Declaration]) -> None:
        for target, value in zip(node.targets, node.values, strict=False):
            if not isinstance(target, Part) or not isinstance(target.base, Self):
                continue
            one = self._own(target.name)
            if isinstance(one, Open) and one in self._given and not isinstance(value, Ground):
                self._given[one].append(_Given(value, self._source(value, known)))

    def _own(self, name: str) -> Declaration | None:
        return self._code.element.parts.get(name) if self._code.element is not None else None

    def _source(self, value: Expression, known: Mapping[str, Declaration]) -> Source:
        match value:
            case Call(callee=Identifier(name=name)) if name not in known:
                return self._component(name)
            case Call(callee=Part(base=Identifier(name=space), name=name)) if space not in known:
                return self._component(f"{space}.{name}")
            case Part(base=Self(), name=name):
                return _element_of(self._own(name))
            case Identifier(name=name):
                return self._of_local(known.get(name))
        return None

    def _of_local(self, local: Declaration | None) -> Source:
        """What a local or parameter is an element of; the types of locals are not resolved yet."""
        if not isinstance(local, LocalVariable | TypedParameter):
            return None
        return self._component(local.type.name) if isinstance(local.type, NamedType) else None

    def _component(self, name: str) -> ComponentInterface | None:
        """The component of a name, which may begin with that of a namespace; nothing is said."""
        first, *rest = name.split(".")
        found = self._code.known(first) if first not in self._code.locals else None
        for part in rest:
            spaces = self._code.program.namespaces
            found = spaces[found.name].get(part) if isinstance(found, NameSpace) else None
        return found if isinstance(found, ComponentInterface) else None

    def _settle(self) -> None:
        """Let each take the type of something assigned to it, and pass it on to others."""
        followers: dict[Open, list[Open]] = {}
        for one, given in self._given.items():
            for each in given:
                if isinstance(each.source, Open):
                    followers.setdefault(each.source, []).append(one)
                elif one.component is None:
                    one.component = each.source
        pending = [one for one in self._given if one.component is not None]
        while pending:
            one = pending.pop()
            for follower in followers.get(one, ()):
                if follower.component is None:
                    follower.component = one.component
                    pending.append(follower)

    def _check(self, one: Open, given: list[_Given]) -> None:
        """Report assignments that disagree, or that there are none."""
        if one.component is None:
            if not given or all(isinstance(each.source, Open) for each in given):
                message = f"nothing that is assigned to `.{one.name}` tells its type"
                help_ = f"write its type: `{_WORDS[type(one)]} Component:{one.name};`"
                self._code.report(Code.UNTYPED, message, one, help=help_)
            return
        self._compare(one, one.component, given)

    def _compare(self, one: Open, component: ComponentInterface, given: list[_Given]) -> None:
        first = next(each for each in given if _component_of(each.source) is component)
        for each in given:
            other = _component_of(each.source)
            if other is not None and other is not component:
                message = f"this is `{other.name}`, but `.{one.name}` is `{component.name}`"
                help_ = (
                    f"declare it with a type: `{_WORDS[type(one)]} {component.name}:{one.name};`"
                )
                note = Note(f"`.{one.name}` takes its type from here", first.value.location)
                self._code.report(Code.UNTYPED, message, each.value, note, help=help_)
                one.component = None  # nothing more is said about it


def _element_of(own: Declaration | None) -> Source:
    if not isinstance(own, Open):
        return None
    return own if own.type is None else _named(own.type)


def _named(use: Type) -> ComponentInterface | None:
    target = use.target if isinstance(use, NamedType) else None
    return target if isinstance(target, ComponentInterface) else None


def _component_of(source: Source) -> ComponentInterface | None:
    return source.component if isinstance(source, Open) else source
