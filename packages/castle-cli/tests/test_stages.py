"""What `castle run` tells of its stages: times, graphs, what was verified, and what repeats one."""

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from castle.aigr import load

if TYPE_CHECKING:
    from conftest import Castle, Project

TWO_FAULTS = '''
    """Owns one node twice."""
    class Transformer(ModuleModel, TransformerABC):
        stage: ClassVar = "machinery"
        def _transform(self, forest):
            forest.namespaces.append(forest.namespaces[0])
            return forest
'''


def test_timings_are_a_table(castle: "Castle") -> None:
    """Every stage with its seconds and its share, and the sum of them."""
    lines = castle("run", "project/castle.yaml", "--json", "--timings").stderr.splitlines()
    assert lines[0].split() == ["stage", "seconds", "share"]
    assert [line.split()[0] for line in lines[1:]] == [
        "configure",
        "read:plain",
        "verify",
        "check:echo",
        "transform:group.reverse",
        "verify:group.reverse",
        "write:listing",
        "run:echo",
        "total",
    ]
    seconds = [float(line.split()[1]) for line in lines[1:]]
    assert sum(seconds[:-1]) == pytest.approx(seconds[-1], abs=0.001)
    assert lines[-1].split()[2] == "100.0%"


def test_graph_after_a_stage(castle: "Castle") -> None:
    """It is shown on standard error, as it was then; standard output stays the program's."""
    ran = castle("run", "project/castle.yaml", "--dump-after", "read", "--dump-after", "reverse")
    assert ran.returncode == 2
    ran = castle("run", "project/castle.yaml", "--dump-after", "all")
    parts = re.split(r"^--- the graph after (.*)$", ran.stderr, flags=re.MULTILINE)
    assert parts[1::2] == ["read:plain", "transform:group.reverse"]
    names = [re.findall(r"name='(\w+)'", part) for part in parts[2::2]]
    assert names == [["one", "two"], ["two", "one"]]
    assert ran.stdout == "one\ntwo\n"


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("read", ["read:plain"]),
        ("read:plain", ["read:plain"]),
        ("plain", ["read:plain"]),
        ("group.reverse", ["transform:group.reverse"]),
        ("verify", ["verify", "verify:group.reverse"]),
    ],
)
def test_names_of_stages(castle: "Castle", name: str, stages: list[str]) -> None:
    """A stage is called by its name, by its plugin or by what it does."""
    ran = castle("run", "project/castle.yaml", "--dump-after", name)
    assert re.findall("--- the graph after (.*)", ran.stderr) == stages


@pytest.mark.parametrize(("name", "meant"), [("transfrm", "transform"), ("plian", "plain")])
def test_unknown_stage(castle: "Castle", project: "Project", name: str, meant: str) -> None:
    """It is wrong usage, told before any stage has begun, with what may have been meant."""
    ran = castle("run", "project/castle.yaml", "--dump-after", name)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert meant in ran.stderr
    assert not (project.folder / "build").exists()


def test_graphs_in_files(castle: "Castle", project: "Project") -> None:
    """They can be loaded, and a run can begin with one."""
    ran = castle("run", "project/castle.yaml", "--dump-after", "all", "--dump-to", "project/graphs")
    files = sorted(path.name for path in (project.folder / "graphs").iterdir())
    assert files == ["01-read-plain.aigr", "04-transform-group.reverse.aigr"]
    assert f"wrote project/graphs/{files[0]}" in ran.stderr
    spaces = load(project.folder / "graphs" / files[1]).namespaces
    assert [space.name for space in spaces] == ["two", "one"]
    again = castle("run", "project/castle.yaml", "--graph", f"project/graphs/{files[1]}")
    assert again.stdout == "two\none\n"
    assert "read:plain" not in again.stderr


def test_transformer_that_breaks_the_graph(castle: "Castle", project: "Project") -> None:
    """The transformer is named, and nothing is written; unless nobody looks."""
    project.plugin("transformers.group.reverse", TWO_FAULTS)
    ran = castle("run", "project/castle.yaml")
    assert ran.returncode == 1
    assert "error[CAS0833]: the transformer `group.reverse` made a graph that" in ran.stderr
    assert "error[CAS03" in ran.stderr
    assert not (project.folder / "build").exists()
    unseen = castle("run", "project/castle.yaml", "--no-verify")
    assert (unseen.returncode, "verify:" in unseen.stderr) == (0, False)


