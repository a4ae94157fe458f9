"""Node classes beside what `dataclasses.dataclass` makes of the same declarations."""

import dataclasses
import inspect
import pickle
from typing import Any, ClassVar

import pytest

import castle.aigr
from castle.aigr import Constant, Forest, NameSpace, Node, SourceNS, child, data, node, reference

NODES = [
    value
    for value in vars(castle.aigr).values()
    if isinstance(value, type) and issubclass(value, Node)
]
MADE = [cls for cls in NODES if "visitors" in vars(cls)]


def peer_of(cls: type[Node]) -> Any:
    """What `dataclass` makes of the fields of a node class."""
    fields = [
        (field.name, field.type, dataclasses.field(kw_only=field.kw_only, **_default(field)))
        for field in dataclasses.fields(cls)
    ]
    return dataclasses.make_dataclass(cls.__name__, fields, slots=True, eq=False)


def _default(field: "dataclasses.Field[Any]") -> dict[str, Any]:
    if field.default_factory is not dataclasses.MISSING:
        return {"default_factory": field.default_factory}
    return {} if field.default is dataclasses.MISSING else {"default": field.default}


def shape(cls: type) -> list[tuple[object, ...]]:
    """What a caller must know to make an instance."""
    return [
        (one.name, one.kind, repr(one.default), one.annotation)
        for one in inspect.signature(cls).parameters.values()
    ]


@pytest.mark.parametrize("cls", MADE, ids=lambda cls: cls.__name__)
def test_a_node_class_is_made_like_a_dataclass(cls: type[Node]) -> None:
    """Its parameters, slots and match arguments are those of a slotted dataclass."""
    peer = peer_of(cls)
    assert dataclasses.is_dataclass(cls)
    assert shape(cls) == shape(peer)
    assert cls.__match_args__ == peer.__match_args__
    slots = [slot for one in cls.__mro__ for slot in vars(one).get("__slots__", ())]
    assert sorted(slots) == sorted(peer.__slots__)


def test_dataclass_functions_take_nodes() -> None:
    """Fields, replace and asdict work on nodes."""
    assert [f.name for f in dataclasses.fields(Constant(1))] == ["location", "value"]
    one = dataclasses.replace(Constant(1), value=2)
    assert (type(one), one.value) == (Constant, 2)
    assert dataclasses.asdict(Constant(3)) == {"location": None, "value": 3}


def test_fields_state_their_role() -> None:
    """What a field is can be read from its metadata, too."""
    roles = {f.name: f.metadata["role"] for f in dataclasses.fields(castle.aigr.Identifier)}
    assert roles == {
        "location": None,
        "name": castle.aigr.Role.DATA,
        "target": castle.aigr.Role.REFERENCE,
    }


def test_a_dataclass_may_inherit_from_a_node_class() -> None:
    """A plain dataclass below a node class has the fields of both."""

    @dataclasses.dataclass(eq=False)
    class Marked(Constant):
        mark: str = ""

    assert dataclasses.fields(Marked)[-1].name == "mark"
    assert Marked(1, "x").mark == "x"


def test_lists_are_not_shared() -> None:
    """Each node gets a list of its own."""
    assert Forest().namespaces is not Forest().namespaces
    items: list[NameSpace] = []
    assert Forest(items).namespaces is items


def test_nodes_are_pickled_like_other_objects() -> None:
    """Nothing in the way a node class is made keeps a node from being pickled."""
    again = pickle.loads(pickle.dumps(Forest([SourceNS("a", [], "a.Castle")])))
    assert castle.aigr.equal(again, Forest([SourceNS("a", [], "a.Castle")]))


def test_fields_may_be_inherited_and_declared_anew() -> None:
    """A field that is declared again keeps its place, and takes its new default."""

    @node
    class Base(Node):
        first: str = data()
        second: int = data(default=2)

    @node
    class Derived(Base):
        kinds: ClassVar[int] = 3
        second: int = data(default=5)
        third: Node | None = reference(default=None)

    one = Derived("a")
    assert (one.first, one.second, one.third, one.kinds) == ("a", 5, None, 3)
    assert "second" not in vars(Derived)["__slots__"]


def test_other_factories_make_other_lists() -> None:
    """A factory is called for each node that is given no value."""

    @node
    class Full(Node):
        items: list[Node] = child(factory=lambda: [Constant(1)])
        value: str = data(default="")

    assert [type(one) for one in Full().items] == [Constant]
    assert Full().items[0] is not Full().items[0]


def test_a_class_may_look_at_what_it_was_given() -> None:
    """`__post_init__` is called, and an `__init__` of one's own is kept."""

    @node
    class Checked(Node):
        name: str = data()

        def __post_init__(self) -> None:
            self.name = self.name.strip()

    @node
    class Own(Node):
        name: str = data()

        def __init__(self, first: str, second: str) -> None:
            self.name = first + second
            self.location = None

    assert Checked(" a ").name == "a"
    assert Own("a", "b").name == "ab"


def test_wrong_arguments_name_the_class() -> None:
    """A node that is made wrongly says which."""
    with pytest.raises(TypeError, match=r"Constant\.__init__\(\) missing 1 required .*'value'"):
        Constant()  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"x": data()}, "has no type"),
        ({"x": data(default=[]), "__annotations__": {"x": list}}, "could be changed by a node"),
        (
            {"x": data(default=1), "y": data(), "__annotations__": {"x": int, "y": int}},
            r"Odd\.y has no default, and follows x",
        ),
        ({"__slots__": ("x",)}, "has __slots__"),
        ({"ahead": data(), "__annotations__": {"ahead": int}}, "has something else there"),
        ({"x": 3, "__annotations__": {"x": int}}, r"Odd\.x is no child, reference or data"),
    ],
)
def test_declarations_that_cannot_be_are_refused(body: dict[str, Any], message: str) -> None:
    """A class whose fields no node could have is not made."""
    with pytest.raises(TypeError, match=message):
        node(type("Odd", (Node,), {"__module__": __name__, **body}))
