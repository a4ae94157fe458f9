"""Other programs: git, uv, and Pythons of environments."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from release._problems import ReleaseError

_LAST_LINES = 30


def run(*words: str | Path, cwd: Path, env: Mapping[str, str | None] | None = None) -> str:
    """Run a program, and give what it prints; raises ReleaseError, with its last lines."""
    done = tried(*words, cwd=cwd, env=env)
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-_LAST_LINES:])
        message = f"`{' '.join(map(str, words))}` failed:\n{said}"
        raise ReleaseError("command", str(words[0]), message, "see what it says")
    return done.stdout


def tried(
    *words: str | Path, cwd: Path, env: Mapping[str, str | None] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program that may fail; an environment variable that is None is taken away."""
    merged: dict[str, str | None] = {**os.environ, "PYTHONPATH": None, **(env or {})}
    clean = {key: value for key, value in merged.items() if value is not None}
    return subprocess.run(
        list(map(str, words)), cwd=cwd, env=clean, capture_output=True, text=True, check=False
    )


def git(root: Path, *words: str) -> str:
    """What git says in a checkout."""
    return run("git", *words, cwd=root)


def clone(root: Path, target: Path, revision: str = "HEAD") -> Path:
    """A clone of a checkout at a revision, elsewhere."""
    run("git", "clone", "--quiet", "--no-checkout", root, target, cwd=root)
    run("git", "checkout", "--quiet", "--detach", revision, cwd=target)
    return target
