"""Flat machines become deterministic."""

from castle.transformers.fsm.determinise._transformer import DeterminiseTransformer

__all__ = ["DeterminiseTransformer"]
