"""The checks of the house; plain `nox` runs all, `nox -s tests -- castle-aigr` one for one wheel.

What follows the names of distributions after `--` goes to the tool: `-- castle-aigr -k walk`.
"""

from __future__ import annotations

import atexit
import difflib
import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

import nox
from nox.command import CommandFailed

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDERS = Path(__file__).parent.glob("packages/*/pyproject.toml")
DISTRIBUTIONS = sorted(path.parent.name for path in FOLDERS)
# The running version always; of the others, those that this machine has.
SUPPORTED = ["3.11", "3.12", "3.13"]
PYTHONS = list(dict.fromkeys([f"3.{sys.version_info.minor}", *SUPPORTED]))

# Paths are relative, because every command runs in the checkout: uv reads exclude-newer there,
# and a list in an environment variable would break at a space in an absolute path.
CONSTRAINTS = "requirements/constraints.txt"
BUILD_CONSTRAINTS = "requirements/build-constraints.txt"
EXPORTS = {
    CONSTRAINTS: ["--all-packages", "--all-groups"],
    BUILD_CONSTRAINTS: ["--only-group", "build"],
}
BENCHMARKS = {
    "castle-aigr": "run.py",
    "castle-cli": "starting.py",
    "castle-fsm-transformers": "run.py",
    "castle-python-writer": "running.py",
    "castle-source-reader": "reading.py",
}
# What atheris runs, and how long the longest file is that it makes.
FUZZED = {
    "castle-aigr": ("fuzz_loading.py", 8192),
    "castle-source-reader": ("fuzz_reading.py", 2048),
}
# What is true of documents and of the house is true for every Python.
ONCE = ["checking", "configurations", "diagnostics", "formatting", "grammar", "guides"]
ONCE += ["language_docs", "reference", "schema", "workspace"]
# The same of tests of one distribution: shells, schemas, grammars, mistakes in wheels.
ONCE_ALONE = {
    "castle-aigr": ["schema"],
    "castle-cli": ["completion", "schema"],
    "castle-fsm-transformers": ["bounds", "limits"],
    "castle-kit": ["import_scan", "suites"],
    "castle-source-reader": ["damage", "oracle"],
}
WHEELS = "dist"
WHEEL_LIST = "dist/wheels.txt"

nox.needs_version = ">=2026.10"
nox.options.default_venv_backend = "uv"
nox.options.download_python = "never"
nox.options.error_on_external_run = True
nox.options.error_on_missing_interpreters = False
nox.options.allow_parallel = True
nox.options.parallel = os.cpu_count()
nox.options.sessions = [
    "interpreters",
    "lock",
    "lint",
    "types",
    "wheels",
    "tests",
    "together",
    "scaffold",
    "releasing",
    "fuzz",
]

# The example of a plugin in a distribution of its own.
FOREIGN = "docs/examples/nice-fsm-plugin"

# pyenv keeps interpreters side by side: beside the one that runs, or where it says.
PYENV = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
FOUND = [*Path(sys.base_prefix).parent.glob("3.*/bin"), *PYENV.glob("versions/3.*/bin")]
os.environ["PATH"] = os.pathsep.join([os.environ["PATH"], *map(str, FOUND)])
# What is tested is what is installed, not what a caller has on the path.
os.environ.pop("PYTHONPATH", None)
# Many tests start Python; each would compile all modules again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# As the root pyproject has it for uv, which reads that in the checkout alone.
os.environ.setdefault("UV_SYSTEM_CERTS", "true")

INSIDE = """
import sys, castle, pathlib
home = pathlib.Path(sys.prefix).resolve()
strays = [p for p in castle.__path__ if not pathlib.Path(p).resolve().is_relative_to(home)]
sys.exit(f"castle is importable from outside the environment: {strays}" if strays else 0)
"""


def asked(session: nox.Session) -> tuple[list[str], list[str]]:
    """Split what follows `--` into distributions, all when none is named, and options."""
    names = [word for word in session.posargs if word in DISTRIBUTIONS]
    for word in takewhile(lambda word: not word.startswith("-"), session.posargs):
        if word.startswith("castle-") and word not in DISTRIBUTIONS:
            near = difflib.get_close_matches(word, DISTRIBUTIONS, 1)
            advice = f"did you mean {near[0]}" if near else "they are in packages/"
            session.error(f"no distribution is called {word}: {advice}")
    return names or DISTRIBUTIONS, [word for word in session.posargs if word not in DISTRIBUTIONS]


