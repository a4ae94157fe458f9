"""The transformer, a machine at a time."""

from typing import ClassVar, Literal

from castle.aigr import Forest
from castle.monorail.abcs import TransformerABC
from castle.monorail.configuration import ModuleModel


class FlattenTransformer(ModuleModel, TransformerABC):
    """Makes flat states of superstates, regions and history."""

    stage: ClassVar[Literal["program", "machinery"]] = "program"

    def _transform(self, forest: Forest) -> Forest:
        return forest
