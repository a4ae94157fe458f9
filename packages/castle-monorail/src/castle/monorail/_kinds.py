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


KINDS = {
    kind.plural: kind
    for kind in (
        Kind("readers", "reader", "ReaderABC", staged=True),
        Kind("transformers", "transformer", "TransformerABC", staged=True),
        Kind("writers", "writer", "WriterABC", staged=True),
        Kind("engines", "engine", "EngineABC", staged=True),
        Kind("systems", "system", "SystemABC", staged=False),
        Kind("backends", "backend", "BackendABC", staged=True),
        Kind("processors", "processor", "ProcessorABC", staged=False),
    )
}


def find_kind(plural: str) -> Kind:
    """The kind with a namespace of this name.

    Raises:
        MonorailError: there is none.
    """
    if plural in KINDS:
        return KINDS[plural]
    from castle.monorail.errors import UnknownKindError  # noqa: PLC0415  # it needs this module

    raise UnknownKindError(plural, tuple(KINDS))
