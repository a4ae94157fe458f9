"""What users install by name, and the main job of each such selection."""

import os
import shutil
from pathlib import Path

from release._commands import run
from release._problems import ReleaseError

_EXAMPLE = "docs/examples/sieve/basic"
_CHECK = "castle check main.Castle && castle read main.Castle >graph.aigr && castle plugins"
_READ_AND_WRITE = (
    "castle read main.Castle | castle transform machinery.direct_call | castle write python"
)
_NPZ = """
import numpy as np
from castle.backends.npz import NpzBackend
from castle.monorail.meta import RunMeta
for compressed in (False, True):
    run = RunMeta.now("rehearsal")
    NpzBackend(root="kept", compressed=compressed).save(np.arange(6.0), run)
    assert NpzBackend(root="kept").read(run).tolist() == [0, 1, 2, 3, 4, 5]
"""
_DOUBLES = """
from random import Random
from castle.aigr import equal, verify
from castle.monorail.loader import build
from castle.TESTDOUBLES.aigr.programs import program
from castle.TESTDOUBLES.aigr.sieve import sieve
mock = {"module": "castle.TESTDOUBLES.readers.mock", "forest": "castle.TESTDOUBLES.aigr.sieve"}
assert equal(build("readers", mock).read([]), sieve())
assert not verify(program(Random(1), components=3))
"""
_FRONT = ["castle-cli", "castle-source-reader", "castle-python-writer"]
_DOUBLE_NAMES = ["aigr-programs", "aigr-sieve", "mock-reader"]
SELECTIONS = {
    "a front end": _FRONT,
    "a compiler": [*_FRONT, "castle-machinery-transformers"],
    "a backend alone": ["castle-npz-backend"],
    "native parts": ["castle-workshop[native]"],
    "test doubles": [f"castle-testdoubles-{name}" for name in _DOUBLE_NAMES],
    "everything": ["castle-workshop[all]"],
}
"""The names of each selection; together they bring all distributions of the house."""
_SCRIPTS = {
    "a backend alone": _NPZ,
    "native parts": f"import deflate, isal\n{_NPZ}",
    "test doubles": _DOUBLES,
}


def use(root: Path, place: Path, python: Path, what: str) -> None:
    """The main job of a selection, with a copy of the example and nothing else of the checkout."""
    leftovers = shutil.ignore_patterns("build", "model_output")
    example = shutil.copytree(root / _EXAMPLE, place / "example", ignore=leftovers)
    path = {"PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"}
    if what in _SCRIPTS:
        run(python, "-c", _SCRIPTS[what], cwd=place)
    elif what == "a front end":
        run("sh", "-ec", _CHECK, cwd=example, env=path)
    elif what == "a compiler":
        run("sh", "-ec", _READ_AND_WRITE, cwd=example, env=path)
        said = run(python, "build/main.py", "20", cwd=example)
        _expect(said, "2\n3\n5\n7\n11\n13\n17\n19\n")
    else:
        said = run("castle", "run", "castle.yaml", cwd=example, env=path)
        _expect(said.splitlines()[-1], "97")


def _expect(said: str, wanted: str) -> None:
    if said != wanted:
        cure = "see what differs"
        raise ReleaseError("rehearse", "the Sieve", f"expected {wanted!r}, not {said!r}", cure)
