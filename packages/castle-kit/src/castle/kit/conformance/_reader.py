"""What every reader promises."""

from abc import abstractmethod
from io import BytesIO
from pathlib import Path
from typing import ClassVar

import pytest

from castle.aigr import DiagnosticError, Forest, Severity, equal, load, predefined, save, verify
from castle.kit.conformance._plugin import PluginConformance, files_below


class ReaderConformance(PluginConformance):
    """Inherit from it in a class called `Test...`, and say what there is to read."""

    kind: ClassVar[str] = "readers"

    @abstractmethod
    def sources(self, folder: Path) -> list[Path]:
        """Write files without errors into a folder, and give those to read."""

    def broken(self, folder: Path) -> list[Path]:
        """Write a file with an error into a folder; nothing, when any content will do."""
        return []

    @pytest.fixture
    def forest(self, folder: Path) -> Forest:
        """What was read."""
        return self._read(self.sources(folder))

    def _read(self, sources: list[Path]) -> Forest:
        found: Forest = self.made().read(sources)
        return found

    def test_what_is_read_verifies(self, forest: Forest) -> None:
        """The graph breaks no invariant."""
        assert [one for one in verify(forest) if one.severity is Severity.ERROR] == []

    def test_there_is_something_in_it(self, forest: Forest) -> None:
        """The graph has a namespace beside the one that every program has."""
        assert {one.name for one in forest.namespaces} - {predefined().name}

    def test_reading_twice_gives_equal_graphs(self, folder: Path) -> None:
        """Nothing of the first reading is left in the second."""
        sources = self.sources(folder)
        assert equal(self._read(sources), self._read(sources))

    def test_what_is_read_can_be_kept(self, forest: Forest) -> None:
        """The graph comes back equal from the file format."""
        stream = BytesIO()
        save(forest, stream)
        stream.seek(0)
        assert equal(load(stream), forest)

    def test_reading_writes_nothing(self, folder: Path) -> None:
        """The folder holds afterwards what it held before."""
        sources = self.sources(folder)
        before = files_below(folder)
        self._read(sources)
        assert files_below(folder) == before

    def test_it_tells_what_it_looked_at(self, folder: Path) -> None:
        """A check of sources without errors gives them, among all files that it depends on."""
        sources = self.sources(folder)
        looked_at = {path.resolve() for path in self.made().inspect(sources)}
        assert {path.resolve() for path in sources} - looked_at == set()

    def test_a_missing_file_is_told(self, folder: Path) -> None:
        """It is a diagnostic, as all that is wrong with the input, and names the file."""
        with pytest.raises(DiagnosticError) as error:
            self._read([folder / "no_such_file.x"])
        assert "no_such_file.x" in str([one.message for one in error.value.diagnostics])

    def test_errors_have_places(self, folder: Path) -> None:
        """What is wrong in a file is told with its line and column."""
        broken = self.broken(folder)
        if broken:
            with pytest.raises(DiagnosticError) as error:
                self._read(broken)
            places = [one.location for one in error.value.diagnostics]
            assert places != []
            assert None not in places
