"""The names in expressions: what they name, and the types of their values."""

from castle.aigr import (
    Alias,
    Become,
    BuiltinFunction,
    ComponentInterface,
    ConstantDefinition,
    Declaration,
    DefaultHandler,
    Enumeration,
    Enumerator,
    Expression,
    HandlerParameter,
    Identifier,
    LocalVariable,
    LoopVariable,
    Member,
    NamedType,
    NameSpace,
    Part,
    Port,
    Self,
    SubElement,
    TypedParameter,
    type_of,
)
from castle.readers.source._closest import did_you_mean
from castle.readers.source._meaning._bodies import Bodies, declared_here, named
from castle.readers.source._meaning._operations import Operations
from castle.readers.source._meaning._places import Wanted, before, is_variable
from castle.readers.source._meaning._scopes import article
from castle.readers.source._meaning._values import (
    NOTHING,
    UNKNOWN,
    ValueType,
    declared,
    describe,
    is_whole,
    known,
)
from castle.readers.source._problems import Code

_VARIABLES = (LocalVariable, TypedParameter, Member, SubElement, Alias)


class References(Operations):
    """Resolves the names in expressions."""

    def of_identifier(self, node: Identifier) -> ValueType:
        """A local or parameter has the type it was declared with."""
        return self.of_target(node, self.resolve(node))

    def of_part(self, node: Part) -> ValueType:
        """A member has the type it was declared with; a port has no value."""
        return self.of_target(node, self.resolve_part(node))

    def of_self(self, node: Self) -> ValueType:
        """`self` alone is no value: an element does not hand itself out."""
        message = "`self` stands only before a dot"
        self.report(Code.NO_VALUE, message, node)
        return UNKNOWN

    def resolve(
        self, node: Identifier, wanted: Wanted = is_variable, otherwise: str | None = None
    ) -> Declaration | None:
        """Find what a name without a dot names: a local, a method, or a name of the file."""
        undotted = self.element.undotted if self.element else {}
        node.target = self.locals.get(node.name) or undotted.get(node.name)
        if node.target is None and not self._lacks_dot(node) and not self._lacks_type(node):
            parts = self.element.parts if self.element else {}
            near = self.locals | undotted | {f".{name}": part for name, part in parts.items()}
            node.target = self.scope.find(node.name, node.location, wanted, near, otherwise)
        return node.target

    def resolve_part(self, node: Part, wanted: Wanted = is_variable) -> Declaration | None:
        """Find what a name after a dot names."""
        base = node.base
        if isinstance(base, Self):
            node.target = self._own(node, wanted)
        elif isinstance(base, Identifier) and isinstance(self.known(base.name), Enumeration):
            self._enumerator(node, self.resolve(base))
        elif isinstance(base, Identifier) and isinstance(self.known(base.name), NameSpace):
            space = self.resolve(base)
            if isinstance(space, NameSpace):
                node.target = self.scope.find_in(space, node.name, node.location, wanted)
        elif isinstance(base, Part) and isinstance(self.resolve_part(base, before(wanted)), Port):
            self._part_of_port(node, base)
        else:
            node.target = self._port_of(node, self._holder(base, wanted))
        return node.target

    def find_assigned(self, node: Identifier | Part, given: ValueType) -> Declaration | None:
        """Find what is assigned; a name that means nothing is taken for a local from now on."""
        if isinstance(node, Part):
            return self.resolve_part(node)
        if node.name in self.locals:
            return self.resolve(node)
        kind = "" if given in (UNKNOWN, NOTHING) else describe(given).strip("`")
        help_ = f"declare it: `{kind} {node.name} := ...;`" if kind else None
        found = self.resolve(node, otherwise=help_)
        if found is None and (self.element is None or node.name not in self.element.parts):
            self.locals[node.name] = LocalVariable(node.name, NamedType(""))
        return found

    def values_given(self, node: Become) -> list[ValueType]:
        """The types of values; nothing is asked of a port for which another one is meant."""
        parts = self.element.parts if self.element is not None else {}
        for each in node.targets:
            own = parts.get(each.name) if isinstance(each, Part) else None
            if isinstance(own, Port) and isinstance(each, Part) and isinstance(each.base, Self):
                return [UNKNOWN for _ in node.values]
        return [self.value_of(value) for value in node.values]

    def _enumerator(self, node: Part, found: Declaration | None) -> None:
        if not isinstance(found, Enumeration):
            return
        values = {one.name: one for one in found.enumerators}
        node.target = values.get(node.name)
        if node.target is None:
            message = f"the enumeration `{found.name}` has no value `{node.name}`"
            help_ = did_you_mean(node.name, values, f"{found.name}.")
            place = named(node, node.base, node.name)
            self.report(Code.UNKNOWN, message, place, *declared_here(found), help=help_)

    def _holder(self, base: Expression, wanted: Wanted) -> ValueType:
        """The type of what stands before a dot; parts before it are resolved already."""
        if isinstance(base, Part):
            return self.of_target(base, base.target)
        if isinstance(base, Identifier):
            return self.of_target(base, self.resolve(base, before(wanted)))
        return self.value_of(base)

    def _own(self, node: Part, wanted: Wanted) -> Declaration | None:
        parts = self.element.parts if self.element else {}
        found = parts.get(node.name)
        if found is not None:
            return found
        name = node.name
        undotted = self.element.undotted if self.element else {}
        other = self.locals.get(name) or undotted.get(name)
        if other is not None:
            message = f"`{name}` is {article(other)}, and has no dot before it"
            self.report(Code.DOT, message, node, help=f"write `{name}`")
            return None
        if self.element is None or self.element.is_whole:
            fitting = {f".{n}": one for n, one in parts.items() if wanted(one)}
            fitting |= {n: one for n, one in undotted.items() if wanted(one)}
            help_ = did_you_mean(name, fitting)
            message = f"there is no member or port `.{name}` here"
            self.report(Code.UNKNOWN, message, node, help=help_)
        return None

    def _lacks_dot(self, node: Identifier) -> bool:
        part = self.element.parts.get(node.name) if self.element else None
        if part is None or node.name in self.scope.names:
            return False
        message = f"`{node.name}` is {article(part)}, and needs a dot before it"
        self.report(Code.DOT, message, node, *declared_here(part), help=f"write `.{node.name}`")
        return True

    def _lacks_type(self, node: Identifier) -> bool:
        """Whether a name is one of an enumeration's values, which stand behind its own name."""
        if self.element is None or node.name in self.scope.names:
            return False
        for found in self.element.enumerations.values():
            if any(one.name == node.name for one in found.enumerators):
                message = f"`{node.name}` is a value of `{found.name}`, and stands behind its name"
                help_ = f"write `{found.name}.{node.name}`"
                self.report(Code.UNKNOWN, message, node, *declared_here(found), help=help_)
                return True
        return False

    def _part_of_port(self, node: Part, base: Part) -> None:
        if node.name == "queue":
            message = "the queue of a port has no value"
            help_ = "write `.setMax(k);` or `.removeLimit();` behind it"
            self.report(Code.QUEUE, message, node, help=help_)
            return
        message = f"`{base.name}` is a port, and has no part `{node.name}`"
        self.report(Code.UNKNOWN, message, node)

    def _port_of(self, node: Part, holder: ValueType) -> Port | None:
        if holder is UNKNOWN:
            return None
        if not isinstance(holder, ComponentInterface):
            message = f"{describe(holder)} has no part `{node.name}`"
            help_ = "write `len(...)`" if node.name in _LENGTHS else None
            self.report(Code.UNKNOWN, message, node, help=help_)
            return None
        ports = self.program.ports(holder)
        if node.name not in ports and is_whole(holder):
            message = f"the component `{holder.name}` has no port `{node.name}`"
            help_ = did_you_mean(node.name, ports)
            place = named(node, node.base, node.name)
            self.report(Code.UNKNOWN, message, place, *declared_here(holder), help=help_)
        return ports.get(node.name)

    def of_target(self, node: Identifier | Part, target: Declaration | None) -> ValueType:
        """Find the type of the value of what a name names."""
        if isinstance(target, HandlerParameter):
            return declared(target.parameter.type) if target.parameter else UNKNOWN
        if isinstance(target, LoopVariable):
            return self.rounds.get(target, UNKNOWN)
        if isinstance(target, ConstantDefinition):
            return self.constants.get(target, UNKNOWN)
        if isinstance(target, Enumerator):
            return known(type_of(node))
        if isinstance(target, SubElement | Alias) and target.type is None:
            return known(target.component)
        if isinstance(target, _VARIABLES):
            return declared(target.type) if target.type is not None else UNKNOWN
        if target is not None:
            name = f".{node.name}" if isinstance(node, Part) else node.name
            message = f"`{name}` is {article(target)}, and has no value"
            self.report(Code.NO_VALUE, message, node, help=_use(target, name))
        return UNKNOWN


_LENGTHS = ("count", "len", "length", "size")


def _use(target: Declaration, name: str) -> str | None:
    if isinstance(target, Port):
        return f"an event is sent by `{name}.event(...);`"
    if isinstance(target, ComponentInterface):
        return f"an element is made by `{name}(...)`"
    if isinstance(target, BuiltinFunction):
        return f"it is called: `{name}(...)`"
    if isinstance(target, DefaultHandler):
        return f"an event is forwarded by `.port = {name};`"
    if isinstance(target, Enumeration) and target.enumerators:
        return f"name one of its values: `{name}.{target.enumerators[0].name}`"
    return None


Bodies.kinds_of.update(
    {
        Identifier: References.of_identifier,
        Part: References.of_part,
        Self: References.of_self,
    }
)
