"""Types where they are used, and the parameters that have them."""

from collections.abc import Mapping
from types import MappingProxyType

from castle.aigr import (
    ComponentInterface,
    Declaration,
    Enumeration,
    EventProtocol,
    ListType,
    Location,
    NamedType,
    NameSpace,
    ScalarType,
    Type,
    TypedParameter,
)
from castle.readers.source._closest import did_you_mean
from castle.readers.source._meaning._places import is_component, is_protocol, nothing
from castle.readers.source._meaning._scopes import Scope, article
from castle.readers.source._problems import Code

_SCALARS: dict[str, Declaration | None] = dict.fromkeys(("int", "float", "bool", "str"))


class Uses:
    """Resolves the types that one file uses."""

    def __init__(
        self, scope: Scope, enumerations: Mapping[str, Enumeration] = MappingProxyType({})
    ) -> None:
        self._scope = scope
        self._enumerations = enumerations
        self._problems = scope.program.problems

    @property
    def _types(self) -> dict[str, Declaration | None]:
        """What names a type besides components, to be suggested."""
        return dict.fromkeys((*_SCALARS, *self._enumerations))

    def component(self, use: NamedType) -> ComponentInterface | None:
        """Resolve a use that must name a component."""
        found = use.target = self._scope.find_dotted(use.name, use.location, is_component)
        if found is None or isinstance(found, ComponentInterface):
            return found
        self._wrong(use.name, found, "a component", use.location)
        use.target = None
        return None

    def protocol(self, use: NamedType, *, data: bool = False) -> EventProtocol | None:
        """Resolve a use that must name a protocol without parameters to bind.

        With `data` a type of values could stand there, too.
        """
        near = _SCALARS if data else {}
        found = use.target = self.parameterised(use.name, use.location, near)
        if found is not None and found.parameters:
            message = f"the parameters of the protocol `{use.name}` are not bound"
            shape = ", ".join(p.name for p in found.parameters)
            help_ = f"inherit from `{use.name}({shape})` with values, and use that protocol"
            self._problems.report(Code.UNBOUND, message, use.location, help=help_)
        return found

    def parameterised(
        self,
        name: str,
        place: Location | None,
        near: Mapping[str, Declaration | None] = MappingProxyType({}),
    ) -> EventProtocol | None:
        """Find what must be a protocol, with or without parameters."""
        found = self._scope.find_dotted(name, place, is_protocol, near)
        if found is None or isinstance(found, EventProtocol):
            return found
        self._wrong(name, found, "a protocol", place)
        return None

    def value(self, use: Type, *, elements: str | None, help: str | None = None) -> None:
        """Resolve the type of a value.

        Args:
            use: the type.
            elements: why it cannot be a component, if so.
            help: what to write for a component.
        """
        while isinstance(use, ListType):
            use, help = use.element, None
            elements = "the items of a list are values, not elements"
        if not isinstance(use, NamedType):
            return
        if use.name in self._enumerations:
            use.target = self._enumerations[use.name]
            return
        wanted = is_component if elements is None else nothing
        found = self._scope.find_dotted(use.name, use.location, wanted, self._types)
        if found is not None and not isinstance(found, ComponentInterface):
            self._wrong(use.name, found, "a type", use.location)
        elif found is not None and elements is not None:
            self._problems.report(Code.WRONG_KIND, elements, use.location, help=help)
        else:
            use.target = found

    def parameters(self, parameters: list[TypedParameter], *, elements: str | None) -> None:
        """Resolve the types of parameters, and tell type from name where only names can tell."""
        for parameter in parameters:
            if self._settle(parameter):
                self.value(parameter.type, elements=elements)
        self._scope.program.report_repeated(parameters, parameters)

    def _settle(self, parameter: TypedParameter) -> bool:
        """Turn a parameter `name:type` around; whether it has one side that names a type."""
        kind = parameter.type
        named = self._names_type(parameter.name)
        if isinstance(kind, ScalarType | ListType) or (
            isinstance(kind, NamedType) and "." in kind.name
        ):
            typed = True
        else:
            typed = isinstance(kind, NamedType) and self._names_type(kind.name)
            if isinstance(kind, NamedType) and not typed:
                typed = not named and self._is_missing(kind.name)
                named = named or (not typed and self._is_missing(parameter.name))
        if typed and named:
            self._which(parameter, "both sides of the `:` name a type", None)
            return False
        if named and isinstance(kind, NamedType):
            self._turn(parameter, kind)
        elif not typed and isinstance(kind, NamedType):
            return self._neither(parameter, kind)
        return True

    def _names_type(self, name: str) -> bool:
        found = self._scope.names.get(name)
        return name in self._enumerations or isinstance(found, ComponentInterface)

    def _is_missing(self, name: str) -> bool:
        """Whether a name was to be imported and could not be, so that it may name anything."""
        names = self._scope.names
        return name in names and names[name] is None

    def _turn(self, parameter: TypedParameter, kind: NamedType) -> None:
        parameter.name, kind.name = kind.name, parameter.name
        if parameter.location is not None:
            end = parameter.location.end
            kind.location = parameter.location._replace(start=end - len(kind.name))

    def _neither(self, parameter: TypedParameter, kind: NamedType) -> bool:
        names = self._scope.names
        for name in (kind.name, parameter.name):
            found = names.get(name)
            if isinstance(found, EventProtocol | NameSpace):
                self._wrong(name, found, "a type", parameter.location)
                return False
        types = [*self._types, *(name for name in names if self._names_type(name))]
        help_ = did_you_mean(kind.name, types) or did_you_mean(parameter.name, types)
        self._which(parameter, "neither side of the `:` names a type", help_)
        return False

    def _which(self, parameter: TypedParameter, message: str, help_: str | None) -> None:
        self._problems.report(
            Code.WHICH_TYPE, message, parameter.location, help=help_ or "write `type:name`"
        )

    def _wrong(self, name: str, found: Declaration, wanted: str, place: Location | None) -> None:
        what = "a type of values" if name in _SCALARS else article(found)
        message = f"`{name}` is {what}, and {wanted} is needed here"
        self._problems.report(Code.WRONG_KIND, message, place)
