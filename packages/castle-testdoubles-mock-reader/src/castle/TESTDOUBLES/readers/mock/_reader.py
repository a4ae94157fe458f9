from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Self

from pydantic import Field, PrivateAttr, field_validator

from castle.aigr import Forest, load
from castle.monorail.abcs import ReaderABC
from castle.monorail.configuration import ModuleModel


class MockReader(ModuleModel, ReaderABC):
    """Returns a graph that needs no sources, so that what comes after a reader can be tested.

    The graph is what `returning` was given; else what the function that `forest` names makes;
    else what the AIGR files hold that it is asked to read, or `files` by default.
    """

    files: list[Path] = Field(default_factory=list)
    """AIGR files, relative to the configuration."""
    forest: str | None = None
    """A module in `castle` whose function of the same last name makes a graph, or `module:name`."""

    _given: Forest | None = PrivateAttr(default=None)
    _sources: list[tuple[Path, ...]] = PrivateAttr(default_factory=list)

    @field_validator("forest")
    @classmethod
    def _in_the_namespace(cls, name: str | None) -> str | None:
        if name is not None and not name.startswith("castle."):
            raise ValueError("expected a module in the namespace `castle`")
        return name

    @classmethod
    def returning(cls, forest: Forest) -> Self:
        """Make a reader that returns this graph, whatever it is asked to read."""
        reader = cls()
        reader._given = forest
        return reader

    @property
    def sources(self) -> tuple[tuple[Path, ...], ...]:
        """What it was asked to read: the sources of each call."""
        return tuple(self._sources)

    def _read(self, sources: Sequence[Path]) -> Forest:
        self._sources.append(tuple(sources))
        if self._given is not None:
            return self._given
        if self.forest is not None:
            return _made_by(self.forest)
        forests = [load(file) for file in sources or self.files]
        return Forest([space for forest in forests for space in forest.namespaces])


def _made_by(name: str) -> Forest:
    module, _, function = name.partition(":")
    forest: Forest = getattr(import_module(module), function or module.rpartition(".")[2])()
    return forest
