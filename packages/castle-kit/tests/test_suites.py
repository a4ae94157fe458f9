"""The conformance suites: what `castle new` makes passes; who breaks a promise does not."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from castle.kit import conformance
from castle.subcommands.new._making import make_project
from castle.subcommands.new._plugin import KINDS, described

NAME = "sample_of_suites"


class Failures:
    """What did not pass in a run of pytest, by the names of the tests."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test, or what it needs, that fails."""
        if report.failed:
            self.names.add(report.nodeid.rpartition("::")[2].partition("[")[0])


class Project:
    """A plugin that `castle new` made, whose suite runs in this process."""

    def __init__(self, kind: str) -> None:
        self.folder = make_project(described(kind, NAME, None), None, "Me").folder.resolve()
        self.level = self.folder / "src" / "castle" / KINDS[kind]
        self.leaf = self.level / NAME

    def change(self, file: Path, old: str, new: str) -> None:
        """Make a mistake: put another text in the place of the one that is there."""
        text = file.read_text()
        assert text.count(old) == 1, text
        file.write_text(text.replace(old, new))

    def failed(self, only: str = "") -> set[str]:
        """The tests of its suite that do not pass, by name."""
        failures, config = Failures(), self.folder / "pyproject.toml"
        words = ["-c", str(config), "-p", "no:cacheprovider", "-p", "no:terminal", "--assert=plain"]
        status = pytest.main([*words, f"-k={only}", str(self.folder / "tests")], [failures])
        assert status == (1 if failures.names else 0)
        return failures.names


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Project]]:
    """Starts a plugin of a kind, in a folder of its own."""

    def start(kind: str) -> Project:
        monkeypatch.chdir(tmp_path)
        one = Project(kind)
        monkeypatch.syspath_prepend(one.folder / "src")
        return one

    yield start
    for name in [one for one in sys.modules if NAME in one]:
        del sys.modules[name]


@pytest.mark.parametrize("kind", KINDS)
def test_what_conforms_passes(project: Callable[[str], Project], kind: str) -> None:
    """A new plugin passes the suite of its kind."""
    assert project(kind).failed() == set()


def _without_docstring(one: Project) -> None:
    init = one.leaf / "__init__.py"
    init.write_text(init.read_text().split('"""')[2])


def _not_typed(one: Project) -> None:
    (one.leaf / "py.typed").unlink()


def _unsorted(one: Project) -> None:
    one.change(one.leaf / "__init__.py", '__all__ = ["', 'ZERO = 0\n__all__ = ["ZERO", "')


def _unlisted(one: Project) -> None:
    init = one.leaf / "__init__.py"
    init.write_text(init.read_text().partition("__all__")[0])


def _undocumented(one: Project) -> None:
    one.change(one.leaf / "__init__.py", "__all__ = [", "def a(): ...\n\n\n__all__ = ['a', ")


def _any_key(one: Project) -> None:
    init = one.leaf / "__init__.py"
    (name,) = (word for word in init.read_text().split('"') if word.startswith("SampleOf"))
    keys = f"{{k: v for k, v in config.items() if k in {name}.model_fields}}"
    init.write_text(f"{init.read_text()}\n\ndef build(config):\n    return {name}(**{keys})\n")


def _not_built(one: Project) -> None:
    init = one.leaf / "__init__.py"
    init.write_text(f"{init.read_text()}\n\ndef build(config):\n    return None\n")


def _two_classes(one: Project) -> None:
    init = one.leaf / "__init__.py"
    (name,) = (word for word in init.read_text().split('"') if word.startswith("SampleOf"))
    more = f'class Other({name}):\n    """One more."""\n'
    init.write_text(f'{init.read_text()}\n\n{more}\n\n__all__ = ["Other", "{name}"]\n')


def _file_above(one: Project) -> None:
    (one.level / "helpers.py").write_text("")


def _package_above(one: Project) -> None:
    (one.level / "__init__.py").write_text("")


@pytest.mark.parametrize("kind", KINDS)
def test_every_suite_has_what_all_plugins_promise(kind: str) -> None:
    """No kind is without the promises on names, configuration errors and typing."""
    suite = getattr(conformance, f"{kind.capitalize()}Conformance")
    assert issubclass(suite, conformance.PluginConformance)


@pytest.mark.parametrize("kind", ["backend", "reader"])
@pytest.mark.parametrize(
    ("mistake", "test"),
    [
        (_without_docstring, "test_it_is_listed"),
        (_not_typed, "test_it_is_typed"),
        (_unsorted, "test_what_it_exports_is_listed"),
        (_unlisted, "test_what_it_exports_is_listed"),
        (_undocumented, "test_what_it_exports_is_documented"),
        (_not_built, "test_it_is_built"),
        (_any_key, "test_an_unknown_key_is_told"),
        (_two_classes, "test_it_is_of_its_kind"),
        (_file_above, "test_the_namespace_stays_open"),
        (_package_above, "test_the_namespace_stays_open"),
    ],
)
def test_what_every_plugin_promises(
    project: Callable[[str], Project], kind: str, mistake: Callable[[Project], None], test: str
) -> None:
    """Each mistake that a plugin of any kind can make fails the test of that promise."""
    one = project(kind)
    mistake(one)
    assert one.failed(test) == {test}


