"""Superstates, regions and history become flat states."""

from castle.transformers.fsm.flatten._transformer import FlattenTransformer

__all__ = ["FlattenTransformer"]
