"""Graphs of any shape that the field declarations allow."""

from collections import Counter
from random import Random
from typing import Any

from castle.aigr import (
    ComponentImplementation,
    ComponentInterface,
    Event,
    EventProtocol,
    FieldInfo,
    Forest,
    NamedType,
    NameSpace,
    Node,
    Port,
    PortDirection,
    Role,
    SourceFile,
    StateMachine,
    walk,
)
from castle.TESTDOUBLES.aigr.programs._shapes import concrete, smallest
from castle.TESTDOUBLES.aigr.programs._values import any_data, any_file, any_location

_MOST_ITEMS = 4
_SPACES = 5


def any_forest(random: Random, size: int, *, families: str = "") -> Forest:
    """Make a forest whose structure is sound, and which means nothing.

    All classes of nodes, all values of fields, references in all directions, and locations occur;
    `verify` finds much to say about what it means, and nothing about its structure.

    Args:
        random: decides; the same state gives the same forest.
        size: about how many nodes it gets.
        families: the beginning of the kinds that occur, such as `expressions.`; all by default.
    """
    protocol = EventProtocol("Seed", None, [Event("seed")])
    port = Port("seed", PortDirection.IN, NamedType("Seed", protocol))
    seeds = NameSpace("seeds", [protocol, ComponentInterface("Seed", None, [port])])
    forest = Forest([seeds])
    growth = _Growth(random, families)
    # Declarations that lead to classes which occur nowhere else.
    for cls in (StateMachine, ComponentImplementation):
        seeds.declarations.append(growth.tree(cls, 1 + size // _SPACES))
    spaces = concrete((NameSpace,), "")
    while growth.made < size:
        forest.namespaces.append(growth.tree(random.choice(spaces), 1 + size // _SPACES))
    growth.connect(forest)
    return forest


def any_node(random: Random, cls: type[Node], size: int) -> Node:
    """Make a tree of about `size` nodes with a root of some class, its references all None.

    Raises:
        ValueError: a node in it cannot do without a reference.
    """
    growth = _Growth(random, "")
    root: Node = growth.tree(cls, size)
    growth.connect(root)
    return root


class _Growth:
    """A graph that is being made: first the tree, then the references."""

    def __init__(self, random: Random, families: str) -> None:
        self.made = 0
        self._counts: Counter[type[Node]] = Counter()
        self._random = random
        self._families = families
        self._files: list[SourceFile] = [any_file(random) for _ in range(3)]

    def tree(self, cls: type[Node], size: int) -> Any:
        """A tree of about `size` nodes, grown here and there."""
        limit = self.made + size
        root = self._node(cls)
        waiting = [root]
        while waiting:
            place = self._random.randrange(len(waiting))
            waiting[place], waiting[-1] = waiting[-1], waiting[place]
            node = waiting.pop()
            for field in node.visitors.fields:
                if field.role is Role.CHILD:
                    waiting += self._grow(node, field, small=self.made >= limit)
        return root

    def _node(self, cls: type[Node]) -> Node:
        """A node without its children and references."""
        self.made += 1
        self._counts[cls] += 1
        node = object.__new__(cls)
        file = self._random.choice([None, *self._files])
        node.location = any_location(self._random, file) if file else None
        for field in cls.visitors.fields:
            empty: Any = [] if field.many else None
            value = any_data(self._random, field) if field.role is Role.DATA else empty
            setattr(node, field.name, value)
        return node

    def _grow(self, node: Node, field: FieldInfo, small: bool) -> list[Node]:
        if field.many:
            count = 0 if small else self._random.randint(1, _MOST_ITEMS)
            items = [self._node(self._class(field, small)) for _ in range(count)]
            setattr(node, field.name, list(items))
            return items
        if field.optional and (small or self._random.random() < 0.4):
            return []
        child = self._node(self._class(field, small))
        setattr(node, field.name, child)
        return [child]

    def _class(self, field: FieldInfo, small: bool) -> type[Node]:
        options = concrete(field.types, self._families) or concrete(field.types, "")
        if not small:
            # Of two, the one that there are fewer of: so that all of them occur.
            return min(self._random.choices(options, k=2), key=self._counts.__getitem__)
        heights = smallest("")
        least = min(heights[cls] for cls in options)
        return self._random.choice([cls for cls in options if heights[cls] == least])

    def connect(self, root: Node) -> None:
        """Let references lead to nodes of the tree that fit them."""
        nodes = list(walk(root))
        fitting: dict[tuple[type, ...], list[Node]] = {}
        for node in nodes:
            for field in node.visitors.fields:
                if field.role is Role.REFERENCE:
                    if field.types not in fitting:
                        fitting[field.types] = [n for n in nodes if isinstance(n, field.types)]
                    self._refer(node, field, fitting[field.types])

    def _refer(self, node: Node, field: FieldInfo, fitting: list[Node]) -> None:
        if field.many:
            count = self._random.randrange(_MOST_ITEMS) if fitting else 0
            setattr(node, field.name, self._random.choices(fitting, k=count) if count else [])
        elif fitting and not (field.optional and self._random.random() < 0.2):
            setattr(node, field.name, self._random.choice(fitting))
        elif not field.optional:
            raise ValueError(f"nothing fits {type(node).__name__}.{field.name}")
