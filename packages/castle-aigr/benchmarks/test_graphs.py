"""Each piece of work beside its peer, in turns; `run.py` makes a table of what is measured.

The names of the tests are the rows of the table. Of both sides a figure for each node, or each
operation, is compared, so that they may be of different sizes.
"""

import gc
import io
import pickle
import subprocess
import sys
import time
import tracemalloc
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import graphs
import pytest
from xdsl.pattern_rewriter import PatternRewriter, PatternRewriteWalker, RewritePattern

from castle.aigr import (
    BinaryOperation,
    Constant,
    Forest,
    Identifier,
    Node,
    RewriteRules,
    copy,
    equal,
    load,
    rewrite,
    save,
    walk,
)

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture
    from xdsl.dialects.builtin import ModuleOp
    from xdsl.ir import Operation

Work = Callable[[], object]

ROUNDS = 30
PROCESSES = 60
_WARMUP = 2


def compare(
    benchmark: "BenchmarkFixture", work: tuple[int, Work], peer: tuple[int, Work], rounds: int
) -> None:
    """Measure some work; before each round of it, its peer. A number says for how many nodes."""
    times: list[float] = []

    def peer_first() -> None:
        gc.collect()
        gc.disable()
        start = time.perf_counter()
        kept = peer[1]()
        times.append(time.perf_counter() - start)
        gc.enable()
        del kept

    benchmark.pedantic(  # type: ignore[no-untyped-call]  # pytest-benchmark has no types here
        work[1], setup=peer_first, rounds=rounds, warmup_rounds=_WARMUP
    )
    benchmark.extra_info["nodes"], benchmark.extra_info["peer_nodes"] = work[0], peer[0]
    benchmark.extra_info["peer"] = times[_WARMUP:]


def exhaust(items: Iterable[object]) -> None:
    """Go through all of something, as fast as can be."""
    deque(items, maxlen=0)


def size(forest: Forest) -> int:
    """How many nodes a forest has."""
    return sum(1 for _ in walk(forest))


def operations(module: "ModuleOp") -> int:
    """How many operations a module has."""
    return sum(1 for _ in module.walk())


def test_create(benchmark: "BenchmarkFixture") -> None:
    """Nodes of three classes, kept; and bare dataclasses with slots and as many fields."""

    def nodes() -> object:
        return graphs.create(Constant, Identifier, BinaryOperation)

    def bare() -> object:
        return graphs.create(graphs.Two, graphs.Three, graphs.Four)

    compare(benchmark, (graphs.NODES, nodes), (graphs.NODES, bare), ROUNDS)


def test_walk(benchmark: "BenchmarkFixture", forest: Forest, module: "ModuleOp") -> None:
    """Every node of a program; every operation of a module of xDSL."""
    compare(
        benchmark,
        (size(forest), lambda: exhaust(walk(forest))),
        (operations(module), lambda: exhaust(module.walk())),
        ROUNDS,
    )


class Nothing(RewritePattern):
    """A pattern of xDSL for all operations, which changes none."""

    def match_and_rewrite(self, op: "Operation", rewriter: PatternRewriter, /) -> None:
        """Do nothing."""


def test_rewrite(benchmark: "BenchmarkFixture", forest: Forest, module: "ModuleOp") -> None:
    """A rule for all nodes, which changes none; a pattern for all operations of xDSL."""
    rules = RewriteRules()

    @rules.on(Node)
    def nothing(node: Node) -> None:
        return None

    walker = PatternRewriteWalker(Nothing())
    compare(
        benchmark,
        (size(forest), lambda: rewrite(forest, rules)),
        (operations(module), lambda: walker.rewrite_module(module)),
        ROUNDS,
    )


@pytest.mark.usefixtures("deep_pickle")
def test_save(benchmark: "BenchmarkFixture", forest: Forest) -> None:
    """A program, with locations, to memory; the same objects by pickle."""
    count = size(forest)
    compare(
        benchmark,
        (count, lambda: save(forest, io.BytesIO())),
        (count, lambda: pickle.dump(forest, io.BytesIO(), protocol=5)),
        ROUNDS // 3,
    )


@pytest.mark.usefixtures("deep_pickle")
def test_load(benchmark: "BenchmarkFixture", forest: Forest) -> None:
    """A program, with locations, from memory; the same objects by pickle."""
    stream = io.BytesIO()
    save(forest, stream)
    content, pickled = stream.getvalue(), pickle.dumps(forest, protocol=5)
    assert equal(load(io.BytesIO(content)), forest)
    count = size(forest)
    benchmark.extra_info["bytes"] = len(content) / len(pickled)
    compare(
        benchmark,
        (count, lambda: load(io.BytesIO(content))),
        (count, lambda: pickle.loads(pickled)),
        ROUNDS // 3,
    )


def allocated(work: Work) -> int:
    """How many bytes are taken by what some work returns."""
    tracemalloc.start()
    kept = work()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return taken


def twins(nodes: list[Node]) -> list[Node]:
    """For each node another of its class, with the very same values in its fields."""
    made = [object.__new__(type(node)) for node in nodes]
    for node, twin in zip(nodes, made, strict=True):
        twin.location = node.location
        for field in node.visitors.fields:
            setattr(twin, field.name, getattr(node, field.name))
    return made


def test_memory(benchmark: "BenchmarkFixture", forest: Forest, module: "ModuleOp") -> None:
    """Nodes whose field values are there already; and copies, with what nodes own or xDSL's do."""
    nodes = list(walk(forest))
    twins(nodes)  # what classes make on first use is not counted
    row = allocated(lambda: [None] * len(nodes))
    info = benchmark.extra_info
    info["bytes"] = (allocated(lambda: twins(nodes)) - row) / len(nodes)
    info["with_lists"] = allocated(lambda: copy(forest)) / len(nodes)
    info["peer_bytes"] = allocated(module.clone) / operations(module)
    compare(
        benchmark,
        (len(nodes), lambda: copy(forest)),
        (operations(module), module.clone),
        ROUNDS // 3,
    )


def process(code: str) -> None:
    """Run a Python from its start to its end."""
    subprocess.run([sys.executable, "-I", "-c", code], check=True)


@pytest.mark.parametrize("modules", ["castle.aigr", "dataclasses, typing"])
def test_import(benchmark: "BenchmarkFixture", modules: str) -> None:
    """Processes that import something, each right after one that imports nothing."""
    imports = lambda: process(f"import {modules}")  # noqa: E731
    compare(benchmark, (1, imports), (1, lambda: process("pass")), PROCESSES)
