"""States that cannot be told apart become one."""

from castle.transformers.fsm.minimise._transformer import MinimiseTransformer

__all__ = ["MinimiseTransformer"]
