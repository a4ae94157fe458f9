"""A configuration, run from its first stage to its last."""

import os
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import numpy as np
import pytest

from castle.aigr import DiagnosticError
from castle.monorail.errors import ConfigurationError, StageError
from castle.monorail.pipeline import Pipeline, StageRecord, run

if TYPE_CHECKING:
    from conftest import Site

COMMON = """
    from pathlib import Path
    from typing import ClassVar
    import numpy as np
    from castle.aigr import *
    from castle.monorail.abcs import *
    from castle.monorail.configuration import ModuleModel
    from castle.monorail.meta import RunMeta

    def names(forest):
        return [space.name for space in forest.namespaces]
"""
PLUGINS = {
    "castle.readers.t_files": """
        class Reader(ModuleModel, ReaderABC):
            files: list[Path] = []
            def _read(self, sources):
                return Forest([SourceNS(name=Path(s).read_text(), source=str(s)) for s in sources])
    """,
    "castle.transformers.t_program": """
        class Transformer(ModuleModel, TransformerABC):
            stage: ClassVar = "program"
            def _transform(self, forest):
                forest.namespaces.append(SourceNS(name="optimised", source="x"))
                return forest
    """,
    "castle.transformers.t_machinery": """
        class Transformer(ModuleModel, TransformerABC):
            stage: ClassVar = "machinery"
            def _transform(self, forest):
                forest.namespaces.append(SourceNS(name="lowered", source="x"))
                return forest
    """,
    "castle.writers.t_text": """
        class Writer(ModuleModel, WriterABC):
            target: Path = Path("build")
            def _write(self, forest, target):
                target.mkdir(parents=True, exist_ok=True)
                (target / "names.txt").write_text(" ".join(names(forest)))
                return [target / "names.txt"]
    """,
    "castle.engines.t_engine": """
        class Engine(ModuleModel, EngineABC):
            main: str
            arguments: dict[str, int] = {}
            fails: bool = False
            def _run(self, system, run_meta):
                said = f"{' '.join(names(system.forest))} {system.main} {system.arguments}\\n"
                verdict = Verdict(not self.fails, "it failed" if self.fails else "")
                columns = ("sequence", "sender")
                lists = {"element_names": ("main", "sieve"), "port_names": ()}
                return RunResult(np.zeros((3, 2)), columns, lists, said, verdict)
    """,
    "castle.backends.t_backend": """
        class Backend(ModuleModel, BackendABC):
            root: Path = Path("runs")
            def _save(self, data, run_meta):
                self.root.mkdir(parents=True, exist_ok=True)
                np.savez(self.root / f"{run_meta.run_id}.npz", **data)
                return self.root / f"{run_meta.run_id}.npz"
            def _read(self, run_meta): ...
    """,
}
WHOLE = """
    name: example
    reader:
      module: t_files
      files: [one.txt, two.txt]
    transformer:
      - module: t_program
      - module: t_machinery
    writer:
      module: t_text
      target: out/text
    engine:
      module: t_engine
      main: Main
      arguments: {max: 100}
    backend:
      module: t_backend
"""
CULPRITS = {
    "readers": "t_files",
    "transformers": "t_machinery",
    "writers": "t_text",
    "engines": "t_engine",
    "backends": "t_backend",
}


