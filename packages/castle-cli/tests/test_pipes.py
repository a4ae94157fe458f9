"""`castle read | castle transform | castle write`, and `castle check`."""

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

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


def test_keys_in_braces_and_identical_results(castle: "Castle", project: "Project") -> None:
    """Keys on the command line are those of a configuration, and every byte is the same."""
    project.write(
        "castle.yaml",
        """
        name: example
        reader: {module: plain, files: [one.Castle, two.Castle]}
        transformer:
          - {module: rename, prefix: "a,b", again: [c, d]}
          - module: group.reverse
        writer: {module: graph, title: "1:30"}
        """,
    )
    assert castle("run", "project/castle.yaml").returncode == 0
    graph = piped(project, b"", "read", "--reader", "plain", "one.Castle", "two.Castle").stdout
    names = "rename{prefix='a,b',again=[c, d]},group.reverse"
    graph = piped(project, graph, "transform", names).stdout
    wrote = piped(project, graph, "write", "graph{title=1:30}", "--target", "piped")
    assert wrote.returncode == 0, wrote.stderr
    for name in ("graph.aigr", "title.txt"):
        assert (project.folder / "piped" / name).read_bytes() == (
            project.folder / "build" / name
        ).read_bytes()
    assert (project.folder / "piped/title.txt").read_text() == "1:30"
    assert b"a,b_c_d_two" in graph


@pytest.mark.parametrize(
    ("names", "place", "said"),
    [
        ("rename{prefix=a", "1:16", "not closed"),
        ("rename}", "1:7", "closes nothing"),
        ("rename{prefix}", "1:8", "expected `key=value`"),
        ("rename{prefix=a}x", "1:18", "expected a comma after `}`"),
        ("rename,,rename", "1:8", "the name of a plugin is missing"),
        ("rename{prefix=a,prefix=b}", "1:17", "the key `prefix` stands twice"),
        ("rename{module=x}", "1:8", "the key `module` stands twice"),
        ("rename{prefix=[a}", "1:18", "not closed"),
        ("rename,rename{prefx=a}", "1:15", "did you mean `prefix`?"),
        ("rename{again=3}", "1:8", "expected a valid list"),
        ("rename{prefix=!!python/name:os.system}", "1:15", "means nothing here"),
    ],
)
def test_malformed_list_of_plugins(project: "Project", names: str, place: str, said: str) -> None:
    """The message points into what was typed, and no graph is read for it."""
    ran = piped(project, b"this is no graph", "transform", names)
    assert (ran.returncode, ran.stdout) == (1, b"")
    told = ran.stderr.decode()
    assert told.startswith(f"<transform>:{place}: error[CAS08"), told
    assert said in told


def test_writer_answers_tools(project: "Project") -> None:
    """With --json the files are data."""
    graph = piped(project, b"", "read", "--reader", "plain", "one.Castle").stdout
    ran = piped(project, graph, "write", "listing", "--json")
    assert json.loads(ran.stdout) == {"outputs": [str(project.folder / "build/names.txt")]}
    assert ran.stderr == b""


def test_what_is_written_can_be_printed(project: "Project") -> None:
    """One file as it is, several below their names; nothing is kept, and nothing else is said."""
    graph = piped(project, b"", "read", "--reader", "plain", "one.Castle").stdout
    one = piped(project, graph, "write", "listing", "--target", "-")
    assert (one.returncode, one.stdout, one.stderr) == (0, b"one", b"")
    two = piped(project, graph, "write", "graph{title=x}", "--target", "-")
    expected = b"==> graph.aigr <==\n" + graph + b"\n==> title.txt <==\nx"
    assert (two.returncode, two.stdout, two.stderr) == (0, expected, b"")
    assert sorted(path.name for path in project.folder.iterdir()) == [
        "castle.yaml",
        "one.Castle",
        "two.Castle",
    ]


def test_what_is_printed_is_in_no_file(project: "Project") -> None:
    """Tools that ask for the names of files are refused."""
    graph = piped(project, b"", "read", "--reader", "plain", "one.Castle").stdout
    ran = piped(project, graph, "write", "listing", "--target", "-", "--json")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert b"`--json` names files, and `--target -` keeps none" in ran.stderr


def test_target_outside_the_project(project: "Project") -> None:
    """Who names it on the command line trusts it; in braces it is a configuration's."""
    graph = piped(project, b"", "read", "--reader", "plain", "one.Castle").stdout
    refused = piped(project, graph, "write", "listing{target=../other}")
    assert (refused.returncode, b"CAS0818" in refused.stderr) == (1, True)
    assert piped(project, graph, "write", "listing", "--target", "../other").returncode == 0
    assert (project.folder.parent / "other/names.txt").exists()


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
    assert ran.stderr.startswith("error[")  # a place in `plain` would say nothing
    assert ran.returncode == 1
    assert "none.Castle" in ran.stderr
    assert "Traceback" not in ran.stderr
