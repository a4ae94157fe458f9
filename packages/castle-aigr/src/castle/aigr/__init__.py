"""The Castle intermediate representation: a typed graph of components, ports and events."""
