"""`castle read | castle transform | castle write`, and `castle check`."""

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Castle, Project

CODE = "import castle_launcher; castle_launcher.main()"


def piped(project: "Project", given: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run one command of a pipe in the project's folder."""
    return subprocess.run(
        [sys.executable, "-c", CODE, *arguments],
        env={**os.environ, "PYTHONPATH": str(project.site)},
        cwd=project.folder,
        input=given,
        capture_output=True,
        check=False,
    )


def test_pieces_are_the_pipeline(castle: "Castle", project: "Project") -> None:
    """Three processes and a pipe write what `castle run` writes."""
    read = piped(project, b"", "read", "--reader", "plain", "one.Castle", "two.Castle")
    transformed = piped(project, read.stdout, "transform", "group.reverse,group.reverse")
    again = piped(project, transformed.stdout, "transform", "group.reverse")
    wrote = piped(project, again.stdout, "write", "listing", "--target", "piped")
    assert wrote.stderr.decode().splitlines() == ["wrote piped/names.txt"]
    assert wrote.stdout == b""
    castle("run", "project/castle.yaml")
    both = [(project.folder / name / "names.txt").read_text() for name in ("piped", "build")]
    assert both == ["two one", "two one"]


def test_input_that_is_no_graph(project: "Project") -> None:
    """What is not AIGR is refused without a traceback, and nothing is written."""
    for command in (["transform", "group.reverse"], ["write", "listing"]):
        ran = piped(project, b"this is no graph", *command)
        assert (ran.returncode, ran.stdout) == (1, b"")
        assert b"error[CAS04" in ran.stderr
    assert not (project.folder / "build").exists()


def test_unknown_plugin_in_a_pipe(project: "Project") -> None:
    """The same message as in a configuration, without a place."""
    ran = piped(project, b"", "transform", "group.rewerse")
    assert ran.returncode == 1
    assert b"did you mean `group.reverse`?" in ran.stderr


def test_sources_without_errors(castle: "Castle") -> None:
    """Silence and exit status 0 mean that all is well."""
    ran = castle("check", "--reader", "plain", "project/one.Castle", "project/two.Castle")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_sources_with_errors(castle: "Castle", project: "Project") -> None:
    """Errors come with their place, and as data when asked."""
    project.write("one.Castle", "bad\n")
    ran = castle("check", "--reader", "plain", "project/one.Castle", "--json")
    assert ran.returncode == 1
    assert ran.stderr.startswith("project/one.Castle:1:1: error[CAS0101]")
    assert [d["code"] for d in json.loads(ran.stdout)["diagnostics"]] == ["CAS0101"]


def test_missing_source(castle: "Castle") -> None:
    """A file that is not there is an error in the input."""
    ran = castle("check", "--reader", "plain", "none.Castle")
    assert ran.returncode == 1
    assert "none.Castle" in ran.stderr
    assert "Traceback" not in ran.stderr
