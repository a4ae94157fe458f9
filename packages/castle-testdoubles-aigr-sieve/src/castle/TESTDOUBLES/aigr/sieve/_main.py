"""`main.Castle`."""

from castle.aigr import (
    Alias,
    Compare,
    ComparisonOperator,
    Constant,
    EventHandler,
    Ground,
    HandlerParameter,
    If,
    Import,
    Init,
    LocalVariable,
    PowerOn,
    SourceNS,
    SubElement,
)
from castle.TESTDOUBLES.aigr.sieve._contracts import Contracts
from castle.TESTDOUBLES.aigr.sieve._shapes import (
    assign,
    body,
    call,
    connect,
    handler,
    implement,
    imports,
    name,
    own,
    parameter,
    part,
    send,
    use,
)


def main_space(known: Contracts) -> SourceNS:
    """`main.Castle`: grows the chain."""
    generator = SubElement("generator", use(known.generator))
    finder = SubElement("finder", use(known.finder))
    last = Alias("last", use(known.sieve))
    grows = _grows(known, generator, finder, last)
    members = (
        generator,
        finder,
        last,
        _init(known, generator, finder),
        _power_on(known, generator),
        grows,
    )
    return SourceNS(
        "main",
        [implement(known.main, *members)],
        source="main.Castle",
        imports=[
            Import("generator"),
            Import("sieve"),
            Import("finder"),
            imports(known.protocols, known.simple_sieve),
            imports(known.components, known.finder, known.generator, known.main, known.sieve),
        ],
    )


def _init(known: Contracts, generator: SubElement, finder: SubElement) -> Init:
    chain = connect(part(own(generator), known.outlet), part(own(finder), known.new_prime))
    made = [
        assign(own(generator), call(known.generator)),
        assign(own(finder), call(known.finder)),
    ]
    return Init(body(*made, chain))


def _power_on(known: Contracts, generator: SubElement) -> PowerOn:
    largest = parameter("max", Constant(100))
    start = send(part(own(generator), known.controll), known.run_to, name(largest))
    return PowerOn(body(start), [largest])


def _grows(
    known: Contracts, generator: SubElement, finder: SubElement, last: Alias
) -> EventHandler:
    prime = HandlerParameter("prime")
    newest = LocalVariable("newest", use(known.sieve), call(known.sieve, name(prime)))
    first = connect(part(own(generator), known.outlet), part(name(newest), known.try_))
    later = connect(part(own(last), known.coprime), part(name(newest), known.try_))
    is_first = Compare((ComparisonOperator.EQUAL,), [own(last), Ground()])
    return handler(
        known.simple_sieve,
        known.input,
        part(own(finder), known.found),
        prime,
        newest,
        connect(part(name(newest), known.coprime), part(own(finder), known.new_prime)),
        If(is_first, body(first), body(later)),
        assign(own(last), name(newest)),
        text="Put a sieve for the new prime at the end of the chain.",
    )
