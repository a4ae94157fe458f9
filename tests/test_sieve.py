"""The main job, as users have it: the basic Sieve through installed plugins."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import numpy as np
import pytest

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "sieve" / "basic"
PRIMES = [n for n in range(2, 101) if all(n % d for d in range(2, n))]
PLUGINS = {
    "castle-source-reader": "readers/source",
    "castle-machinery-transformers": "transformers/machinery/direct_call",
    "castle-python-writer": "writers/python",
    "castle-simulation-engine": "engines/simulation",
    "castle-npz-backend": "backends/npz",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the example, without what running it leaves behind."""
    leftovers = shutil.ignore_patterns("build", "model_output")
    return shutil.copytree(EXAMPLE, tmp_path / "sieve", ignore=leftovers)


def castle(
    *words: str, cwd: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the installed command."""
    command = [sys.executable, "-c", "from castle_launcher import main; main()", *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=cwd, env=env, timeout=120
    )


def files(folder: Path) -> set[str]:
    """The files below a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_the_sieve_prints_the_primes(project: Path) -> None:
    """Standard output is what the program printed; the rest goes to standard error."""
    done = castle("run", "castle.yaml", cwd=project)
    assert done.returncode == 0, done.stderr
    assert [int(line) for line in done.stdout.splitlines()] == PRIMES
    for word in ("read:source", "write:python", "run:simulation", "save:npz", "build/main.py"):
        assert word in done.stderr


def test_the_answer_as_json_fits_what_was_stored(project: Path) -> None:
    """The array opens with plain NumPy, and holds as many rows as the run says."""
    done = castle("run", "castle.yaml", "--json", cwd=project)
    said = json.loads(done.stdout)
    keys = {"name", "run_id", "events", "printed", "outputs", "saved", "seconds"}
    assert set(said) == keys | {"verdict", "warnings", "processed"}
    assert [int(line) for line in said["printed"].splitlines()] == PRIMES
    with np.load(project / said["saved"], allow_pickle=False) as stored:
        assert stored["events"].dtype == np.float64
        assert stored["events"].shape == (said["events"], 6)
        senders = stored["element_names"][stored["events"][:, 1].astype(int)]
    assert set(senders[:2]) == {"Main", "Main.generator"}
    assert all((project / output).is_file() for output in said["outputs"])


def test_the_written_program_runs_by_itself(project: Path) -> None:
    """What was written needs a Python and nothing else."""
    assert castle("run", "castle.yaml", cwd=project).returncode == 0
    command = [sys.executable, "-S", "-E", str(project / "build" / "main.py"), "20000"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    lines = done.stdout.splitlines()
    assert (done.returncode, len(lines), lines[-1]) == (0, 2262, "19997")


@pytest.mark.parametrize("distribution", PLUGINS)
def test_a_missing_plugin_is_named_with_its_install_command(
    project: Path, tmp_path: Path, distribution: str
) -> None:
    """Without any one plugin nothing is done, and the message says what to install."""
    site = without(distribution, tmp_path / "site")
    env = {**os.environ, "PYTHONPATH": str(site), "PYTHONNOUSERSITE": "1"}
    script = "import sys; sys.path[:] = [p for p in sys.path if not p.endswith('-packages')]"
    script += "; from castle_launcher import main; main()"
    done = subprocess.run(
        [sys.executable, "-S", "-c", script, "run", "castle.yaml"],
        capture_output=True,
        text=True,
        check=False,
        cwd=project,
        env=env,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert f"pip install {distribution}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "build").exists()
    assert not (project / "model_output").exists()


def without(distribution: str, site: Path) -> Path:
    """A folder like site-packages, less one distribution."""
    installed = Path(sysconfig.get_path("purelib"))
    site.mkdir()
    for entry in installed.iterdir():
        if entry.name != "castle" and not entry.name.startswith(distribution.replace("-", "_")):
            (site / entry.name).symlink_to(entry)
    shutil.copytree(installed / "castle", site / "castle")
    shutil.rmtree(site / "castle" / PLUGINS[distribution])
    return site


BAD_INPUT = {
    "a syntax error": ("main.Castle", "Finder:finder;", "Finder:finder", "main.Castle:9:22"),
    "an unknown name": ("sieve.Castle", ":= onPrime;", ":= onPrim;", "sieve.Castle:8:21"),
    "a missing import": ("main.Castle", "import sieve;", "import siv;", "main.Castle:2:"),
    "an unknown plugin": ("castle.yaml", "module: python", "module: pyhton", "castle.yaml:8:11"),
    "an unknown key": ("castle.yaml", "target: build", "taget: build", "castle.yaml:9:3"),
    "an unknown kind": ("castle.yaml", "writer:", "writr:", "castle.yaml:7:1"),
    "a wrong type": ("castle.yaml", "compressed: true", "compressed: 7", "castle.yaml:17:15"),
}


@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_is_one_message_with_its_place(project: Path, case: str) -> None:
    """Each mistake is told with file, line and column; nothing is written, no traceback shown."""
    name, old, new, place = BAD_INPUT[case]
    path = project / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    before = files(project)
    done = castle("run", "castle.yaml", cwd=project)
    assert done.returncode == 1
    assert done.stdout == ""
    assert place in done.stderr, done.stderr
    assert "error[CAS" in done.stderr
    assert "Traceback" not in done.stderr
    assert files(project) == before


@pytest.mark.parametrize("folder", ["build", "model_output"])
def test_an_output_folder_that_cannot_be_made_is_told(project: Path, folder: str) -> None:
    """A file in the place of an output folder is an error before anything is written."""
    (project / folder).write_text("mine")
    before = files(project)
    done = castle("run", "castle.yaml", cwd=project)
    assert (done.returncode, done.stdout) == (1, "")
    assert folder in done.stderr
    assert "Traceback" not in done.stderr
    assert files(project) == before


def owners_of_plugins() -> Iterator[str]:
    """The installed distributions that have a file in the place of some kind of plugin."""
    kinds = {"readers", "transformers", "writers", "engines", "systems", "backends", "processors"}
    for found in distributions():
        if any(path.parts[0] == "castle" and path.parts[1] in kinds for path in found.files or ()):
            yield found.name


def test_plugins_are_listed_with_their_distributions(project: Path) -> None:
    """Kind, short name, distribution, version and summary of every plugin."""
    done = castle("plugins", "--json", cwd=project)
    listed = {(p["kind"], p["name"], p["distribution"]) for p in json.loads(done.stdout)}
    assert ("transformers", "machinery.direct_call", "castle-machinery-transformers") in listed
    assert {distribution for _, _, distribution in listed} == set(owners_of_plugins())
