"""The Sieve as somebody writes it who knows Python, and wants objects and direct calls.

The same elements, and the same events in the same order; an out-port is an attribute.
"""

import sys


class Generator:
    """Counts: sends 2, 3, 4 and so on."""

    def __init__(self):
        self.outlet = None
        self.next = 2

    def run_to(self, maximum):
        """Send each number up to the last."""
        while self.next <= maximum:
            self.outlet.input(self.next)
            self.next += 1


class Sieve:
    """Passes on the numbers that its prime does not divide."""

    def __init__(self, prime):
        self.prime = prime
        self.coprime = None

    def input(self, number):
        """Take a number."""
        if number % self.prime != 0:
            self.coprime.input(number)


class Finder:
    """Reports each number that comes through all sieves: a prime."""

    def __init__(self):
        self.found = None
        self.count = 0

    def input(self, prime):
        """Take a prime."""
        self.count += 1
        print(prime)
        self.found.input(prime)


class Main:
    """Grows the chain: a generator, a sieve for each prime, a finder."""

    def __init__(self):
        self.last = None
        self.generator = Generator()
        self.finder = Finder()
        self.finder.found = self
        self.generator.outlet = self.finder
        # The stack is as deep as there are primes.
        sys.setrecursionlimit(1_000_000)

    def powerOn(self, maximum):  # noqa: N802  # called as the written one is
        """Begin."""
        self.generator.run_to(maximum)

    def input(self, prime):
        """Put a sieve for the new prime at the end of the chain."""
        newest = Sieve(prime)
        newest.coprime = self.finder
        if self.last is None:
            self.generator.outlet = newest
        else:
            self.last.coprime = newest
        self.last = newest