def select(session: nox.Session) -> list[str]:
    """Select the test cases of the distributions that were asked for, by the cases' ids."""
    names, options = asked(session)
    return options if names == DISTRIBUTIONS else ["-k", " or ".join(names), *options]


def constrain(session: nox.Session, *more: str) -> None:
    """Let uv install only the versions and hashes under requirements/ and what `more` lists.

    What pytest keeps in temporary folders is the session's own: of two that run side by side, one
    would clear away what the other is clearing away, which is a warning there, and so an error.
    """
    session.env["UV_CONSTRAINT"] = " ".join([CONSTRAINTS, *more])
    session.env["UV_BUILD_CONSTRAINT"] = BUILD_CONSTRAINTS
    place = tempfile.mkdtemp(prefix="castle-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    session.env["PYTEST_DEBUG_TEMPROOT"] = place


def pytest(session: nox.Session, *arguments: str, env: dict[str, str] | None = None) -> None:
    """Run pytest as everywhere: the root's configuration, and the same examples each time."""
    ci = {"CI": "1", **(env or {})}  # hypothesis then draws the same examples, without deadlines
    session.run("pytest", "-c", "pyproject.toml", "-p", "no:cacheprovider", *arguments, env=ci)


def each(session: nox.Session, things: list[str], check: Callable[[str], None]) -> None:
    """Check all things, and then fail for those that failed: one must not hide another."""
    failed = []
    for thing in things:
        session.log(f"next: {thing}")
        try:
            check(thing)
        except CommandFailed:
            failed.append(thing)
    if failed:
        session.error(f"did not pass: {', '.join(failed)}")


@nox.session(venv_backend="none")
def interpreters(session: nox.Session) -> None:
    """Tell which Pythons are missing, whose sessions are passed over; CI has to have the oldest."""
    missing = [version for version in SUPPORTED if not is_here(version)]
    for version in missing:
        session.warn(f"Python {version} is not here: nothing is tested with it")
    if os.environ.get("CI") == "true" and SUPPORTED[0] in missing:
        session.error(f"install Python {SUPPORTED[0]}: every check is made with it")


def is_here(version: str) -> bool:
    """Whether uv, which makes the environments, finds an interpreter."""
    command = ["uv", "python", "find", "--quiet", "--no-project", "--system", version]
    return not subprocess.run(command, check=False, capture_output=True).returncode


@nox.session
def lint(session: nox.Session) -> None:
    """Check rules and layout with ruff."""
    names, options = asked(session)
    everything = ["noxfile.py", "packages", "release", "tests"]
    paths = everything if names == DISTRIBUTIONS else [f"packages/{name}" for name in names]
    constrain(session)
    session.install("--quiet", "--group", "lint", "packaging")
    session.run("ruff", "check", *options, *paths)
    session.run("ruff", "format", "--check", *paths)
    session.run("python", "-m", "release", "fragments", env={"PYTHONPATH": "."})


@nox.session
def types(session: nox.Session) -> None:
    """Check the whole namespace, and then all tests, with mypy --strict."""
    names, options = asked(session)
    constrain(session)
    session.install("--quiet", "--requirements", CONSTRAINTS)
    checks = [f"packages/{name}/tests" for name in names]
    checks += (
        ["tests", "tests/releasing", "release", "noxfile.py"] if names == DISTRIBUTIONS else []
    )
    sources = [f"packages/{name}/src" for name in names if Path(f"packages/{name}/src").is_dir()]
    mypy(session, [*sources, *options])
    # One at a time: their modules may be called alike.
    # The conftest of tests/releasing is another; release is a package, and no folder of modules.
    more = {"tests": ["--exclude", "tests/releasing/"]}
    roots = {"release": "."}

    def checked(path: str) -> None:
        mypy(session, [path, *more.get(path, []), *options], roots.get(path, path))

    each(session, checks, checked)


def mypy(session: nox.Session, arguments: list[str], *more: str) -> None:
    """Run mypy with every source folder, and `more`, on its path."""
    path = [*(f"packages/{name}/src" for name in DISTRIBUTIONS), *more]
    session.run("mypy", "--strict", *arguments, env={"MYPYPATH": os.pathsep.join(path)})


@nox.session(default=False)
def build(session: nox.Session) -> None:
    """Build every wheel once, for the sessions that install them."""
    shutil.rmtree(WHEELS, ignore_errors=True)
    build_wheels(session, Path(), Path(WHEELS), "--wheel")
    built = sorted(Path(WHEELS).resolve().glob("*.whl"))
    # As constraints these win over the same names elsewhere, at whatever version.
    lines = [f"{wheel.name.split('-')[0]} @ {wheel.as_uri()}\n" for wheel in built]
    Path(WHEEL_LIST).write_text("".join(lines), encoding="utf-8")


def build_wheels(session: nox.Session, source: Path, target: Path, *options: str) -> None:
    """Build all members of the workspace at `source`, with tools whose hashes are known."""
    constrain(session)
    command = ["uv", "build", "--quiet", "--all-packages", "--require-hashes", *options]
    session.run(*command, "--out-dir", str(target), str(source))


@nox.session(requires=["build"])
def wheels(session: nox.Session) -> None:
    """Audit what the wheels hold, and that another checkout gives the same bytes."""
    constrain(session, WHEEL_LIST)
    session.install("--quiet", "--no-sources", "castle-cli", "castle-kit", "pytest")
    built = map(str, sorted(Path(WHEELS).glob("*.whl")))
    # A contributor checks before a commit; `release_check` looks at what is committed.
    checkout = ["--checkout", "packages", "--uncommitted"]
    session.run("castle", "audit", "--alone", *checkout, *built)
    pytest(session, "tests/test_wheels.py", *select(session))
    again = Path(session.create_tmp()) / "again"
    shutil.rmtree(again, ignore_errors=True)
    copy_tracked(again)
    # By way of the source distribution, which thereby is shown to hold all that a wheel needs.
    build_wheels(session, again, again / WHEELS)
    stems = [name.replace("-", "_") for name in asked(session)[0]]
    names = [wheel.name for stem in stems for wheel in Path(WHEELS).glob(f"{stem}-*.whl")]
    _, different, missing = filecmp.cmpfiles(WHEELS, again / WHEELS, names, shallow=False)
    if different or missing:
        session.error(f"built again, these wheels are not the same: {different + missing}")


def copy_tracked(target: Path) -> None:
    """Copy what git tracks, as a clone of the working tree would have it."""
    listing = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, text=True)
    for name in filter(None, listing.stdout.split("\0")):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(name, target / name)


