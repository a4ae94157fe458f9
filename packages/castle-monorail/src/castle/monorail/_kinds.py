"""The kinds of plugin: one statement from which keys, namespaces and classes are derived."""

from typing import NamedTuple


class Kind(NamedTuple):
    """One box of the pipeline, or something that serves it."""

    plural: str
    """The namespace below `castle`, such as `readers`."""
    singular: str
    """What messages call one such plugin, such as `reader`; its key in a configuration."""
    abc: str
    """The name of its abstract class in `castle.monorail.abcs`."""
    staged: bool
    """Whether `castle run` takes it from a configuration."""
    home: str = "castle.monorail.abcs"
    """The module that holds the abstract class."""

    @property
    def one(self) -> str:
        """One such plugin with its article, for messages."""
        return f"{'an' if self.singular[0] in 'aeiou' else 'a'} {self.singular}"


KINDS = {
    kind.plural: kind
    for kind in (
        Kind("readers", "reader", "ReaderABC", staged=True),
        Kind("transformers", "transformer", "TransformerABC", staged=True),
        Kind("writers", "writer", "WriterABC", staged=True),
        Kind("engines", "engine", "EngineABC", staged=True),
        Kind("systems", "system", "SystemABC", staged=True),
        Kind("backends", "backend", "BackendABC", staged=True),
        Kind("processors", "processor", "ProcessorABC", staged=True),
    )
}


def find_kind(plural: str) -> Kind:
    """The kind with a namespace of this name: one of the house, or one that a third party added.

    Raises:
        MonorailError: there is none.
    """
    if plural in KINDS:
        return KINDS[plural]
    from castle.monorail import _scan  # noqa: PLC0415  # it needs this module

    if plural.isidentifier() and _scan.is_kind(plural):
        return _added(plural)
    from castle.monorail.errors import UnknownKindError  # noqa: PLC0415  # it needs this module

    raise UnknownKindError(plural, all_kinds())


def all_kinds() -> dict[str, Kind]:
    """The kinds of the house, and after them those that third parties added, by name.

    A kind adds itself by being a namespace, `castle/painters`, with a leaf `abcs` that holds its
    one abstract class.
    """
    from castle.monorail import _scan  # noqa: PLC0415  # it needs this module

    return {**KINDS, **{name: _added(name) for name in _scan.kinds() if name not in KINDS}}


def _added(plural: str) -> Kind:
    return Kind(plural, _singular(plural), "", staged=False, home=f"castle.{plural}.abcs")


def _singular(plural: str) -> str:
    if plural.endswith("ies"):
        return f"{plural[:-3]}y"
    return plural.removesuffix("s") or plural
