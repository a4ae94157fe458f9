"""What the kinds promise: the public method checks, the underscore method works."""

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from castle.aigr import Forest
from castle.monorail.abcs import (
    BackendABC,
    EngineABC,
    Processed,
    ProcessorABC,
    Program,
    ReaderABC,
    RunResult,
    SteppedFunction,
    System,
    SystemABC,
    TransformerABC,
    Verdict,
    WriterABC,
)
from castle.monorail.configuration import ModuleModel
from castle.monorail.errors import ContractError, UnsupportedError
from castle.monorail.meta import RunMeta

META = RunMeta.now("test")
FOREST = Forest([])
RESULT = RunResult(np.zeros((3, 2)), ("sequence", "sender"), {}, "")


class Giver:
    """Gives whatever it was told to, and remembers what it was given."""

    def __init__(self, result: Any) -> None:
        self.result = result
        self.calls: list[tuple[Any, ...]] = []


def give(self: Any, *given: Any) -> Any:
    """Stand in for a method of a plugin."""
    self.calls.append(given)
    return self.result


GIVE: Any = give


class Plugin(Giver, ReaderABC, TransformerABC, WriterABC, EngineABC, SystemABC, ProcessorABC):
    """A plugin of every kind but one."""

    stage = "program"
    _read = _transform = _write = _run = _prepare = _process = GIVE


class Backend(Giver, BackendABC):
    """A backend, whose `read` is not that of a reader."""

    _save = _read = _locate = GIVE


Call = Callable[[Any], Any]
CALLS: dict[str, tuple[type[Giver], Call, Any]] = {
    "read": (Plugin, lambda p: p.read([Path("a")]), FOREST),
    "transform": (Plugin, lambda p: p.transform(FOREST), FOREST),
    "write": (Plugin, lambda p: p.write(FOREST, Path("out")), [Path("out/a")]),
    "prepare": (Plugin, lambda p: p.prepare(), Program(FOREST)),
    "prepare a program": (Plugin, lambda p: p.prepare(FOREST), Program(FOREST)),
    "run": (Plugin, lambda p: p.run(Program(FOREST), META), RESULT),
    "locate": (Backend, lambda p: p.locate(META), Path("a.npz")),
    "save": (Backend, lambda p: p.save(np.zeros(3), META), Path("a.npz")),
    "read run": (Backend, lambda p: p.read(META), {"events": np.zeros(3)}),
    "read array": (Backend, lambda p: p.read(META), np.zeros(3)),
}


@pytest.mark.parametrize("call", CALLS)
def test_public_method_gives_what_the_plugin_gave(call: str) -> None:
    """A result of the promised type passes through untouched."""
    cls, method, result = CALLS[call]
    plugin = cls(result)
    given = method(plugin)
    assert given is result or given == result
    assert len(plugin.calls) == 1


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("wrong", [None, 42, "text"])
def test_result_of_another_type_is_refused(call: str, wrong: object) -> None:
    """What a plugin must not return is told with the plugin's class."""
    cls, method, _ = CALLS[call]
    with pytest.raises(ContractError, match=rf"{cls.__name__}: _\w+ returned"):
        method(cls(wrong))


@pytest.mark.parametrize(
    ("plugin", "call"),
    [
        (Plugin(None), lambda p: p.read("main.Castle")),
        (Plugin(None), lambda p: p.read(["main.Castle"])),
        (Plugin(None), lambda p: p.transform(None)),
        (Plugin(None), lambda p: p.write(FOREST, "out")),
        (Plugin(None), lambda p: p.run(FOREST, META)),
        (Plugin(None), lambda p: p.run(Program(FOREST), "sieve")),
        (Plugin(None), lambda p: p.prepare("main.Castle")),
        (Plugin(None), lambda p: p.process(META, None)),
        (Backend(None), lambda p: p.save(np.zeros(3), None)),
        (Backend(None), lambda p: p.read("sieve")),
    ],
)
def test_argument_of_another_type_is_refused(plugin: Giver, call: Call) -> None:
    """A wrong argument never reaches the plugin."""
    with pytest.raises(ContractError, match=r"is (str|NoneType|castle\.aigr.*Forest), not"):
        call(plugin)
    assert plugin.calls == []


def test_paths_that_a_writer_names_have_to_be_paths() -> None:
    """One text among the paths is told."""
    with pytest.raises(ContractError, match="a path of _write is str, not Path"):
        Plugin([Path("a"), "b"]).write(FOREST, Path("out"))


