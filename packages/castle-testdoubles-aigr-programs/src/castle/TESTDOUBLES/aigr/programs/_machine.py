"""Programs with a state machine, and a main that sends events to it and shows what it does."""

from random import Random

from castle.aigr import (
    Argument,
    Become,
    Body,
    Call,
    ComponentImplementation,
    ComponentInterface,
    Connection,
    Constant,
    Declaration,
    EventHandler,
    Forest,
    HandlerParameter,
    Identifier,
    Init,
    NamedType,
    NameSpace,
    PowerOn,
    SendEvent,
    SourceNS,
    StateMachine,
    Statement,
    VoidCall,
    predefined,
)
from castle.TESTDOUBLES.aigr.programs._machine_parts import World, of, own, port
from castle.TESTDOUBLES.aigr.programs._machine_rules import Rules
from castle.TESTDOUBLES.aigr.programs._machine_states import States

_MOST = 100


def machine(
    random: Random,
    states: int,
    *,
    events: int = 10,
    nested: bool = True,
    deterministic: bool = True,
) -> Forest:
    """Make a program that `verify` finds nothing wrong with: a state machine and a main.

    The main sends events to the machine, and prints what that sends back: each send of a rule has a
    number of its own. No number grows, and nothing runs on. All is in one file.

    Args:
        random: decides; the same state gives the same program.
        states: about how many states the machine has.
        events: how many events the main sends.
        nested: whether there are superstates, regions, history and final states.
        deterministic: whether there is neither `epsilon` nor a choice between rules.
    """
    world = World(random)
    tree = States(random, max(states, 1), nested=nested)
    rules = Rules(random, world, tree, deterministic=deterministic).made()
    tree.body.items += [*world.members, world.method]
    tree.spread(rules)
    thing = StateMachine("Thing", NamedType("Thing", world.interface), tree.body)
    main = ComponentInterface(
        "Main",
        None,
        [port("fingers", "out", world.protocols[0]), port("hand", "out", world.protocols[1])],
    )
    sends = [_send(random, world, main) for _ in range(events)]
    prelude = predefined()
    handler, declared = _shown(world, prelude), _owned(world, main)
    members = [*declared, PowerOn(Body(sends)), handler]
    code = ComponentImplementation("Main", NamedType("Main", main), members)
    declarations = [*world.protocols, world.interface, main, thing, code]
    return Forest([prelude, SourceNS("program", declarations, "program.Castle")])


def _owned(world: World, main: ComponentInterface) -> list[Declaration]:
    """The machine as a sub of the main, and the `init` that connects it."""
    made = Become([own(world.sub)], [Call(Identifier("Thing", world.interface))])
    joined = [
        Connection(own(outlet), of(world.sub, inlet))
        for outlet, inlet in zip(main.ports, (world.keys, world.wheel), strict=True)
    ]
    return [world.sub, Init(Body([made, *joined]))]


def _send(random: Random, world: World, main: ComponentInterface) -> Statement:
    event = random.choice(world.events)
    outlet = main.ports[event is world.events[2]]
    given = [Argument(Constant(random.randrange(_MOST))) for _ in event.parameters]
    return VoidCall(SendEvent(own(outlet), event.name, event, given))


def _shown(world: World, prelude: NameSpace) -> EventHandler:
    """The handler that prints what the machine sends."""
    given = [HandlerParameter(p.name, p) for p in world.told.parameters]
    shows = next(each for each in prelude.declarations if each.name == "print")
    call = Call(Identifier("print", shows), [Argument(Identifier(p.name, p)) for p in given])
    report = NamedType(world.protocols[2].name, world.protocols[2])
    pin, body = of(world.sub, world.out), Body([VoidCall(call)])
    return EventHandler(world.told.name, report, pin, body, given, world.told)
