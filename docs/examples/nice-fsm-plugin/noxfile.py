"""The checks of this plugin; plain `nox` runs all."""

import shutil
from pathlib import Path

import nox

nox.options.default_venv_backend = "uv|virtualenv"


@nox.session
def lint(session: nox.Session) -> None:
    """Check rules and layout with ruff."""
    session.install("ruff")
    session.run("ruff", "check", "src", "tests", "noxfile.py")
    session.run("ruff", "format", "--check", "src", "tests", "noxfile.py")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types with mypy."""
    session.install(".", "castle-kit[conformance]", "mypy")
    session.run("mypy", "src", "tests")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests against the wheel."""
    session.install(".", "castle-kit[conformance]", "pytest")
    session.run("pytest", *session.posargs)


@nox.session
def audit(session: nox.Session) -> None:
    """Build what is published, and prove it."""
    session.install("build", "castle-cli", "castle-kit")
    shutil.rmtree("dist", ignore_errors=True)
    session.run("python", "-m", "build")
    session.run("castle", "audit", *map(str, sorted(Path("dist").iterdir())))
