"""`protocols.Moat` and `components.Moat`."""

from castle.aigr import ComponentInterface, EventProtocol, NameSpace, SourceNS
from castle.TESTDOUBLES.aigr.sieve._shapes import (
    component,
    event,
    imports,
    inlet,
    outlet,
    protocol,
)


class Contracts:
    """What the components of the Sieve know of each other."""

    def __init__(self, predefined: NameSpace) -> None:
        known = {each.name: each for each in predefined.declarations}
        self._protocol, self._component = known["EventProtocol"], known["Component"]
        self.print = known["print"]
        """The built-in function that the Finder calls."""
        self._make_protocols()
        self._make_components()
        self.protocols = SourceNS(
            "protocols", [self.start_sieve, self.simple_sieve], source="protocols.Moat"
        )
        """The namespace of the protocols."""
        self.components = SourceNS(
            "components",
            [self.generator, self.sieve, self.finder, self.main],
            source="components.Moat",
            imports=[imports(self.protocols, self.start_sieve, self.simple_sieve)],
        )
        """The namespace of the components."""

    def _make_protocols(self) -> None:
        root = self._protocol
        assert isinstance(root, EventProtocol)
        self.run_to = event("runTo", "max")
        self.new_max = event("newMax", "max")
        text = "Tells a generator how far to count."
        self.start_sieve = protocol("StartSieve", root, text, self.run_to, self.new_max)
        self.input = event("input", "try")
        text = "Carries one number at a time: a candidate, or a prime."
        self.simple_sieve = protocol("SimpleSieve", root, text, self.input)

    def _make_components(self) -> None:
        root = self._component
        assert isinstance(root, ComponentInterface)
        self.controll = inlet(self.start_sieve, "controll")
        self.outlet = outlet(self.simple_sieve, "outlet")
        text = "Counts: sends 2, 3, 4 and so on."
        self.generator = component("Generator", root, text, self.controll, self.outlet)

        self.try_ = inlet(self.simple_sieve, "try")
        self.coprime = outlet(self.simple_sieve, "coprime")
        text = "Passes on the numbers that its prime does not divide."
        self.sieve = component(
            "Sieve", root, text, self.try_, self.coprime, parameters=("onPrime",)
        )

        self.new_prime = inlet(self.simple_sieve, "newPrime")
        self.found = outlet(self.simple_sieve, "found")
        text = "Reports each number that comes through all sieves: a prime."
        self.finder = component("Finder", root, text, self.new_prime, self.found)

        text = "Grows the chain: a generator, a sieve for each prime, a finder."
        self.main = component("Main", root, text)
