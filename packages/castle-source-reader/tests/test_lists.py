"""Lists, as nodes."""

from collections.abc import Callable

from castle.aigr import (
    Become,
    Forest,
    Index,
    ListLiteral,
    ListType,
    Node,
    Scalar,
    ScalarType,
    verify,
    walk,
)

TEXT = """protocol P { go(int[]:xs); int[]: ask(); also(ys:str[]); }
component A { port P<in>:p; }
implement A {
    int[][] deep := [[1], [2, 3]]; float[] fs := [1, 2.5];
    P.go(xs) on .p { xs[0] := .deep[1][0]; .deep[0][len(xs)] += 1; also(xs); }
    P.ask() on .p { return [1]; }
    P.also(ys) on .p { for (y in ys) { print(y, ys[0]); } }
    int[]: also(int[]:given) { append(given, 3); remove(given, 0); return given; }
}
"""


def text(node: Node) -> str:
    """What a node was read from."""
    place = node.location
    assert place is not None
    assert place.file.text is not None
    return place.file.text[place.start : place.end]


def test_lists_of_all_kinds_are_read(read: Callable[..., Forest]) -> None:
    """As types, literals, items and targets, wherever a value may be; the graph is valid."""
    forest = read(TEXT)
    nodes = list(walk(forest))
    types = [text(node) for node in nodes if isinstance(node, ListType)]
    assert types == ["int[]", "int[]", "str[]", "int[][]", "int[]", "float[]", "int[]", "int[]"]
    scalars = [n.element for n in nodes if isinstance(n, ListType)]
    assert [s.scalar for s in scalars if isinstance(s, ScalarType)][:3] == [
        Scalar.INT,
        Scalar.INT,
        Scalar.STR,
    ]
    literals = [text(node) for node in nodes if isinstance(node, ListLiteral)]
    assert literals == ["[[1], [2, 3]]", "[1]", "[2, 3]", "[1, 2.5]", "[1]"]
    targets = [t for n in nodes if isinstance(n, Become) for t in n.targets]
    assert [text(t) for t in targets if isinstance(t, Index)] == ["xs[0]", ".deep[0][len(xs)]"]
    assert verify(forest) == []
