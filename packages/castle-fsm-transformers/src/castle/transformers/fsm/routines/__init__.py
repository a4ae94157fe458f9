"""Flat, deterministic machines become ordinary implementations."""

from castle.transformers.fsm.routines._transformer import RoutinesTransformer

__all__ = ["RoutinesTransformer"]
