"""`castle run`: what it prints where, and how it ends."""

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Castle, Project


def test_standard_output_is_what_the_program_prints(castle: "Castle") -> None:
    """Nothing else is on standard output, so that it can be piped."""
    ran = castle("run", "project/castle.yaml")
    assert (ran.returncode, ran.stdout) == (0, "one\ntwo\n")


def test_standard_error_says_what_was_written_where(castle: "Castle", project: "Project") -> None:
    """Each stage with its seconds, and each file as it is called from here."""
    lines = castle("run", "project/castle.yaml").stderr.splitlines()
    assert "  wrote project/build/names.txt" in lines
    assert [line.split()[0] for line in lines if line.endswith(" s")] == [
        "read:plain",
        "verify",
        "check:echo",
        "transform:group.reverse",
        "verify:group.reverse",
        "write:listing",
        "run:echo",
    ]
    assert (project.folder / "build/names.txt").read_text() == "two one"


def test_json_is_one_object(castle: "Castle", project: "Project") -> None:
    """A tool gets all in one object, and standard error stays empty."""
    ran = castle("run", "project/castle.yaml", "--json")
    answer = json.loads(ran.stdout)
    keys = ["name", "run_id", "events", "printed", "outputs", "saved", "seconds"]
    assert list(answer) == [*keys, "verdict", "warnings", "processed"]
    assert answer["printed"] == "one\ntwo\n"
    assert answer["outputs"] == [str(project.folder / "build/names.txt")]
    assert answer["saved"] is None
    assert ran.stderr == ""


def test_program_that_fails(castle: "Castle", project: "Project") -> None:
    """The exit status tells a program's failure from an error in its text; its output is shown."""
    file = project.folder / "castle.yaml"
    file.write_text(file.read_text() + "  fails: true\n")
    ran = castle("run", "project/castle.yaml")
    assert (ran.returncode, ran.stdout) == (3, "one\ntwo\n")
    assert "error: division by zero" in ran.stderr


def test_error_in_a_source(castle: "Castle", project: "Project") -> None:
    """One message with place, line and caret; nothing is printed and nothing written."""
    project.write("two.Castle", "all is\nso bad here\n")
    ran = castle("run", "project/castle.yaml")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.splitlines() == [
        "project/two.Castle:2:4: error[CAS0101]: expected good",
        "2 | so bad here",
        "  |    ^^^",
    ]
    assert not (project.folder / "build").exists()


def test_errors_for_tools(castle: "Castle", project: "Project") -> None:
    """With --json the diagnostics are data too."""
    project.write("two.Castle", "bad")
    ran = castle("run", "project/castle.yaml", "--json")
    (diagnostic,) = json.loads(ran.stdout)["diagnostics"]
    assert ran.returncode == 1
    assert (diagnostic["code"], diagnostic["location"]["line"]) == ("CAS0101", 1)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("module: echo", "module: ecko", ["castle.yaml:6:11", "did you mean `echo`?"]),
        (
            "module: echo",
            "modul: echo",
            ["castle.yaml:6:3", "`module` of an engine is missing"],
        ),
        ("{module: listing}", "{module: listing, tagret: x}", ["4:27", "did you mean `target`?"]),
        ("engine:", "engin:", ["castle.yaml:5:1", "did you mean `engine`?"]),
        ("[one.Castle, two.Castle]", "3", ["castle.yaml:2:32", "expected a valid list"]),
        ("[one.Castle, two.Castle]", "[one.Castle", ["this is not YAML"]),
        ("two.Castle", "three.Castle", ["`three.Castle`: No such file"]),
        ("{module: listing}", "{module: listing, target: one.Castle}", ["is not a folder"]),
    ],
)
def test_bad_configuration(
    castle: "Castle", project: "Project", old: str, new: str, said: list[str]
) -> None:
    """A message with file, line and column, exit status 1, no traceback, nothing written."""
    file = project.folder / "castle.yaml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    ran = castle("run", "project/castle.yaml")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "project/castle.yaml:" in ran.stderr
    assert all(words in ran.stderr for words in said), ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (project.folder / "build").exists()


@pytest.mark.parametrize(
    ("plugin", "distribution"),
    [
        ("readers/plain", "castle-plain-reader"),
        ("transformers/group/reverse", "castle-group-transformers"),
        ("writers/listing", "castle-listing-writer"),
        ("engines/echo", "castle-echo-engine"),
    ],
)
def test_removed_plugin(
    castle: "Castle", project: "Project", plugin: str, distribution: str
) -> None:
    """What is missing is named with the command that installs it, and nothing has been written."""
    (project.site / "castle" / plugin / "__init__.py").unlink()
    ran = castle("run", "project/castle.yaml")
    assert ran.returncode == 1
    assert f"`{distribution}`" in ran.stderr
    assert not (project.folder / "build").exists()


@pytest.mark.parametrize("name", ["none.yaml", "project"])
def test_configuration_that_cannot_be_read(castle: "Castle", name: str) -> None:
    """A missing file and a folder are errors in the input, told by name."""
    ran = castle("run", name)
    assert ran.returncode == 1
    assert ran.stderr.startswith(f"error[CAS0801]: the configuration `{name}` cannot be read")


def test_plugin_outside_the_namespace(castle: "Castle", project: "Project") -> None:
    """A module of one's own works once it is allowed, and only then."""
    assert castle("run", "project/castle.yaml", "--allow", "my local").returncode == 2
    own = project.site / "my_local"
    (project.site / "castle/engines/echo").rename(own)
    file = project.folder / "castle.yaml"
    file.write_text(file.read_text().replace("module: echo", "module: my_local.engine"))
    (own / "__init__.py").rename(own / "engine.py")
    refused = castle("run", "project/castle.yaml")
    assert (refused.returncode, "--allow my_local" in refused.stderr) == (1, True)
    assert castle("run", "project/castle.yaml", "--allow", "my_local").stdout == "one\ntwo\n"


def test_mistake_of_a_plugin(castle: "Castle", project: "Project") -> None:
    """One message names the plugin; where it failed is shown to who asks."""
    file = project.site / "castle/engines/echo/__init__.py"
    file.write_text(file.read_text().replace("said =", "1 / 0; said ="))
    ran = castle("run", "project/castle.yaml")
    assert ran.returncode == 1
    assert "error[CAS0820]: stage `run:echo` failed with an error of its own" in ran.stderr
    assert "Traceback" not in ran.stderr
    asked = castle("run", "project/castle.yaml", "--traceback")
    assert f'File "{file}"' in asked.stderr


def test_colour_only_where_it_is_seen(castle: "Castle", project: "Project") -> None:
    """No escape sequences reach a file."""
    project.write("two.Castle", "bad")
    assert "\x1b" not in castle("run", "project/castle.yaml").stderr
