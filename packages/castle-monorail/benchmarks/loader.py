"""How fast plugins are found and built, beside entry points and stevedore, in the same run.

Makes folders like `site-packages` with 20 plugins of 20 distributions and any number of others.
The peers are the dependency group `benchmarks`; `castle plugins` is measured where castle-cli is.

python packages/castle-monorail/benchmarks/loader.py [--rounds 15] [--json]
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

KINDS = ("readers", "transformers", "writers", "engines", "backends")
METHODS = dict(zip(KINDS, ("_read", "_transform", "_write", "_run", "_save"), strict=True))
SIZES = (30, 500, 2000)
PLUGIN = '''"""Number {number} of its kind."""

from pathlib import Path
from typing import ClassVar

from castle.monorail.abcs import {singular}ABC
from castle.monorail.configuration import ModuleModel


class Plugin(ModuleModel, {singular}ABC):
    """A plugin with some keys."""

    stage: ClassVar = "program"
    root: Path = Path("build")
    files: list[Path] = []
    arguments: dict[str, int] = {{}}
    compressed: bool = False

    def {method}(self, *arguments):
        """Does nothing."""

    def _read(self, *arguments):
        """Does nothing."""
'''
GROUPS = f"groups = {tuple(f'castle.{kind}' for kind in KINDS)!r}"
PROCESSES = {
    "bare python": "pass",
    "click hello-world": """
import click
@click.command()
def main(): click.echo("hello")
main([])
""",
    "castle plugins": "import sys; sys.argv = ['castle', 'plugins']\n"
    "from castle_launcher import main; main()",
    "discover()": "from castle.monorail.loader import discover; assert len(discover()) >= 20",
    "entry_points, 5 groups": f"""
from importlib.metadata import entry_points
{GROUPS}
assert sum(len(entry_points(group=group)) for group in groups) >= 20
""",
    "stevedore, 5 groups, no import": f"""
from stevedore._cache import Cache
{GROUPS}
cache = Cache(); cache._disable_caching = True
assert sum(len(cache.get_group_all(group)) for group in groups) >= 20
""",
    "packages_distributions()": """
from importlib.metadata import packages_distributions
packages_distributions()
""",
}


def make_site(folder: Path, others: int) -> None:
    """Make a folder with the plugins, and this many other distributions."""
    for number in range(4):
        for kind in KINDS:
            singular = kind.removesuffix("s")
            name = f"b{number}"
            leaf = folder / "castle" / kind / name
            leaf.mkdir(parents=True)
            values = {"number": number, "singular": singular.title(), "method": METHODS[kind]}
            (leaf / "__init__.py").write_text(PLUGIN.format(**values))
            (leaf / "py.typed").touch()
            files = [f"castle/{kind}/{name}/{file}" for file in ("__init__.py", "py.typed")]
            entry = f"[castle.{kind}]\n{name} = castle.{kind}.{name}:Plugin\n"
            distribution(folder, f"castle_{name}_{singular}", files, entry)
    for number in range(others):
        name = f"other{number}"
        (folder / name).mkdir()
        (folder / name / "__init__.py").touch()
        files = [f"{name}/module_{file}.py" for file in range(150)]
        distribution(folder, name, files, f"[console_scripts]\n{name} = {name}:main\n")


def distribution(folder: Path, name: str, files: list[str], entries: str) -> None:
    """Add the metadata of one distribution."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    described = "What it is for, at length.\n" * 60
    fields = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nRequires-Dist: castle-aigr>=0\n"
    (info / "METADATA").write_text(f"{fields}\n{described}")
    (info / "entry_points.txt").write_text(entries)
    listed = [*files, *(f"{info.name}/{one}" for one in ("METADATA", "entry_points.txt", "RECORD"))]
    (info / "RECORD").write_text("".join(f"{one},sha256={'x' * 43},1234\n" for one in listed))