@nox.session(python=PYTHONS, requires=["build"])
def tests(session: nox.Session) -> None:
    """Run each distribution's tests against its wheel, alone with what it declares."""
    names, options = asked(session)
    constrain(session, WHEEL_LIST)
    base = session.run("python", "-c", "import sys; print(sys._base_executable)", silent=True)
    # The environments follow each other in one place: what one has compiled, the next can use.
    compiled = Path(session.virtualenv.location).resolve().parent / ".compiled" / session.name
    shutil.rmtree(compiled, ignore_errors=True)
    session.env["PYTHONPYCACHEPREFIX"] = str(compiled)

    def alone(name: str) -> None:
        install_alone(session, name, str(base).strip())
        folder = f"packages/{name}/tests"
        once = [] if session.python == PYTHONS[0] else ONCE_ALONE.get(name, [])
        pytest(session, folder, *(f"--ignore={folder}/test_{one}.py" for one in once), *options)

    each(session, names, alone)


def install_alone(session: nox.Session, name: str, interpreter: str) -> None:
    """Make the session's environment anew, with the wheel, its tests' needs and no more."""
    place = str(session.virtualenv.location)
    session.run("uv", "venv", "--quiet", "--clear", "--python", interpreter, place)
    # Without --no-sources the workspace would offer siblings from the source tree.
    group = f"packages/{name}/pyproject.toml:test"
    session.install("--quiet", "--no-sources", name, "--group", group)
    session.run("uv", "pip", "check", "--quiet")
    session.run("python", "-P", "-c", INSIDE, log=False)


@nox.session(python=PYTHONS, requires=["build"])
def together(session: nox.Session) -> None:
    """Run tests/ with all wheels in one environment."""
    constrain(session, WHEEL_LIST)
    # The guides build packages, with uv; what a configuration may hold is a JSON Schema.
    tools = ["hatchling", "hypothesis", "jsonschema", "pytest", "uv"]
    session.install("--quiet", "--requirements", WHEEL_LIST, *tools)
    session.run("uv", "pip", "check")
    session.run("python", "-P", "-c", INSIDE, log=False)
    apart = ["tests/test_wheels.py", "tests/releasing"]
    if session.python not in (False, None, PYTHONS[0]):
        apart += [f"tests/test_{name}.py" for name in ONCE]
    pytest(session, "tests", *(f"--ignore={path}" for path in apart), *select(session))
    # A plugin that is made elsewhere stands beside those of the house.
    session.install("--quiet", "--no-sources", "--no-build-isolation", FOREIGN)
    with session.chdir(FOREIGN):
        session.run("pytest", "-q", "-p", "no:cacheprovider")


