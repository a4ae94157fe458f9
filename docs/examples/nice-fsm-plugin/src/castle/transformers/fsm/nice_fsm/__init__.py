"""State machines that tell which way they go."""

from castle.transformers.fsm.nice_fsm._transformer import NiceFsmTransformer

__all__ = ["NiceFsmTransformer"]
