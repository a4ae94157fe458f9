"""`castle runs`: what two backends keep, shown, exported and pruned."""

from __future__ import annotations

import csv
import io
import json
import shutil
from contextlib import chdir
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from castle.aigr import save
from castle.cli._app import main
from castle.monorail.abcs import BackendABC
from castle.monorail.loader import build
from castle.monorail.meta import Provenance, RunMeta
from castle.monorail.pipeline import run

EVENTS = np.array([[0.0, 0.1], [1.0, np.nan], [2.0, -np.inf]])
COLUMNS = np.array(["sequence", "argument"])
NAMES = np.array(["Main", 'a "b", c'])


@pytest.fixture(params=["npz", "csv"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A backend as the command line names it, which keeps three runs of two programs."""
    kept: BackendABC = build("backends", {"module": request.param, "root": tmp_path / "kept"})
    for name, days in (("sieve", 40), ("other", 20), ("sieve", 0)):
        moment = datetime.now(UTC) - timedelta(days=days)
        data = {"events": EVENTS, "columns": COLUMNS, "element_names": NAMES}
        kept.save(data, RunMeta(name, timestamp=moment))
    return f"{request.param}{{root={tmp_path / 'kept'}}}"


def castle(folder: Path, *words: str, status: int = 0) -> Result:
    """Run the command in a folder, with nobody at the terminal."""
    with chdir(folder):
        done = CliRunner().invoke(main, ["runs", *words])
    assert done.exit_code == status, done.stderr
    return done


def listed(folder: Path, backend: str, *words: str) -> list[dict[str, Any]]:
    """The runs that are kept, the oldest first."""
    found: list[dict[str, Any]] = json.loads(
        castle(folder, "--backend", backend, "--json", *words).stdout
    )
    return found


def test_list(tmp_path: Path, backend: str) -> None:
    """The oldest run comes first, and a name selects."""
    assert [run["name"] for run in listed(tmp_path, backend)] == ["sieve", "other", "sieve"]
    assert [run["name"] for run in listed(tmp_path, backend, "--name", "other")] == ["other"]
    lines = castle(tmp_path, "--backend", backend).stdout.splitlines()
    assert [line.split()[1] for line in lines] == ["name", "sieve", "other", "sieve"]


def test_a_run_is_named_in_several_ways(tmp_path: Path, backend: str) -> None:
    """By its id, the beginning of that, the name of a program, or as the latest."""
    newest = listed(tmp_path, backend)[-1]["run_id"]
    for word in (newest, newest[:12], "sieve", "latest"):
        shown = castle(tmp_path, "--backend", backend, "show", word, "--json").stdout
        assert json.loads(shown)["run_id"] == newest
    done = castle(tmp_path, "--backend", backend, "show", "seive", status=1)
    assert "error[CAS0841]: no run is called `seive`" in done.stderr
    # As where a variable of a shell is empty.
    assert "error[CAS0841]" in castle(tmp_path, "--backend", backend, "show", "", status=1).stderr


def test_the_beginning_of_two_ids(tmp_path: Path) -> None:
    """It names neither of them."""
    kept: BackendABC = build("backends", {"module": "npz", "root": tmp_path / "kept"})
    for run_id in ("ab1", "ab2"):
        kept.save(EVENTS, RunMeta("sieve", run_id=run_id))
    done = castle(tmp_path, "--backend", "npz{root=kept}", "show", "ab", status=1)
    assert "error[CAS0842]: `ab` begins the id of 2 runs" in done.stderr


def test_show(tmp_path: Path, backend: str) -> None:
    """What the arrays are is told without a look at the file."""
    shown = json.loads(castle(tmp_path, "--backend", backend, "show", "other", "--json").stdout)
    assert shown["arrays"]["events"] == {"dtype": "float64", "shape": [3, 2]}
    assert Path(shown["place"]).exists()


def test_export_csv(tmp_path: Path, backend: str) -> None:
    """Each array is a file that gives back every number, to the last digit, and every text."""
    castle(tmp_path, "--backend", backend, "export", "other", "--to", "out")
    with (tmp_path / "out" / "events.csv").open(newline="") as file:
        head, *rows = csv.reader(file)
    assert head == COLUMNS.tolist()
    assert np.array_equal(np.array(rows, dtype=float), EVENTS, equal_nan=True)
    with (tmp_path / "out" / "element_names.csv").open(newline="") as file:
        assert [row for (row,) in csv.reader(file)] == NAMES.tolist()


def test_export_lines_of_json(tmp_path: Path, backend: str) -> None:
    """Each line is a JSON array; numbers that JSON lacks are texts."""
    castle(tmp_path, "--backend", backend, "export", "other", "--to", "out", "--format", "jsonl")
    lines = (tmp_path / "out" / "events.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines[1:]] == [[0.0, 0.1], [1.0, "nan"], [2.0, "-inf"]]


def test_export_overwrites_nothing(tmp_path: Path, backend: str) -> None:
    """A folder that is already there is left as it is."""
    (tmp_path / "out").mkdir()
    done = castle(tmp_path, "--backend", backend, "export", "other", "--to", "out", status=1)
    assert "error[CAS0843]" in done.stderr
    assert not list((tmp_path / "out").iterdir())


def test_prune_needs_a_yes(tmp_path: Path, backend: str) -> None:
    """Where nobody can be asked nothing is deleted, and a dry run tells what would be."""
    castle(tmp_path, "--backend", backend, "prune", "--keep", "0", status=2)
    castle(tmp_path, "--backend", backend, "prune", "--yes", status=2)
    done = castle(tmp_path, "--backend", backend, "prune", "--keep", "0", "--dry-run", "--json")
    before = listed(tmp_path, backend)
    assert json.loads(done.stdout)["would_delete"] == [run["run_id"] for run in before]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["--keep", "1"], ["other", "sieve"]),
        (["--older-than", "30d"], ["other", "sieve"]),
        (["--older-than", "1w"], ["sieve"]),
        (["--keep", "1", "--older-than", "8w"], ["sieve", "other", "sieve"]),
        (["--keep", "0"], []),
    ],
)
def test_prune(tmp_path: Path, backend: str, words: list[str], left: list[str]) -> None:
    """What is old goes, or what newer runs of its name follow; with both, what is both."""
    castle(tmp_path, "--backend", backend, "prune", "--yes", *words)
    assert [run["name"] for run in listed(tmp_path, backend)] == left


def test_configuration_without_a_backend(tmp_path: Path) -> None:
    """A configuration that keeps nothing is told so."""
    (tmp_path / "castle.yaml").write_text("name: x\n")
    assert "error[CAS0840]" in castle(tmp_path, status=1).stderr


def test_backend_of_the_configuration(tmp_path: Path) -> None:
    """Its paths are relative to it, wherever the command is called."""
    (tmp_path / "project").mkdir()
    config = tmp_path / "project" / "castle.yaml"
    config.write_text("name: x\nbackend: {module: npz, root: kept}\n")
    backend: BackendABC = build("backends", {"module": "npz", "root": tmp_path / "project/kept"})
    backend.save(EVENTS, RunMeta("x"))
    done = castle(tmp_path, "--config", str(config), "export", "x", "--to", "out")
    assert "wrote out/data.csv" in done.stderr
    assert "x" in castle(tmp_path / "project").stdout


def test_a_run_tells_what_it_was_made_from(tmp_path: Path) -> None:
    """The digests of its configuration and of its graph, and the versions of what took part."""
    example = Path(__file__).parents[1] / "docs/examples/sieve/basic"
    leftovers = shutil.ignore_patterns("build", "model_output")
    folder = shutil.copytree(example, tmp_path / "sieve", ignore=leftovers)
    run(folder / "castle.yaml")
    shown = json.loads(castle(folder, "show", "sieve", "--json").stdout)
    with chdir(folder):
        graph = io.BytesIO()
        save(build("readers", {"module": "source", "files": ["main.Castle"]}).read([]), graph)
    assert shown["configuration"] == sha256((folder / "castle.yaml").read_bytes()).hexdigest()
    assert shown["graph"] == sha256(graph.getvalue()).hexdigest()
    assert shown["distributions"]["castle-npz-backend"] == version("castle-npz-backend")


@pytest.fixture
def odd(tmp_path: Path) -> str:
    """A backend that keeps arrays of many kinds, from a run whose description is no plain text."""
    kept: BackendABC = build("backends", {"module": "npz", "root": tmp_path / "odd"})
    fields = np.dtype([("a", "i4"), ("t", "M8[ns]"), ("m", "f8", (2,)), ("n", [("x", "f8")])])
    one = (1, np.datetime64(5, "ns"), (0.1 + 0.2, 2.0), (0.1 + 0.2,))
    data: dict[str, Any] = {
        "text": np.array(["a\rb", "c\n", "", ","]),
        "bytes": np.array([rb"\xff", b"\xff"]),
        "complex": np.array([1 + 2j, complex(np.nan, 1)]),
        "cube": np.arange(12.0).reshape(2, 3, 2),
        "fields": np.array([one], fields),
        "events": np.array([1.0, 2.0]),
        "columns": np.array("ab"),
        "surrogate": np.array(["\ud800"]),
    }
    made = Provenance("\x1b[31mred", "g", (("\x1b]0;title\x07", "1"),))
    kept.save(data, RunMeta("odd", provenance=made))
    return f"npz{{root={tmp_path / 'odd'}}}"


def exported(tmp_path: Path, backend: str, name: str) -> list[list[str]]:
    """The rows of an array, read by Python's own reader."""
    if not (tmp_path / "out").exists():
        castle(tmp_path, "--backend", backend, "export", "odd", "--to", "out")
    with (tmp_path / "out" / f"{name}.csv").open(newline="") as file:
        return list(csv.reader(file))


def test_export_of_any_type(tmp_path: Path, odd: str) -> None:
    """Nothing is lost, whatever an array holds: control characters, bytes, fields, axes."""
    assert exported(tmp_path, odd, "text") == [["a\rb"], ["c\n"], [""], [","]]
    assert exported(tmp_path, odd, "bytes") == [[r"\\xff"], [r"\xff"]]
    assert complex(exported(tmp_path, odd, "complex")[0][0]) == 1 + 2j
    assert [list(map(float, row)) for row in exported(tmp_path, odd, "cube")] == [
        [0, 1, 2, 3, 4, 5],
        [6, 7, 8, 9, 10, 11],
    ]
    head, row = exported(tmp_path, odd, "fields")
    assert head == ["a", "t", "m", "n"]
    assert row[:2] == ["1", "1970-01-01T00:00:00.000000005"]
    assert [json.loads(cell) for cell in row[2:]] == [[0.1 + 0.2, 2.0], [0.1 + 0.2]]
    assert exported(tmp_path, odd, "events") == [["1.0"], ["2.0"]]


def test_nothing_is_obeyed_by_a_terminal(tmp_path: Path, odd: str) -> None:
    """What a file says of itself is shown with escapes, whoever wrote it."""
    shown = castle(tmp_path, "--backend", odd, "show", "odd").stdout
    assert r"\x1b[31mred" in shown
    assert "\x1b" not in shown
    assert "\x07" not in shown


@pytest.mark.parametrize("age", ["999999w", "999999d"])
def test_prune_what_is_older_than_any(tmp_path: Path, backend: str, age: str) -> None:
    """No run is older than the calendar."""
    castle(tmp_path, "--backend", backend, "prune", "--yes", "--older-than", age)
    assert len(listed(tmp_path, backend)) == 3


def test_damaged_files_are_told(tmp_path: Path, backend: str) -> None:
    """What is called like a run and is none is told on standard error; the others are listed."""
    place = sorted((tmp_path / "kept").iterdir())[0]
    file = place / "run.json" if place.is_dir() else place
    file.write_bytes(file.read_bytes()[:-1])
    done = castle(tmp_path, "--backend", backend, "--json")
    assert len(json.loads(done.stdout)) == 2
    lost = place.name.removesuffix(".npz").rpartition("-")[2]
    several = (
        castle(tmp_path, "--backend", backend, command, lost, status=1)
        for command in ("show", "export")
    )
    pruned = castle(tmp_path, "--backend", backend, "prune", "--keep", "9", "--yes")
    for told in (done, *several, pruned):
        assert "warning[CAS10" in told.stderr
        assert place.name in told.stderr


@pytest.mark.parametrize(
    "given", ["{'events': [1.0]}", "type('Lazy', (dict,), {'items': lambda self: 1 / 0})()"]
)
@pytest.mark.parametrize("command", ["show", "export"])
def test_what_is_no_array_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, given: str
) -> None:
    """Whatever a backend gives back, and however late it fails, that is its own mistake."""
    text = BROKEN.replace("{raised}", "OSError()").replace("{list}", "return [RUN]")
    text += f"    def _read(self, run_meta):\n        return {given}\n"
    text += "    def _locate(self, run_meta):\n        return Path('there')\n"
    module = f"lazy_{sha256(text.encode()).hexdigest()[:8]}"
    (tmp_path / f"{module}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    options = ["--backend", module, "--allow", module]
    done = castle(tmp_path, *options, command, "latest", status=1)
    assert f"error[CAS0820]: `read` of backend `{module}` failed" in done.stderr
    # Options may stand on either side of the command.
    done = castle(tmp_path, *options, "--json", command, "latest", "--traceback", status=1)
    assert "Traceback" in done.stderr
    assert [one["code"] for one in json.loads(done.stdout)["diagnostics"]] == ["CAS0820"]


BROKEN = """
from pathlib import Path
from castle.monorail.abcs import BackendABC
from castle.monorail.configuration import ModuleModel
from castle.monorail.meta import RunMeta

RUN = RunMeta("sieve")


def fail():
    raise {raised}


class Broken(ModuleModel, BackendABC):
    def _save(self, data, run_meta):
        fail()

    def _list(self):
        print("what it prints is no answer")
        {list}

    def _exists(self, run_meta):
        return True

    _read = _locate = _delete = lambda self, run_meta: fail()
"""


@pytest.mark.parametrize("raised", ["EOFError('no more')", "NameError('typo')", "SystemExit(3)"])
@pytest.mark.parametrize(
    ("words", "doing"),
    [
        ((), "list"),
        (("show", "latest"), "locate"),
        (("export", "latest"), "read"),
        (("prune", "--keep", "0", "--yes"), "delete"),
    ],
)
def test_a_mistake_of_the_backend_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    doing: str,
    raised: str,
) -> None:
    """Whatever a backend raises is one message, and with `--traceback` the place as well."""
    body = "return [RUN]" if words else "fail()"
    text = BROKEN.replace("{raised}", raised).replace("{list}", body)
    module = f"broken_{sha256(text.encode()).hexdigest()[:8]}"
    (tmp_path / f"{module}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    command = ["--backend", module, "--allow", module, *words]
    done = castle(tmp_path, *command, status=1)
    told = f"error[CAS0820]: `{doing}` of backend `{module}` failed with an error of its own"
    assert told in done.stderr
    assert raised.partition("(")[0] in done.stderr
    assert "Traceback" not in done.stderr
    assert "no answer" not in done.stdout
    told = castle(tmp_path, "--traceback", *command, status=1).stderr
    assert f"{module}.py" in told
    assert "Traceback" in told


def test_runs_outside_of_the_project(tmp_path: Path) -> None:
    """They are shown wherever they are, and pruned where the person says so, not a file."""
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "pyproject.toml").write_text("")
    (tmp_path / "project" / "castle.yaml").write_text(
        "name: x\nbackend: {module: npz, root: ../kept}\n"
    )
    backend: BackendABC = build("backends", {"module": "npz", "root": tmp_path / "kept"})
    backend.save(EVENTS, RunMeta("x"))
    assert "x" in castle(tmp_path / "project").stdout
    words = ("prune", "--keep", "0", "--yes")
    assert "error[CAS0818]" in castle(tmp_path / "project", *words, status=1).stderr
    castle(tmp_path / "project", "--backend", "npz{root=../kept}", *words)
    assert backend.list() == []