@nox.session(requires=["build"])
def scaffold(session: nox.Session) -> None:
    """Start a plugin of each kind with `castle new`: it passes all that its own nox file checks.

    What nox would do there is done all at once; `-- nox`, as CI, calls nox itself for one of them.
    """
    constrain(session, WHEEL_LIST)
    tools = ["hatchling", "mypy", "nox", "ruff"]
    session.install("--quiet", "--no-sources", "castle-cli", "castle-kit[conformance]", *tools)
    with tempfile.TemporaryDirectory() as place:  # not in .nox, which ruff passes over
        for kind in ("backend", "reader", "transformer", "writer", "engine", "system", "processor"):
            session.run("castle", "new", kind, f"scaffold.{kind}_of_mine", "--into", place)
        made = sorted(map(str, Path(place).glob("castle-*")))
        session.install("--quiet", "--no-sources", "--no-build-isolation", *made)
        check_plugins(session, place, [Path(folder).name for folder in made])
        if "nox" in session.posargs or os.environ.get("CI") == "true":
            call_nox(session, made[0])


def check_plugins(session: nox.Session, place: str, names: list[str]) -> None:
    """Check plugins that are installed as their own nox files do, which are all alike."""
    code = [f"{name}/{part}" for name in names for part in ("src", "tests")]
    build = ["build", "--quiet", "--no-build-isolation", "--out-dir", "dist"]
    alike = f"{names[0]}/pyproject.toml"
    with session.chdir(place):
        session.run("ruff", "check", *names)
        session.run("ruff", "format", "--check", *names)
        path = os.pathsep.join(f"{name}/src" for name in names)
        session.run("mypy", "--config-file", alike, *code, env={"MYPYPATH": path})
        session.run("pytest", "-q", "-c", alike, "-p", "no:cacheprovider", *code[1::2])
        for name in names:
            free = {"UV_CONSTRAINT": None, "UV_BUILD_CONSTRAINT": None}
            session.run("uv", *build, name, env=free)
        session.run("castle", "audit", *map(str, sorted(Path("dist").glob("*.[wt]*"))))


def call_nox(session: nox.Session, folder: str) -> None:
    """Run all sessions of a plugin's own nox file, with the wheels of the house at hand."""
    here = {"UV_CONSTRAINT": str(Path(CONSTRAINTS).resolve()), "UV_BUILD_CONSTRAINT": None}
    wheels = str(Path(WHEELS).resolve())
    with session.chdir(folder):
        session.run("nox", env={**here, "UV_FIND_LINKS": wheels, "PIP_FIND_LINKS": wheels})


@nox.session(requires=["build"])
def fuzz(session: nox.Session) -> None:
    """Let atheris look for what cannot be borne, and compare reader and grammar on ever new texts.

    21 s in all; `-- 300` for longer. What atheris finds stays in the corpora, which the tests go
    through from then on.
    """
    names, options = asked(session)
    if sys.platform != "linux" or not FUZZED.keys() & names:
        session.skip("atheris has wheels for Linux; it fuzzes castle-aigr and castle-source-reader")
    constrain(session, WHEEL_LIST)
    share = int(next((word for word in options if word.isdecimal()), "21")) // 3
    for name in sorted(FUZZED.keys() & names):
        groups = ["--group", "fuzz", "--group", f"packages/{name}/pyproject.toml:test"]
        session.install("--quiet", "--no-sources", name, *groups)
        fuzz_one(session, name, share)
    if "castle-source-reader" in names:
        script = "packages/castle-source-reader/tests/compare_texts.py"
        session.run("python", script, str(share))


