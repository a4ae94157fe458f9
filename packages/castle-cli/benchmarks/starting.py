"""How long the command takes from its start to its end, beside hello-worlds in the same run.

python packages/castle-cli/benchmarks/starting.py [ROUNDS]

The empty program is compiled to Python when castle-source-reader, castle-machinery-transformers
and castle-python-writer are installed. typer is measured when it is.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

HELLO = {
    "argparse": "import argparse; argparse.ArgumentParser().parse_args(); print('hello')",
    "click": """
import click
@click.command()
def hello():
    click.echo("hello")
hello()
""",
    "typer": """
import typer
def hello():
    print("hello")
typer.run(hello)
""",
}
LAUNCH = "import sys; sys.argv[0] = 'castle'; import castle_launcher; castle_launcher.main()"
FILES = {
    "components.Moat": "component Main : Component {\n}\n",
    "main.Castle": "from components import Main;\n\nimplement Main {\n    powerOn() {\n    }\n}\n",
    "castle.yaml": """\
name: empty
reader: {module: source, files: [main.Castle]}
transformer: {module: machinery.direct_call}
writer: {module: python}
""",
}
NUMPY = LAUNCH.replace(
    "castle_launcher.main()",
    "import atexit; atexit.register(lambda: print('numpy' in sys.modules)); castle_launcher.main()",
)


def commands() -> dict[str, list[str]]:
    """What is measured, by what it is called."""
    found = {"python -c ''": [sys.executable, "-c", ""]}
    for name, code in HELLO.items():
        if find_spec(name):
            found[f"hello, {name}"] = [sys.executable, "-c", code]
    found["castle --help"] = [sys.executable, "-c", LAUNCH, "--help"]
    found["castle plugins"] = [sys.executable, "-c", LAUNCH, "plugins"]
    if all(map(find_spec, ("castle.readers", "castle.writers", "castle.transformers"))):
        found["castle check"] = [sys.executable, "-c", LAUNCH, "check", "main.Castle"]
        found["castle run, empty program"] = [sys.executable, "-c", LAUNCH, "run", "castle.yaml"]
    return found


def measure(rounds: int, folder: Path) -> dict[str, list[float]]:
    """Milliseconds of whole processes, taken in turns so that all meet the same machine."""
    taken: dict[str, list[float]] = {name: [] for name in commands()}
    for turn in range(rounds + 2):
        for name, command in commands().items():
            start = time.perf_counter()
            subprocess.run(command, cwd=folder, capture_output=True, check=True)
            if turn > 1:  # before, files are read for the first time
                taken[name].append((time.perf_counter() - start) * 1000)
    return taken


def main(rounds: int) -> None:
    """Print medians and minima, and how many hello-worlds of click each takes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in FILES.items():
            (folder / file).write_text(text, encoding="utf-8")
        taken = measure(rounds, folder)
        peer = statistics.median(taken["hello, click"])
        print(f"{'':28}{'median':>10}{'least':>10}   times click")
        for what, times in taken.items():
            middle = statistics.median(times)
            print(f"{what:28}{middle:8.1f}ms{min(times):8.1f}ms{middle / peer:12.2f}")
        if "castle run, empty program" in taken:
            command = [sys.executable, "-c", NUMPY, "run", "castle.yaml"]
            ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
            print(f"the empty program imports numpy: {ran.stdout.strip()}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 21)
