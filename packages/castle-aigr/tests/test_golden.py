"""Files that were written once, and can be read for ever.

Run as a script, this writes the files of the present version that are missing:
`python packages/castle-aigr/tests/test_golden.py`. What is there is never written again, once a
version of castle-aigr that writes it was released.
"""

import io
from pathlib import Path
from random import Random

import pytest
from every_kind import CLASSES, every_kind

from castle.aigr import Forest, Node, dump, equal, kind_of, load, save, verify, walk
from castle.TESTDOUBLES.aigr.programs import program

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(path.stem for path in GOLDEN.glob("format-*.aigr"))
VERSION = 1
"""The version of the format: with another one, `main` writes another pair of files."""


def graphs() -> dict[str, Forest]:
    """What is written: every class and field of nodes, and a program that means something."""
    return {"every-kind": every_kind(), "program": program(Random(VERSION), 3)}


def located(forest: Forest) -> str:
    """The dump, and where each node stands."""
    places = [f"{one.location} {one.location[1:]}" if one.location else "-" for one in walk(forest)]
    return dump(forest) + "".join(f"{place}\n" for place in places)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_each_version_is_read(name: str) -> None:
    """What was written by any version of the format is the same graph today."""
    forest = load(GOLDEN / f"{name}.aigr")
    expected = (GOLDEN / f"{name}.txt").read_bytes().decode("utf-8", "surrogatepass")
    assert located(forest) == expected


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith(f"format-{VERSION}-")])
def test_the_present_version_is_written_as_ever(name: str) -> None:
    """The bytes of a graph do not change within a version."""
    stream = io.BytesIO()
    save(load(GOLDEN / f"{name}.aigr"), stream)
    assert stream.getvalue() == (GOLDEN / f"{name}.aigr").read_bytes()


def test_there_is_a_file_of_each_version() -> None:
    """Each version of the format has its files, and they are complete."""
    assert {f"format-{n}-{name}" for n in range(1, VERSION + 1) for name in graphs()} == set(FILES)


def test_the_files_hold_something_in_every_field() -> None:
    """Each class that castle.aigr has is there, with something in each of its fields."""
    examples: dict[str, list[Node]] = {}
    for one in walk(load(GOLDEN / f"format-{VERSION}-every-kind.aigr")):
        examples.setdefault(kind_of(type(one)), []).append(one)
    assert set(examples) == set(CLASSES)
    for kind, cls in CLASSES.items():
        for field in cls.visitors.fields:
            values = [getattr(one, field.name) for one in examples[kind]]
            assert any(value not in (None, []) for value in values), f"{kind}.{field.name}"


def test_the_graph_that_was_written_is_read() -> None:
    """What a file of now holds is what can be built now."""
    assert equal(load(GOLDEN / f"format-{VERSION}-every-kind.aigr"), every_kind())


def test_the_program_still_means_something() -> None:
    """A program that was fine when it was written is fine today."""
    assert verify(load(GOLDEN / f"format-{VERSION}-program.aigr")) == []


def main() -> None:
    """Write the files that are not there."""
    for name, forest in graphs().items():
        path = GOLDEN / f"format-{VERSION}-{name}.aigr"
        if not path.exists():
            save(forest, path)
            text = located(forest).encode("utf-8", "surrogatepass")
            path.with_suffix(".txt").write_bytes(text)


if __name__ == "__main__":
    main()
