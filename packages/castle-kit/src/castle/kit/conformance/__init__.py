"""Suites of tests that plugins inherit, to see that they keep what their kind promises."""

from castle.kit.conformance._backend import BackendConformance

__all__ = ["BackendConformance"]
