"""What is measured, and its peers: the same work on other classes, or on a graph of xDSL."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from xdsl.dialects.arith import AddiOp, ConstantOp
from xdsl.dialects.builtin import ModuleOp, i32
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Block, Region

from castle.aigr import Forest, Location, SourceFile, walk
from castle.TESTDOUBLES.aigr.programs import program

NODES = 100_000
COMPONENTS = 407
"""So many components have about so many nodes."""
OPERATIONS = 10_000
_IN_A_FUNCTION = 50


def forest(*, located: bool = True) -> Forest:
    """A generated Castle program of about 100,000 nodes, each somewhere in a file."""
    made = program(Random(1), COMPONENTS)
    file = SourceFile("program.Castle", "some 30 code points in a line\n" * (NODES // 3))
    for number, node in enumerate(walk(made) if located else ()):
        node.location = Location(file, number * 5, number * 5 + 4)
    return made


def module() -> ModuleOp:
    """A module of xDSL with about 10,000 operations: functions that add."""
    count = OPERATIONS // (_IN_A_FUNCTION + 2)
    return ModuleOp([_function(f"f{number}") for number in range(count)])


def _function(name: str) -> FuncOp:
    block = Block(arg_types=[i32])
    last: Any = block.args[0]
    for number in range(_IN_A_FUNCTION // 2):
        constant = ConstantOp.from_int_and_width(number, 32)
        total = AddiOp(last, constant)
        block.add_ops([constant, total])
        last = total.result
    block.add_op(ReturnOp(last))
    return FuncOp(name, ([i32], [i32]), Region(block))


@dataclass(slots=True)
class Two:
    """A bare class with as many fields as a Constant."""

    a: object
    location: object = None


@dataclass(slots=True)
class Three:
    """A bare class with as many fields as an Argument."""

    a: object
    b: object
    location: object = None


@dataclass(slots=True)
class Four:
    """A bare class with as many fields as a Part or a BinaryOperation."""

    a: object
    b: object
    c: object
    location: object = None


Make = Callable[..., object]


def create(two: Make, three: Make, four: Make) -> list[object]:
    """Create 100,000 objects of three classes, and keep them."""
    kept: list[object] = []
    keep = kept.append
    place = "somewhere"
    for number in range(NODES // 5):
        keep(two(number, location=place))
        keep(two("x", location=place))
        keep(three(number, "x", location=place))
        keep(four(number, "x", place, location=place))
        keep(four(place, number, "x"))
    return kept
