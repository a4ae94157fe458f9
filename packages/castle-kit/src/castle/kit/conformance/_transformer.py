"""What every transformer promises."""

from collections.abc import Iterable
from typing import ClassVar

import pytest

from castle.aigr import (
    ComponentImplementation,
    Forest,
    Severity,
    StateMachine,
    copy,
    equal,
    verify,
    walk,
)
from castle.kit.conformance._plugin import PluginConformance
from castle.kit.conformance._samples import sample_programs
from castle.monorail.loader import resolve


class TransformerConformance(PluginConformance):
    """Inherit from it in a class called `Test...`; more programs make it stronger."""

    kind: ClassVar[str] = "transformers"

    def programs(self) -> Iterable[Forest]:
        """Graphs that it can transform, beside the samples; made anew at each call."""
        return []

    def staying(self, forest: Forest) -> set[str]:
        """What has to be there afterwards, by name: all components, when nothing else is said.

        One that is meant to remove some gives those that stay.
        """
        return _components(forest)

    @pytest.fixture
    def forests(self) -> list[Forest]:
        """All graphs that it is tried on."""
        return [*sample_programs().values(), *self.programs()]

    def test_it_has_a_stage(self) -> None:
        """It says whether it works on the program, or on the machinery below."""
        assert getattr(resolve(self.kind, self.plugin), "stage", None) in ("program", "machinery")

    def test_the_graph_stays_whole(self, forests: list[Forest]) -> None:
        """What comes out breaks no invariant, where what goes in breaks none."""
        for forest in forests:
            found = verify(self.made().transform(forest))
            assert [one for one in found if one.severity is Severity.ERROR] == []

    def test_components_stay(self, forests: list[Forest]) -> None:
        """Each component of the program is still one of it."""
        for forest in forests:
            before = self.staying(forest)
            assert before - _components(self.made().transform(forest)) == set()

    def test_equal_graphs_stay_equal(self, forests: list[Forest]) -> None:
        """The same program is transformed in the same way, by one plugin and by two."""
        first, second = self.made(), self.made()
        for forest in forests:
            results = [one.transform(copy(forest)) for one in (first, first, second)]
            assert all(equal(results[0], result) for result in results[1:])

    def test_nothing_stays_nothing(self) -> None:
        """A program without components comes out as it went in."""
        nothing = sample_programs()["nothing"]
        assert equal(self.made().transform(copy(nothing)), nothing)


def _components(forest: Forest) -> set[str]:
    """The components that a program implements, as machines or otherwise."""
    implementing = (ComponentImplementation, StateMachine)
    return {one.name for one in walk(forest) if isinstance(one, implementing)}
