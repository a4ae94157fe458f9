"""What the transformers of state machines share."""

__all__: list[str] = []