# The place of a mistake in what `castle new` makes, the mistake, and the promise that it breaks.
READER = [
    ("return Forest([predefined(), *spaces])", "return Forest([])", "there_is_something_in_it"),
    ("[predefined(), *spaces]", "[predefined()]", "there_is_something_in_it"),
    ("[predefined(), *spaces]", "[*spaces, *spaces]", "what_is_read_verifies"),
    ("path.stem, source", "path, source", "what_is_read_can_be_kept"),
    ("path.stem, source", "str(id(object())) + str(len(_SEEN)), source", "reading_twice"),
    ("missing = [", "Path('new.txt').touch()\n        missing = [", "reading_writes_nothing"),
    ("if missing:", "if False:", "a_missing_file_is_told"),
    (
        "def _read(",
        "def _inspect(self, sources, cache):\n        return []\n\n    def _read(",
        "looked",
    ),
]
TRANSFORMER = [
    ('"program"\n', "None\n", "it_has_a_stage"),
    ("return forest", "return Forest(forest.namespaces[1:])", "the_graph_stays_whole"),
    ("return forest", "return Forest(forest.namespaces[:1])", "components_stay"),
    ("return forest", "return Forest(forest.namespaces[:0])", "nothing_stays_nothing"),
    ("return forest", "_SEEN.append(0)\n        forest.namespaces[0].name += '_' * len(_SEEN)"
     "\n        return forest", "equal_graphs_stay_equal"),
]  # fmt: skip
WRITER = [
    ("return write_all", "raise DiagnosticError([])\n        return write_all", "something"),
    ("return write_all", "return [] and write_all", "something_is_written"),
    ("text})", "text})[:0]", "tells_what_it_wrote"),
    ("text = ", "Path('log.txt').touch()\n        text = ", "tells_what_it_wrote"),
    ("text = ", "_SEEN.append(0)\n        text = str(_SEEN) + ", "equal_programs_make_equal_files"),
    ("text = ", "forest.namespaces[0].name += '_'\n        text = ", "the_graph_stays_as_it_was"),
    ("text = ", "forest.namespaces.clear()\n        text = ", "the_graph_stays_as_it_was"),
    ("text = ", "target.is_file() and target.unlink()\n        text = ", "a_file_in_the_way"),
]
ENGINE = [
    ("np.zeros((0, 1))", "np.zeros((0, 1), 'f4')", "what_it_gives_fits_together"),
    ("np.zeros((0, 1))", "np.zeros((0, 2))", "what_it_gives_fits_together"),
    ("self._check(system)\n        return", "return", "what_it_cannot_run_is_told"),
    ("if not isinstance", "open('x', 'w').close()\n        if not isinstance", "it_looks_before"),
    ("np.zeros((0, 1))", "(_SEEN.append(0), np.full((1, 1), len(_SEEN) * 1.0))[1]", "runs_do_not"),
    ('{}, ""', '{}, str(_SEEN.append(0)) + str(_SEEN)', "runs_do_not_meet"),
    ('{}, ""', '{}, print("1") or ""', "what_is_printed_is_in_the_result"),
    ("return RunResult", "system.forest.namespaces.clear()\n        return RunResult", "stays"),
]  # fmt: skip
SYSTEM = [
    ("Program(forest or Forest([])", "(_SEEN.append(0) or len(_SEEN) == 1) and Program(forest",
     "what_an_engine_can_run"),
    ("Program(forest or Forest([])", "Program(Forest([])", "the_one_that_was_read"),
    ("return Program", "forest and forest.namespaces.clear()\n        return Program", "stays"),
    ("forest or Forest([])", "Forest(forest.namespaces)", "without_a_program"),
]  # fmt: skip
SAVED = """.open("xb") as stream:
                np.savez(stream, run=about, names=names, **numbered)"""
