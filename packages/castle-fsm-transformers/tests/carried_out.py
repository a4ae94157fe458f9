"""Programs that were lowered, carried out: by the engine, and as written Python."""

import builtins
import io
from types import ModuleType
from typing import Any

from elements import inputs, the_machine
from interpreter import run
from machine_texts import lowered, read_again

from castle.aigr import (
    Argument,
    Call,
    Constant,
    Forest,
    Identifier,
    PowerOn,
    SendEvent,
    VoidCall,
    copy,
    walk,
)
from castle.engines.simulation import SimulationEngine
from castle.monorail.abcs import Program
from castle.monorail.meta import RunMeta
from castle.transformers.fsm.determinise import DeterminiseTransformer
from castle.transformers.fsm.flatten import FlattenTransformer
from castle.transformers.fsm.routines import RoutinesTransformer
from castle.transformers.machinery.direct_call import DirectCallTransformer
from castle.writers.python import python_modules, runtime_modules

_MARK = "event"
Shown = list[list[str]]
"""What is printed on each event that the main sends."""


def carried_out(forest: Forest) -> list[Shown]:
    """What the engine and the written Python print, from a copy whose machine is flat.

    At last, what the engine prints when it is given what was written as source, and read again.
    """
    made = lowered(_marked(copy(forest)), [RoutinesTransformer()])
    again = read_again(made)
    found = [_engine(made)]
    return [*found, _written(DirectCallTransformer().transform(made)), _engine(again)]


def check(program: Forest) -> None:
    """Lower a machine without choices; it does what is written, rule by rule of the language."""
    expected = as_printed(run(the_machine(program), inputs(program)))
    flat = lowered(program, [FlattenTransformer(), DeterminiseTransformer()])
    assert carried_out(flat) == [expected] * 3


def as_printed(sent: list[list[tuple[Any, ...]]]) -> Shown:
    """What a main prints that prints all values of what is sent."""
    return [[" ".join(map(str, values)) for _, *values in each] for each in sent]


def _marked(forest: Forest) -> Forest:
    """Let the main print a mark before each event."""
    known = [each for space in forest.namespaces for each in space.declarations]
    prints = next(each for each in known if each.name == "print")
    [start] = [each for each in walk(forest) if isinstance(each, PowerOn)]
    for place in range(len(start.body.statements))[::-1]:
        said = start.body.statements[place]
        assert isinstance(said, VoidCall)
        assert isinstance(said.call, SendEvent)
        mark = Call(Identifier("print", prints), [Argument(Constant(_MARK))])
        start.body.statements.insert(place, VoidCall(mark))
    return forest


def _split(printed: str) -> Shown:
    before, *parts = printed.split(f"{_MARK}\n")
    assert before == ""
    return [part.splitlines() for part in parts]


def _engine(forest: Forest) -> Shown:
    result = SimulationEngine(main="Main").run(Program(forest), RunMeta.now("program"))
    assert result.verdict.ok, result.verdict.message
    return _split(result.printed)


def _written(forest: Forest) -> Shown:
    texts = {m.name: m.text for m in [*python_modules(forest), *runtime_modules()]}
    loaded: dict[str, ModuleType] = {}
    out = io.StringIO()

    def load(name: str, *more: Any) -> ModuleType:
        if name not in texts:
            return builtins.__import__(name, *more)
        if name not in loaded:
            loaded[name] = module = ModuleType(name)
            module.__dict__["__builtins__"] = {
                **vars(builtins),
                "__import__": load,
                "print": lambda *values: out.write(" ".join(map(str, values)) + "\n"),
            }
            exec(compile(texts[name], name, "exec"), module.__dict__)
        return loaded[name]

    main, ends = load("program"), load("castle_program")
    ends.deeply(lambda: main.Main().powerOn())
    return _split(out.getvalue())
