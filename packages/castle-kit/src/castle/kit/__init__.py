"""Conformance suites that Castle plugins run on themselves."""

__all__: list[str] = []