@pytest.fixture
def project(tmp_path: Path, site: "Site", monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with sources, and plugins to compile them; the process is elsewhere."""
    for module, text in PLUGINS.items():
        site.plugin(module, f"{dedent(COMMON)}\n{dedent(text)}")
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "one.txt").write_text("one")
    (folder / "two.txt").write_text("two")
    monkeypatch.chdir(tmp_path)
    return folder


def configured(project: Path, text: str = WHOLE, **changes: str) -> Path:
    """A configuration file in the project; changes replace pieces of its text."""
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    file = project / "castle.yaml"
    file.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return Path(os.path.relpath(file))


def messages(file: Path, kind: type[DiagnosticError] = ConfigurationError) -> list[str]:
    """What is said when this is run."""
    with pytest.raises(kind) as error:
        run(file)
    return [str(diagnostic) for diagnostic in error.value.diagnostics]


def test_whole_pipeline(project: Path) -> None:
    """Every stage gets what the order of the pipeline says that it gets."""
    report = run(configured(project))
    # The writer comes after all transformers, the engine before those of stage machinery.
    written = project / "out/text/names.txt"
    assert written.read_text() == "one two optimised lowered"
    assert report.printed == "one two optimised Main {'max': 100}\n"
    assert report.outputs == (written,)
    assert (report.name, report.events, report.verdict.ok) == ("example", 3, True)


def test_events_are_saved_with_the_names_behind_the_numbers(project: Path) -> None:
    """Plain numpy opens what the backend was given: numbers, and arrays of names."""
    report = run(configured(project))
    (saved,) = report.saved
    assert saved == project / f"runs/{report.run_id}.npz"
    with np.load(saved, allow_pickle=False) as data:
        assert data["events"].shape == (report.events, 2)
        assert data["columns"].tolist() == ["sequence", "sender"]
        assert data["element_names"].tolist() == ["main", "sieve"]
        assert data["port_names"].tolist() == []


def test_stages_are_named_and_timed(project: Path) -> None:
    """The watcher hears of each stage when it is completed, with the files that it wrote."""
    heard: list[StageRecord] = []
    report = run(configured(project), watch=heard.append)
    assert tuple(heard) == report.stages
    assert [stage.name for stage in heard] == [
        "read:t_files",
        "verify",
        "transform:t_program",
        "transform:t_machinery",
        "write:t_text",
        "run:t_engine",
        "save:t_backend",
    ]
    assert all(stage.seconds >= 0 for stage in heard)
    assert heard[4].paths == report.outputs


def test_json(project: Path) -> None:
    """A tool gets plain values: paths are absolute texts, seconds are by stage."""
    report = run(configured(project))
    answer = report.to_json()
    assert list(answer) == ["name", "run_id", "events", "printed", "outputs", "saved", "seconds"]
    assert answer["outputs"] == [str(project / "out/text/names.txt")]
    assert answer["saved"] == str(report.saved[0])
    assert list(answer["seconds"]) == [stage.name for stage in report.stages]


def test_stage_that_comes_twice_has_two_names(project: Path) -> None:
    """Two stages of one plugin are told apart."""
    twice = "- module: t_program\n      - module: t_program"
    report = run(configured(project, **{"- module: t_program": twice}))
    names = [stage.name for stage in report.stages if "program" in stage.name]
    assert names == ["transform:t_program", "transform:t_program#2"]


def test_several_readers_make_one_graph(project: Path) -> None:
    """What each reader reads comes together, in the order of the file."""
    text = """
        name: x
        reader:
          - {module: t_files, files: [two.txt]}
          - {module: t_files, files: [one.txt]}
        writer: {module: t_text}
    """
    run(configured(project, text))
    assert (project / "build/names.txt").read_text() == "two one"


def test_working_directory_is_restored(project: Path) -> None:
    """The process is where it was, after a run and after a failure."""
    here = Path.cwd()
    run(configured(project))
    (project / "one.txt").unlink()
    messages(configured(project), StageError)
    assert Path.cwd() == here


def test_program_that_failed_is_saved_too(project: Path) -> None:
    """The events before a failure are what one wants to see; the verdict says that it failed."""
    report = run(configured(project, **{"main: Main": "main: Main\n      fails: true"}))
    assert (report.verdict.ok, report.verdict.message) == (False, "it failed")
    assert report.saved[0].exists()


def test_empty_program(project: Path) -> None:
    """A configuration of nothing but a name runs, and does nothing."""
    report = run(configured(project, "name: nothing\n"))
    assert (report.events, report.printed, report.outputs, report.saved) == (0, "", (), ())


@pytest.mark.parametrize("kind", CULPRITS)
def test_missing_plugin_is_told_before_any_stage(project: Path, site: "Site", kind: str) -> None:
    """Whichever plugin is gone: it is named with its place and its install line; nothing ran."""
    name = CULPRITS[kind]
    (site.folder / "castle" / kind / name / "__init__.py").unlink()
    file = configured(project)
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if name in text)
    with pytest.raises(ConfigurationError) as error:
        run(file)
    (diagnostic,) = error.value.diagnostics
    assert str(diagnostic).startswith(f"{file}:{line}:")
    assert f"`{name}` is not installed" in diagnostic.message
    assert f"pip install castle-{name.replace('_', '-')}-{kind[:-1]}" in (diagnostic.help or "")
    assert sorted(path.name for path in project.iterdir()) == ["castle.yaml", "one.txt", "two.txt"]


def test_all_errors_come_at_once_in_the_order_of_the_file(project: Path) -> None:
    """Those of the file, of absent plugins and of wrong values; each at its line."""
    text = """
        nam: x
        reader: {module: t_fils}
        writer: {module: t_text, targt: out}
        engine: {module: t_engine, fails: perhaps}
    """
    places = [line.split(": ", 2)[:2] for line in messages(configured(project, text))]
    assert places == [
        ["project/castle.yaml:1:1", "error[CAS0804]"],
        ["project/castle.yaml:1:1", "error[CAS0805]"],
        ["project/castle.yaml:2:18", "error[CAS0810]"],
        ["project/castle.yaml:3:26", "error[CAS0804]"],
        ["project/castle.yaml:4:9", "error[CAS0805]"],
        ["project/castle.yaml:4:35", "error[CAS0806]"],
    ]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("target: out/text", "target: one.txt/text", 10),
        ("t_backend\n", "t_backend\n      root: one.txt\n", 17),
    ],
)
def test_folder_that_cannot_be_written(project: Path, old: str, new: str, place: int) -> None:
    """An output folder that cannot be made is one message, before any stage."""
    (message,) = messages(configured(project, **{old: new}))
    assert message.startswith(f"project/castle.yaml:{place}:")
    assert "`one.txt` is not a folder" in message
    assert not (project / "out").exists()


def test_program_stage_after_machinery(project: Path) -> None:
    """What works on the program cannot come after what lowered it."""
    text = WHOLE.replace("t_program", "x").replace("t_machinery", "t_program")
    (message,) = messages(configured(project, text.replace(": x", ": t_machinery")))
    assert "7:13: error[CAS0807]: `t_program` works on the program" in message


def test_transformer_without_a_stage(project: Path, site: "Site") -> None:
    """A transformer that does not say what it works on is told so."""
    text = PLUGINS["castle.transformers.t_program"].replace('stage: ClassVar = "program"', "")
    site.plugin("castle.transformers.t_program", f"{dedent(COMMON)}\n{dedent(text)}")
    (message,) = messages(configured(project))
    assert "does not say that its stage is program or machinery" in message


def test_plugin_is_made_in_the_configuration_folder(project: Path, site: "Site") -> None:
    """A plugin that looks at files when it is made finds them."""
    text = """
        class Reader(ModuleModel, ReaderABC):
            files: list[Path] = []
            def model_post_init(self, context):
                assert all(file.exists() for file in self.files)
            def _read(self, sources):
                return Forest([])
    """
    site.plugin("castle.readers.t_files", f"{dedent(COMMON)}\n{dedent(text)}")
    assert Pipeline.load(configured(project)).configuration.name == "example"


class TestFailingStages:
    """Stages that raise."""

    def test_missing_file(self, project: Path) -> None:
        """What the system says is one message, with stage, file and place in the configuration."""
        (project / "two.txt").unlink()
        (message,) = messages(configured(project), StageError)
        assert message == (
            "project/castle.yaml:3:11: error[CAS0808]: stage `read:t_files` failed:"
            " `two.txt`: No such file or directory"
        )

    def test_mistake_of_a_plugin(self, project: Path, site: "Site") -> None:
        """An exception that no stage may raise is told as the plugin's mistake, cause kept."""
        text = PLUGINS["castle.writers.t_text"].replace("target.mkdir", "1 / 0; target.mkdir")
        site.plugin("castle.writers.t_text", f"{dedent(COMMON)}\n{dedent(text)}")
        with pytest.raises(StageError) as error:
            run(configured(project))
        (diagnostic,) = error.value.diagnostics
        assert "ZeroDivisionError: division by zero" in diagnostic.message
        assert "mistake in writer `t_text`" in diagnostic.notes[0].message
        assert isinstance(error.value.__cause__, ZeroDivisionError)

    def test_places_are_called_from_where_the_pipeline_was_started(
        self, project: Path, site: "Site"
    ) -> None:
        """A reader names files as the configuration does; people read them from where they are."""
        text = """
            class Reader(ModuleModel, ReaderABC):
                files: list[Path] = []
                def _read(self, sources):
                    where = Location(SourceFile(str(sources[0]), "one"), 1, 2)
                    note = Note("see", where)
                    bad = Diagnostic("CAS0101", Severity.ERROR, "bad", where, (note,))
                    raise DiagnosticError([bad])
        """
        site.plugin("castle.readers.t_files", f"{dedent(COMMON)}\n{dedent(text)}")
        with pytest.raises(DiagnosticError) as error:
            run(configured(project))
        (diagnostic,) = error.value.diagnostics
        assert str(diagnostic) == "project/one.txt:1:2: error[CAS0101]: bad"
        assert str(diagnostic.notes[0].location) == "project/one.txt:1:2"

    def test_graph_that_breaks_an_invariant(self, project: Path, site: "Site") -> None:
        """What the verifier finds stops the pipeline before anything is written."""
        text = """
            class Reader(ModuleModel, ReaderABC):
                files: list[Path] = []
                def _read(self, sources):
                    return Forest([SourceNS(name="one", source="one")] * 2)
        """
        site.plugin("castle.readers.t_files", f"{dedent(COMMON)}\n{dedent(text)}")
        with pytest.raises(DiagnosticError, match="CAS0302"):
            run(configured(project))
        assert not (project / "out").exists()