CRASHES = {
    "transform:group.reverse": ("transformers/group/reverse", "forest.namespaces.reverse()"),
    "write:listing": ("writers/listing", "target.mkdir(parents=True, exist_ok=True)"),
    "run:echo": ("engines/echo", "said = "),
}


@pytest.mark.parametrize("stage", CRASHES)
def test_reproducer(
    castle: "Castle", project: "Project", stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The graph before the stage, its configuration, and a command that fails in the same way."""
    leaf, place = CRASHES[stage]
    file = project.site / "castle" / leaf / "__init__.py"
    # It fails when it has changed the graph, or has begun to.
    changed = "forest.namespaces.reverse(); 1 / 0" if "transform" in stage else f"1 / 0; {place}"
    file.write_text(file.read_text().replace(place, changed))
    ran = castle("run", "project/castle.yaml", "--set", "reader.files=[two.Castle, one.Castle]")
    assert ran.returncode == 1
    (kept,) = (project.folder.parent / "castle-crash").iterdir()
    assert sorted(path.name for path in kept.iterdir()) == [
        "README.txt",
        "castle.yaml",
        "graph.aigr",
    ]
    names = [space.name for space in load(kept / "graph.aigr").namespaces]
    assert names == (["one", "two"] if stage == "write:listing" else ["two", "one"])
    assert "ZeroDivisionError" in (kept / "README.txt").read_text()

    (command,) = re.findall("help: (cd .*)", ran.stderr)
    cd, folder, also, name, *words = shlex.split(command)
    assert (cd, Path(folder), also, name) == ("cd", kept, "&&", "castle")
    (project.folder / "one.Castle").unlink()  # the sources are not needed any more
    monkeypatch.chdir(folder)
    again = castle(*words)
    assert again.returncode == 1
    assert f"stage `{stage}` failed with an error of its own: ZeroDivisionError" in again.stderr
    assert "Traceback" in again.stderr
    assert len(list(kept.parent.iterdir())) == 1


def test_reproducer_of_a_pipe(castle: "Castle", project: "Project") -> None:
    """Where and whether it is kept can be said; errors in the input are no mistakes of plugins."""
    file = project.site / "castle/readers/plain/__init__.py"
    file.write_text(
        file.read_text().replace("for source in sources", "1 / 0\n        for s in ()", 1)
    )
    words = ("check", "--reader", "plain", "project/one.Castle")
    assert castle(*words, "--no-reproducer").returncode == 1
    assert not (project.folder.parent / "castle-crash").exists()
    ran = castle(*words, "--reproducer", "kept")
    (kept,) = (project.folder.parent / "kept").iterdir()
    assert sorted(path.name for path in kept.iterdir()) == ["README.txt", "castle.yaml"]
    assert str(project.folder / "one.Castle") in (kept / "castle.yaml").read_text()
    assert str(kept) in ran.stderr


def test_no_reproducer_of_bad_input(castle: "Castle", project: "Project") -> None:
    """What a program does wrong, its own message says."""
    project.write("one.Castle", "bad")
    assert castle("run", "project/castle.yaml").returncode == 1
    assert not (project.folder.parent / "castle-crash").exists()


def test_reproducer_that_cannot_be_kept(castle: "Castle", project: "Project") -> None:
    """The error itself is told all the same."""
    file = project.site / "castle/engines/echo/__init__.py"
    file.write_text(file.read_text().replace("said =", "1 / 0; said ="))
    ran = castle("run", "project/castle.yaml", "--reproducer", "project/one.Castle/below")
    assert ran.returncode == 1
    assert "error[CAS0820]" in ran.stderr
    assert "no reproducer could be kept" in ran.stderr


def test_settings_win(castle: "Castle", project: "Project") -> None:
    """They reach lists, make what is not there, and are values as YAML has them."""
    settings = ["reader.files=[two.Castle]", "writer.target=out", "transformer.0.module=rename"]
    project.write(
        "castle.yaml",
        (project.folder / "castle.yaml").read_text().replace("{module: group.reverse}", "[{}]"),
    )
    words = [word for setting in settings for word in ("--set", setting)]
    ran = castle("run", "project/castle.yaml", *words, "--set", "transformer.prefix='007'")
    assert (ran.returncode, ran.stdout) == (0, "007_two\n"), ran.stderr
    assert (project.folder / "out/names.txt").read_text() == "007_two"


@pytest.mark.parametrize(
    ("setting", "place", "said"),
    [
        ("engine.fails=perhaps", "--set:1:1", "`fails`: expected true or false, not `perhaps`"),
        ("engine.fials=true", "--set:1:1", "did you mean `fails`?"),
        ("engin.fails=true", "--set:1:1", "unknown key `engin`"),
        ("name=../x", "--set:1:1", "`../x` cannot be part of a file's name"),
        ("engine.fails", "--set:1:1", "a setting is keys joined by dots"),
        ("engine..fails=1", "--set:1:1", "a setting is keys joined by dots"),
        ("name.x=1", "--set:1:1", "nothing that could hold `x`"),
        ("reader.files.7=x", "--set:1:1", "the list has 2 entries"),
        ("reader.files.x=x", "--set:1:1", "say which: `reader.files.0`, `reader.files.1`"),
        ("engine.fails=[1", "--set:1:16", "this is not YAML"),
        ("engine.fails=!!set {}", "--set:1:14", "means nothing here"),
    ],
)
def test_bad_setting(castle: "Castle", setting: str, place: str, said: str) -> None:
    """The message points into the setting, and nothing is run."""
    ran = castle("run", "project/castle.yaml", "--set", setting)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert place in ran.stderr, ran.stderr
    assert said in ran.stderr


def test_engine_mistakes_are_told_before_anything_is_written(
    castle: "Castle", project: "Project"
) -> None:
    """An engine may look at its system before, and say which value is to blame."""
    check = """
    def _check(self, system):
        error = DiagnosticError([Diagnostic("CAS0901", Severity.ERROR, "no such component")])
        error.keys = [("main",)]
        raise error
    """
    file = project.site / "castle/engines/echo/__init__.py"
    file.write_text(file.read_text() + check)
    yaml = project.folder / "castle.yaml"
    yaml.write_text(yaml.read_text() + "  main: Mian\n")
    ran = castle("run", "project/castle.yaml")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "project/castle.yaml:7:9: error[CAS0901]: no such component" in ran.stderr
    assert not (project.folder / "build").exists()


SYSTEM = '''
    """Runs a fixed text."""
    class Text(System):
        forest = Forest([SourceNS(name="fixed", source="x")])
        main = None
        arguments = {}
    class Fixed(ModuleModel, SystemABC):
        def _prepare(self, forest):
            return Text()
'''
BACKEND = '''
    """Keeps nothing."""
    class Backend(ModuleModel, BackendABC):
        root: Path = Path("runs")
        def _save(self, data, run_meta):
            return self.root / run_meta.run_id
        def _read(self, run_meta):
            return {}
'''
PROCESSOR = '''
    """Says what it was given."""
    class Processor(ModuleModel, ProcessorABC):
        def _process(self, run_meta, backend):
            Path("picture.svg").touch()
            return Processed(printed=f"processed {run_meta.name}", outputs=(Path("picture.svg"),))
'''


def test_system_and_processor(castle: "Castle", project: "Project") -> None:
    """An engine runs what the system prepares; a processor works on what a backend keeps."""
    project.plugin("systems.fixed", SYSTEM)
    project.plugin("backends.none", BACKEND)
    project.plugin("processors.tell", PROCESSOR)
    # The backend gets arrays, which need numpy; an engine without events needs none.
    project.write("numpy.py", "")
    project.write(
        "castle.yaml",
        """
        name: example
        system: {module: fixed}
        engine: {module: echo}
        backend: {module: none}
        processor: {module: tell}
        """,
    )
    (project.site / "numpy.py").write_text("str_ = str\ndef array(values, dtype): return values\n")
    ran = castle("run", "project/castle.yaml", "--json")
    answer = json.loads(ran.stdout)
    assert (answer["printed"], answer["processed"]) == ("fixed\n", ["processed example"])
    assert answer["outputs"] == [str(project.folder / "picture.svg")]
    told = castle("run", "project/castle.yaml")
    assert told.stdout == "fixed\n"
    assert "processed example\n" in told.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("system: {module: fixed}", "the key `engine` of the configuration is missing"),
        ("processor: {module: tell}", "the key `backend` of the configuration is missing"),
        ("engine: {module: echo}\nsystem: [{module: a}, {module: b}]", "has one system"),
    ],
)
def test_companions(castle: "Castle", project: "Project", text: str, said: str) -> None:
    """What makes no sense alone is told where it stands."""
    project.write("castle.yaml", f"name: x\n{text}\n")
    ran = castle("run", "project/castle.yaml")
    assert (ran.returncode, said in ran.stderr) == (1, True)
