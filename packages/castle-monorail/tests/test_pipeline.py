"""A configuration, run from its first stage to its last."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from castle.monorail.errors import StageError
from castle.monorail.pipeline import StageRecord, run

if TYPE_CHECKING:
    from conftest import Project


def test_whole_pipeline(project: "Project") -> None:
    """Every stage gets what the order of the pipeline says that it gets."""
    report = run(project.configured())
    # The writer comes after all transformers, the engine before those of stage machinery.
    written = project.folder / "out/text/names.txt"
    assert written.read_text() == "one two optimised lowered"
    assert report.printed == "one two optimised Main {'max': 100}\n"
    assert report.outputs == (written,)
    assert (report.name, report.events, report.verdict.ok) == ("example", 3, True)


def test_events_are_saved_with_the_names_behind_the_numbers(project: "Project") -> None:
    """Plain numpy opens what the backend was given: numbers, and arrays of names."""
    report = run(project.configured())
    (saved,) = report.saved
    assert saved == project.folder / f"runs/{report.run_id}.npz"
    with np.load(saved, allow_pickle=False) as data:
        assert data["events"].shape == (report.events, 2)
        assert data["columns"].tolist() == ["sequence", "sender"]
        assert data["element_names"].tolist() == ["main", "sieve"]
        assert data["port_names"].tolist() == []


def test_stages_are_named_and_timed(project: "Project") -> None:
    """The watcher hears of each stage when it is completed, with the files that it wrote."""
    heard: list[StageRecord] = []
    report = run(project.configured(), watch=heard.append)
    assert ("configure", *(stage.name for stage in heard)) == tuple(
        stage.name for stage in report.stages
    )
    assert [stage.name for stage in heard] == [
        "read:t_files",
        "verify",
        "transform:t_program",
        "verify:t_program",
        "check:t_engine",
        "transform:t_machinery",
        "verify:t_machinery",
        "write:t_text",
        "run:t_engine",
        "save:t_backend",
    ]
    assert all(stage.seconds >= 0 for stage in heard)
    assert heard[7].paths == report.outputs


def test_json(project: "Project") -> None:
    """A tool gets plain values: paths are absolute texts, seconds are by stage."""
    report = run(project.configured())
    answer = report.to_json()
    keys = ["name", "run_id", "events", "printed", "outputs", "saved", "seconds"]
    assert list(answer) == [*keys, "verdict", "warnings", "processed"]
    assert answer["verdict"] == {"ok": True, "message": "", "diagnostics": []}
    assert answer["outputs"] == [str(project.folder / "out/text/names.txt")]
    assert answer["saved"] == str(report.saved[0])
    assert list(answer["seconds"]) == [stage.name for stage in report.stages]


def test_stage_that_comes_twice_has_two_names(project: "Project") -> None:
    """Two stages of one plugin are told apart."""
    twice = "- module: t_program\n      - module: t_program"
    report = run(project.configured(**{"- module: t_program": twice}))
    names = [stage.name for stage in report.stages if "transform:t_program" in stage.name]
    assert names == ["transform:t_program", "transform:t_program#2"]


def test_several_readers_make_one_graph(project: "Project") -> None:
    """What each reader reads comes together, in the order of the file."""
    text = """
        name: x
        reader:
          - {module: t_files, files: [two.txt]}
          - {module: t_files, files: [one.txt]}
        writer: {module: t_text}
    """
    run(project.configured(text))
    assert (project.folder / "build/names.txt").read_text() == "two one"


def test_working_directory_is_restored(project: "Project") -> None:
    """The process is where it was, after a run and after a failure."""
    here = Path.cwd()
    run(project.configured())
    (project.folder / "one.txt").unlink()
    project.messages(project.configured(), StageError)
    assert Path.cwd() == here


def test_program_that_failed_is_saved_too(project: "Project") -> None:
    """The events before a failure are what one wants to see; the verdict says that it failed."""
    report = run(project.configured(**{"main: Main": "main: Main\n      fails: true"}))
    assert (report.verdict.ok, report.verdict.message) == (False, "it failed")
    assert report.saved[0].exists()


def test_empty_program(project: "Project") -> None:
    """A configuration of nothing but a name runs, and does nothing."""
    report = run(project.configured("name: nothing\n"))
    assert (report.events, report.printed, report.outputs, report.saved) == (0, "", (), ())
