"""Delivers every event by a direct call of its handler, depth first."""

from castle.transformers.machinery.direct_call._transformer import DirectCallTransformer

__all__ = ["DirectCallTransformer"]
