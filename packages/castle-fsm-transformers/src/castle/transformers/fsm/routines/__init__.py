"""Flat, deterministic machines become ordinary implementations: a state member and handlers."""

from castle.transformers.fsm.routines._transformer import RoutinesTransformer

__all__ = ["RoutinesTransformer"]
