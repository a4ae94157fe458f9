"""`castle plugins`: what is installed."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Castle, Project


def install(project: "Project") -> None:
    """Give the listing writer an owner."""
    info = project.site / "castle_listing_writer-1.2.dist-info"
    info.mkdir()
    (info / "RECORD").write_text("castle/writers/listing/__init__.py,,\n")


def test_one_line_for_each_plugin(castle: "Castle", project: "Project") -> None:
    """Kind, short name, distribution, version and summary, in columns."""
    install(project)
    lines = [line.split(maxsplit=4) for line in castle("plugins").stdout.splitlines()]
    assert [
        "writers",
        "listing",
        "castle-listing-writer",
        "1.2",
        "Writes the names of the namespaces.",
    ] in lines
    assert ["engines", "echo", "-", "-", "Prints the names of the namespaces."] in lines


def test_json(castle: "Castle", project: "Project") -> None:
    """A tool gets an array of objects, with the place and the full name of each plugin."""
    install(project)
    found = {plugin["module"]: plugin for plugin in json.loads(castle("plugins", "--json").stdout)}
    assert found["castle.writers.listing"] == {
        "kind": "writers",
        "name": "listing",
        "module": "castle.writers.listing",
        "location": str(project.site / "castle/writers/listing"),
        "distribution": "castle-listing-writer",
        "version": "1.2",
        "summary": "Writes the names of the namespaces.",
    }
    assert found["castle.transformers.group.reverse"]["name"] == "group.reverse"


def test_broken_plugin_is_listed(castle: "Castle", project: "Project") -> None:
    """A plugin that cannot be imported is there all the same, and hides no other."""
    project.plugin("writers.broken", '"""Breaks."""\nraise SystemExit(9)\n')
    ran = castle("plugins")
    assert ran.returncode == 0
    assert {"Breaks.", "Prints the names of the namespaces."} <= {
        line.split(maxsplit=4)[-1] for line in ran.stdout.splitlines() if line
    }