BACKEND = [
    ("return arrays[_BARE] if bare", "return arrays[_BARE] + 1 if bare", "array_comes_back"),
    ("arrays = {name: kept[f", "arrays = {name.upper(): kept[f", "named_arrays_come_back"),
    ("_BARE] if bare else", "_BARE] if len(arrays) == 1 else", "a_mapping_of_one_stays_one"),
    ('_PLAIN = "biufcmMSU"', '_PLAIN = "fU"', "other_dtypes"),
    ("type(array) is not np.ndarray or", "", "what_would_not_come_back"),
    ("if not all(re", "if not all(part or re", "names_stay_inside"),
    ("os.link(partial, file)", "os.replace(partial, file)", "nothing_is_overwritten"),
    ("moment, run_meta.run_id]", "moment]", "runs_are_told_apart"),
    ("return self._file(run_meta).is_file()", "return True", "unknown_runs"),
    ("sorted(runs, key=lambda run: run.timestamp)", "sorted(runs, key=str)[::-1]", "listed_by"),
    ("provenance = made and", "provenance = None and", "provenance_is_kept"),
    ("self._locate(run_meta).unlink()", "self._locate(run_meta)", "test_deleted"),
    ("run: run.timestamp)", "run: run.timestamp)[:20]", "many_at_once"),
    ("os.link(partial, file)", "_in_two(partial, file)", "in_full_or_not_at_all"),
    ("partial.unlink(missing_ok=True)", "partial.exists() and partial.replace(file)", "no_room"),
    (f"with partial{SAVED}\n            os.link(partial, file)", f"with file{SAVED}", "no_room"),
    (
        'raise _refused(f"{file} cannot be read',
        'raise ValueError(f"{file} cannot be read',
        "damage",
    ),
    (
        "runs.append(_kept(file))\n            except Exception",
        "runs.append(_kept(file))\n            except KeyError",
        "what_is_no_run",
    ),
    ("def _read(", "def _stream(self, *given):\n        return None\n\n    def _read(", "streams"),
]
PROCESSOR = [
    ("return Processed(", "open('x', 'w').close()\n        return Processed(", "what_it_made"),
    ('arrays\\n"', 'arrays", (run_meta and _HERE,)', "what_it_made"),
    ("return Processed(", "print(count)\n        return Processed(", "standard_output_is"),
    ("return Processed(", "backend.save({}, run_meta)\n        return Processed(", "the_run_stays"),
    ("len(backend.read(run_meta))", "1", "an_unknown_run_is_told"),
]
IN_TWO = """
def _in_two(partial, file):
    import time
    content = partial.read_bytes()
    with file.open("xb", buffering=0) as stream:
        stream.write(content[:99])
        time.sleep(0.01)
        stream.write(content[99:])


"""
MISTAKES = {
    "reader": READER,
    "transformer": TRANSFORMER,
    "writer": WRITER,
    "engine": ENGINE,
    "system": SYSTEM,
    "backend": BACKEND,
    "processor": PROCESSOR,
}


@pytest.mark.parametrize(
    ("kind", "old", "new", "test"),
    [(kind, *one) for kind, mistakes in MISTAKES.items() for one in mistakes],
)
def test_what_a_kind_promises(
    project: Callable[[str], Project], kind: str, old: str, new: str, test: str
) -> None:
    """Each mistake that a plugin of a kind can make fails the test of that promise."""
    one = project(kind)
    code = one.leaf / f"_{kind}.py"
    one.change(code, old, new)
    more = "from pathlib import Path\nfrom castle.aigr import DiagnosticError\n" + IN_TWO
    code.write_text(f"{more}_SEEN = []\n_HERE = Path('no_such_file')\n{code.read_text()}")
    failed = one.failed(f"TestConformance and ({test} or it_is_built)")
    assert failed - {"test_it_is_built"} == failed != set()


def test_what_is_wrong_is_shown(project: Callable[[str], Project]) -> None:
    """As in tests of one's own, an assertion that fails says what was compared."""
    one = project("writer")
    _file_above(one)
    words = ["-q", "-c", str(one.folder / "pyproject.toml"), "-k", "namespace_stays_open"]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            *words,
            str(one.folder / "tests"),
        ],
        env={**os.environ, "PYTHONPATH": str(one.folder / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "helpers.py')] == []" in done.stdout


@pytest.mark.parametrize("place", ["", ", Location(SourceFile(str(path), ''), 0, 0)"])
def test_errors_without_places(project: Callable[[str], Project], place: str) -> None:
    """A reader that is given a broken file to read tells where it is broken."""
    one = project("reader")
    code, (tests,) = one.leaf / "_reader.py", (one.folder / "tests").iterdir()
    broken = (
        "    def broken(self, folder):\n        return self.sources(folder)\n\n    def sources("
    )
    one.change(tests, "    def sources(", broken)
    told = (
        f'DiagnosticError([Diagnostic("M2", Severity.ERROR, "broken"{place}) for path in sources])'
    )
    one.change(code, "return Forest([", f"raise {told}\n        return Forest([")
    one.change(code, "    Diagnostic,", "    Diagnostic,\n    Location, SourceFile,")
    assert one.failed("errors_have_places") == (set() if place else {"test_errors_have_places"})
