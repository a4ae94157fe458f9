"""What every writer promises."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

import pytest

from castle.aigr import DiagnosticError, Forest, copy, equal
from castle.kit.conformance._plugin import PluginConformance, files_below
from castle.kit.conformance._samples import sample_programs


class WriterConformance(PluginConformance):
    """Inherit from it in a class called `Test...`; more programs make it stronger.

    A writer may refuse a program with a diagnostic, writing nothing then; it does not refuse all.
    """

    kind: ClassVar[str] = "writers"

    def programs(self) -> Iterable[Forest]:
        """Graphs that it can write, beside the samples; made anew at each call."""
        return []

    @pytest.fixture
    def forests(self) -> list[Forest]:
        """All graphs that it is tried on."""
        return [*sample_programs().values(), *self.programs()]

    def _written(self, forest: Forest, target: Path) -> list[Path] | None:
        try:
            found: list[Path] = self.made().write(forest, target)
        except DiagnosticError:
            assert files_below(target) == {}
            return None
        return found

    def test_it_tells_what_it_wrote(self, forests: list[Forest], folder: Path) -> None:
        """The files are there, below the folder that was asked for, and no others."""
        for number, forest in enumerate(forests):
            target = folder / "made" / str(number)
            written = self._written(forest, target)
            if written is not None:
                paths = {path.absolute().relative_to(target).as_posix() for path in written}
                assert paths == set(files_below(target))
        assert [path.name for path in folder.iterdir() if path.name != "made"] == []

    def test_something_is_written(self, forests: list[Forest], folder: Path) -> None:
        """Of one program at least there are files; `programs` has one where no sample will do."""
        written = [self._written(forest, folder / str(i)) for i, forest in enumerate(forests)]
        assert any(written)

    def test_equal_programs_make_equal_files(self, forests: list[Forest], folder: Path) -> None:
        """Byte for byte, whoever writes them, and over what is there from the last time."""
        for number, forest in enumerate(forests):
            targets = [folder / f"{number}{letter}" for letter in "aab"]
            made = []
            for target in targets:
                self._written(copy(forest), target)
                made.append(files_below(target))
            assert made[0] == made[1] == made[2]

    def test_the_graph_stays_as_it_was(self, forests: list[Forest], folder: Path) -> None:
        """Another writer may follow."""
        for number, forest in enumerate(forests):
            before = copy(forest)
            self._written(forest, folder / str(number))
            assert equal(forest, before)

    def test_a_file_in_the_way_is_told(self, forests: list[Forest], folder: Path) -> None:
        """A target that is no folder is an error of the person's, and the file stays."""
        (folder / "target").write_text("mine")
        for number, forest in enumerate(forests):
            if self._written(copy(forest), folder / str(number)):
                with pytest.raises((DiagnosticError, OSError)):
                    self.made().write(forest, folder / "target")
        assert (folder / "target").read_text() == "mine"