def least(action: Callable[[], object], rounds: int = 100) -> float:
    """The shortest time of an action, in milliseconds: other work only ever adds to it."""
    action()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times) * 1e3


def inside() -> dict[str, float]:
    """What is measured within one process."""
    from importlib.metadata import entry_points, packages_distributions  # noqa: PLC0415  # a peer

    from castle.monorail.loader import build, discover, survey  # noqa: PLC0415  # on this path

    config = {"module": "b0", "root": "out", "files": ["a", "b"], "arguments": {"max": 1}}
    names = [f"castle.{kind}" for kind in KINDS]
    found = {
        "discover()": least(discover),
        "survey()": least(survey),
        "building a plugin": least(lambda: build("backends", config), 2000),
        "entry_points, 5 groups": least(lambda: [entry_points(group=g) for g in names], 5),
        "packages_distributions()": least(packages_distributions, 3),
    }
    if find_spec("stevedore"):
        from stevedore._cache import Cache  # noqa: PLC0415  # a peer

        def uncached() -> None:
            cache = Cache()
            cache._disable_caching = True
            for name in names:
                cache.get_group_all(name)

        found["stevedore, 5 groups, no import"] = least(uncached, 5)
    return found


def environment(path: str) -> dict[str, str]:
    """That of a process with this folder on its path; one that keeps its bytecode, as usual."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
        "PYTHONPATH": path
    }


def spent() -> float:
    """The seconds that processors have worked for the processes which this one has run."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def processes(path: str, rounds: int) -> dict[str, float]:
    """The least processor time of whole processes in ms, one after the other in turns."""
    absent = {"castle plugins": "castle_launcher", "stevedore, 5 groups, no import": "stevedore"}
    absent["click hello-world"] = "click"
    wanted = {k: v for k, v in PROCESSES.items() if k not in absent or find_spec(absent[k])}
    times: dict[str, list[float]] = {name: [] for name in wanted}
    for turn in range(rounds + 1):
        for name, code in wanted.items():
            start = spent()
            command = [sys.executable, "-P", "-c", code]
            subprocess.run(command, env=environment(path), check=True, capture_output=True)
            if turn:  # the first one compiles
                times[name].append(spent() - start)
    return {name: min(each) * 1e3 for name, each in times.items()}


def table(title: str, rows: dict[int, dict[str, float]]) -> None:
    """Print one table, with a column for each number of distributions."""
    print(f"\n| {title} | {' | '.join(f'{size} distributions' for size in rows)} |")
    print(f"| --- |{' --- |' * len(rows)}")
    for name in next(iter(rows.values())):
        print(f"| {name} | {' | '.join(f'{row[name]:.3g}' for row in rows.values())} |")


def measured(size: int, rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    """What one process, and whole processes, take beside this many distributions."""
    with tempfile.TemporaryDirectory() as folder:
        make_site(Path(folder), size - 20)
        time.sleep(1.5)  # as an environment is that was not changed just now
        command = [sys.executable, "-P", __file__, "--inside"]
        runs: list[dict[str, float]] = []
        for _ in range(3):  # a machine may be slow for as long as one process runs
            ran = subprocess.run(command, env=environment(folder), check=True, capture_output=True)
            runs.append(json.loads(ran.stdout))
        within = {name: min(run[name] for run in runs) for name in runs[0]}
        return within, processes(folder, rounds)


def main() -> None:
    """Measure, and print the tables, or the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", action="store_true", help="measure within this process alone")
    chosen = parser.parse_args()
    if chosen.inside:
        print(json.dumps(inside()))
        return
    found = {size: measured(size, chosen.rounds) for size in SIZES}
    within, whole = ({size: pair[side] for size, pair in found.items()} for side in (0, 1))
    if chosen.json:
        print(json.dumps({"inside": within, "whole": whole}))
    else:
        table("in one process, least ms", within)
        table("whole process, least ms", whole)


if __name__ == "__main__":
    main()
