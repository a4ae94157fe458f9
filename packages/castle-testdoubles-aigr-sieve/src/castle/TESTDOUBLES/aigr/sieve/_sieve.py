"""The whole program."""

from castle.aigr import Forest, predefined
from castle.TESTDOUBLES.aigr.sieve._contracts import Contracts
from castle.TESTDOUBLES.aigr.sieve._main import main_space
from castle.TESTDOUBLES.aigr.sieve._workers import finder_space, generator_space, sieve_space


def sieve() -> Forest:
    """Build the basic Sieve anew, equal to what its sources are read as.

    The nodes have no locations. Each call gives a graph of its own, so that a test may change it.
    """
    base = predefined()
    known = Contracts(base)
    makers = (generator_space, sieve_space, finder_space, main_space)
    files = [known.protocols, known.components, *(make(known) for make in makers)]
    return Forest([base, *files])
