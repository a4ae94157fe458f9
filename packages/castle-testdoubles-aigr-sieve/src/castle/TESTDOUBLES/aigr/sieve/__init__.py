"""Test double: the basic Sieve of Eratosthenes as an AIGR, built by hand."""

from castle.TESTDOUBLES.aigr.sieve._sieve import sieve

__all__ = ["sieve"]
