"""Test double: the basic Sieve of Eratosthenes as an AIGR, built by hand."""
