"""`generator.Castle`, `sieve.Castle` and `finder.Castle`."""

from castle.aigr import (
    Become,
    BinaryOperation,
    BinaryOperator,
    Compare,
    ComparisonOperator,
    Constant,
    HandlerParameter,
    If,
    Init,
    Member,
    Method,
    SourceNS,
    VoidCall,
    While,
)
from castle.TESTDOUBLES.aigr.sieve._contracts import Contracts
from castle.TESTDOUBLES.aigr.sieve._shapes import (
    assign,
    body,
    call,
    handler,
    implement,
    imports,
    integer,
    name,
    own,
    parameter,
    send,
)


def generator_space(known: Contracts) -> SourceNS:
    """`generator.Castle`: counts, and sends each number."""
    next_ = Member("next", integer(), Constant(2))
    count_to = _count_to(known, next_)
    run_max, new_max = HandlerParameter("max"), HandlerParameter("max")
    runs = handler(
        known.start_sieve,
        known.run_to,
        own(known.controll),
        run_max,
        VoidCall(call(count_to, name(run_max))),
    )
    goes_on = handler(
        known.start_sieve,
        known.new_max,
        own(known.controll),
        new_max,
        VoidCall(call(count_to, name(new_max))),
    )
    return SourceNS(
        "generator",
        [implement(known.generator, next_, runs, goes_on, count_to)],
        source="generator.Castle",
        imports=[
            imports(known.protocols, known.start_sieve),
            imports(known.components, known.generator),
        ],
    )


def _count_to(known: Contracts, next_: Member) -> Method:
    largest = parameter("max")
    test = Compare((ComparisonOperator.LESS_OR_EQUAL,), [own(next_), name(largest)])
    step = Become([own(next_)], [Constant(1)], BinaryOperator.ADD)
    loop = While(test, body(send(own(known.outlet), known.input, own(next_)), step))
    text = "Go on where the last count ended."
    return Method("countTo", body(loop), [largest], documentation=text)


def sieve_space(known: Contracts) -> SourceNS:
    """`sieve.Castle`: passes on what its prime does not divide."""
    prime, given, number = (
        Member("myPrime", integer()),
        parameter("onPrime"),
        HandlerParameter("try"),
    )
    init = Init(body(assign(own(prime), name(given))), [given])
    rest = BinaryOperation(BinaryOperator.REMAINDER, name(number), own(prime))
    test = Compare((ComparisonOperator.NOT_EQUAL,), [rest, Constant(0)])
    pass_on = If(test, body(send(own(known.coprime), known.input, name(number))))
    tries = handler(known.simple_sieve, known.input, own(known.try_), number, pass_on)
    return SourceNS(
        "sieve",
        [implement(known.sieve, prime, init, tries)],
        source="sieve.Castle",
        imports=[
            imports(known.protocols, known.simple_sieve),
            imports(known.components, known.sieve),
        ],
    )


def finder_space(known: Contracts) -> SourceNS:
    """`finder.Castle`: counts and prints the primes, and passes them on."""
    count, prime = Member("count", integer(), Constant(0)), HandlerParameter("prime")
    finds = handler(
        known.simple_sieve,
        known.input,
        own(known.new_prime),
        prime,
        Become([own(count)], [Constant(1)], BinaryOperator.ADD),
        VoidCall(call(known.print, name(prime))),
        send(own(known.found), known.input, name(prime)),
    )
    return SourceNS(
        "finder",
        [implement(known.finder, count, finds)],
        source="finder.Castle",
        imports=[
            imports(known.protocols, known.simple_sieve),
            imports(known.components, known.finder),
        ],
    )