def fuzz_one(session: nox.Session, name: str, seconds: int) -> None:
    """Fuzz for so many seconds, from the corpus of a distribution on."""
    tests, (script, length) = Path(f"packages/{name}/tests"), FUZZED[name]
    limits = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=1024"]
    fresh = Path(session.create_tmp()) / name
    fresh.mkdir(exist_ok=True)
    places = [f"-artifact_prefix={tests}/corpus/", str(fresh), f"{tests}/corpus"]
    session.run(
        "python", f"{tests}/{script}", "-verbosity=0", f"-max_len={length}", *limits, *places
    )


@nox.session(default=False, requires=["build"])
def benchmarks(session: nox.Session) -> None:
    """Measure wheels beside their peers, and write the pages of docs/reference/ that say it."""
    names, options = asked(session)
    constrain(session, WHEEL_LIST)
    for name in sorted(BENCHMARKS.keys() & names):
        group = f"packages/{name}/pyproject.toml:benchmarks"
        quietly = ["--quiet", "--no-sources", "--compile-bytecode"]
        session.install(*quietly, name, "--group", group)
        session.run("python", f"packages/{name}/benchmarks/{BENCHMARKS[name]}", *options)


@nox.session
def releasing(session: nox.Session) -> None:
    """Put each fault that a release could have into a small house: it is told."""
    install_release(session)
    session.install("--quiet", "hatchling", "pytest")
    pytest(session, "tests/releasing", *asked(session)[1], env={"PYTHONPATH": "."})


@nox.session(default=False, requires=["build"])
def release_check(session: nox.Session) -> None:
    """Prove that the named distributions, or with `--changed` all that differ, can be released."""
    install_release(session)
    session.run("python", "-m", "release", "check", *session.posargs, env={"PYTHONPATH": "."})
    if "--quick" not in session.posargs:
        session.notify(f"together-3.{sys.version_info.minor}", [])
        session.notify("compatibility", [])


@nox.session(default=False)
def compatibility(session: nox.Session) -> None:
    """Run the tests of released plugins with today's base packages, and the reverse.

    `-- castle-npz-backend` for one. Released is what has a tag; without one there is nothing to do.
    """
    install_release(session)
    session.run("python", "-m", "release", "cells", *session.posargs, env={"PYTHONPATH": "."})


@nox.session(default=False)
def bump(session: nox.Session) -> None:
    """Give a distribution its next version: `-- castle-aigr minor`, with `--dry-run` to see it."""
    install_release(session)
    session.run("python", "-m", "release", "bump", *session.posargs, env={"PYTHONPATH": "."})


@nox.session(default=False, requires=["build"])
def rehearse(session: nox.Session) -> None:
    """Publish all wheels to an index on this machine, and install from it as users do."""
    install_release(session)
    session.run("python", "-m", "release", "rehearse", env={"PYTHONPATH": "."})


def install_release(session: nox.Session) -> None:
    """Install what `python -m release` needs: its tools, and castle-kit from the sources."""
    constrain(session)
    editable = [f"-epackages/{name}" for name in ("castle-aigr", "castle-monorail", "castle-kit")]
    session.install("--quiet", "--no-sources", "--group", "release", *editable)


@nox.session
def lock(session: nox.Session) -> None:
    """Compare requirements/ with what resolves today; `-- --update` writes it."""
    names, options = asked(session)
    if names == DISTRIBUTIONS:
        exports = {path: export(session, *selection) for path, selection in EXPORTS.items()}
        if "--update" in options:
            for path, text in exports.items():
                Path(path).write_text(text, encoding="utf-8")
        drifted = [path for path, text in exports.items() if read(path) != text]
    else:
        fresh = export(session, "--all-groups", *(f"--package={name}" for name in names))
        drifted = sorted(pins(fresh) - pins(read(CONSTRAINTS)))
    if drifted:
        session.error(f"drifted, run nox -s lock -- --update: {', '.join(drifted)}")


def read(path: str) -> str:
    """Return what is committed at `path`."""
    return Path(path).read_text(encoding="utf-8")


def export(session: nox.Session, *selection: str) -> str:
    """Return the hashed export of a fresh resolution, without addresses.

    Fresh, because a stale uv.lock, which git ignores, would hide what has drifted.
    """
    plain = ["--format", "requirements-txt", "--no-annotate", "--no-header"]
    command = ["uv", "export", "--quiet", "--upgrade", "--no-emit-workspace", *plain, *selection]
    return str(session.run(*command, silent=True, stderr=None))


def pins(text: str) -> set[str]:
    """Return the versions that an export holds, without their markers and hashes."""
    return {line.split()[0] for line in text.splitlines() if "==" in line}