def test_engine_may_look_before_it_runs() -> None:
    """Checking is nothing for most engines; one that does it is handed a system."""

    class Careful(Plugin):
        _check = GIVE

    careful, program = Careful(None), Program(FOREST)
    Plugin(RESULT).check(program)
    careful.check(program)
    assert careful.calls == [(program,)]
    with pytest.raises(ContractError, match="system is"):
        careful.check(FOREST)  # type: ignore[arg-type]  # the point of the test


@pytest.mark.parametrize(("columns", "steps"), [((), 3), (("x", "y"), 3), (("x",), -1)])
def test_a_stepped_function_fits_together(columns: tuple[str, ...], steps: int) -> None:
    """A state has a name for each of its numbers, and time goes forward."""
    with pytest.raises(ValueError, match=r"shape|-1 steps"):
        SteppedFunction(lambda time, state, dt: state, np.zeros(1), columns, 0.1, steps)


def test_events_have_a_name_for_each_column() -> None:
    """Numbers without a meaning are refused."""
    result = RunResult(np.zeros((3, 2)), ("sequence",), {}, "")
    with pytest.raises(ContractError, match=r"shape \(3, 2\), and 1 columns are named"):
        Plugin(result).run(Program(FOREST), META)


def test_processor_gets_run_and_backend() -> None:
    """A processor works on what a backend keeps."""
    said = Processed("a picture", (Path("a.png"),))
    plugin, backend = Plugin(said), Backend(None)
    assert plugin.process(META, backend) is said
    assert plugin.calls == [(META, backend)]


def test_processor_may_have_nothing_to_say() -> None:
    """Returning nothing is a result of a processor, and returning anything else is a mistake."""
    assert Plugin(None).process(META, Backend(None)) == Processed()
    with pytest.raises(ContractError, match="_process returned str, not Processed"):
        Plugin("a.png").process(META, Backend(None))


def test_engine_is_handed_any_system() -> None:
    """What can be run is an open family: a program, a stepped function, or a third party's own."""

    class Tape(System):
        pass

    stepped = SteppedFunction(lambda time, state, dt: state, np.zeros(1), ("x",), 0.1, 3)
    for system in (Program(FOREST), stepped, Tape()):
        plugin = Plugin(RESULT)
        plugin.run(system, META)
        assert plugin.calls == [(system, META)]


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("list", lambda p: p.list()),
        ("latest", lambda p: p.latest("sieve")),
        ("exists", lambda p: p.exists(META)),
        ("locate", lambda p: p.locate(META)),
        ("delete", lambda p: p.delete(META)),
    ],
)
def test_backend_says_what_it_does_not_support(name: str, call: Call) -> None:
    """Only saving and reading are every backend's business."""

    class Least(Giver, BackendABC):
        _save = _read = GIVE

    with pytest.raises(UnsupportedError, match=f"Least does not support `{name}`"):
        call(Least(None))


def test_backend_supports_what_it_implements() -> None:
    """Implementing an underscore method is all it takes."""

    class Listing(Backend):
        def _list(self) -> list[RunMeta]:
            return [META]

    assert Listing(None).list() == [META]


def test_kinds_serve_with_a_model() -> None:
    """A class can be a model and a plugin, and stays abstract until it implements its method."""

    class Base(ModuleModel, ReaderABC):
        files: list[Path] = []  # noqa: RUF012  # pydantic copies it

    class Reader(Base):
        def _read(self, sources: Any) -> Forest:
            return FOREST

    with pytest.raises(TypeError, match="abstract"):
        Base()  # type: ignore[abstract]  # the point of the test
    assert set(Reader.model_fields) == {"module", "files"}
    assert Reader().read([]) is FOREST


def test_verdict_is_good_unless_told() -> None:
    """A result that says nothing of failure is one of success."""
    assert RESULT.verdict == Verdict(ok=True, message="", diagnostics=())


def test_the_collector_rests_while_a_transformer_works() -> None:
    """No graph that is being made is searched for garbage; behind it all goes on."""

    class Asked(TransformerABC):
        stage = "program"
        rests = False

        def _transform(self, forest: Forest) -> Forest:
            self.rests = not gc.isenabled()
            return forest

    asked = Asked()
    asked.transform(Forest())
    assert asked.rests
    assert gc.isenabled()
