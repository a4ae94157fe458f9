"""The transformer, a component at a time."""

from typing import ClassVar, Literal

from castle.aigr import (
    ComponentImplementation,
    Forest,
    copy,
    dispatch_tables,
    rewrite,
    walk,
)
from castle.monorail.abcs import TransformerABC
from castle.monorail.configuration import ModuleModel
from castle.transformers.machinery.direct_call._lowering import lowering


class DirectCallTransformer(ModuleModel, TransformerABC):
    """Turns sends into calls through dispatch tables, and connections into bindings of ports.

    A send that ends a handler becomes a jump, so that a chain of them needs no stack.
    """

    stage: ClassVar[Literal["program", "machinery"]] = "machinery"

    def _transform(self, forest: Forest) -> Forest:
        lowered = copy(forest)
        for node in list(walk(lowered)):
            if isinstance(node, ComponentImplementation):
                rewrite(node, lowering(node))
                node.tables = dispatch_tables(node)
        return lowered
