from castle.aigr import Forest, Identifier, children, references, walk


def test_walk_yields_parents_before_children_in_order(filter_program: Forest) -> None:
    """A walk starts at the root and goes through the children in the order of the fields."""
    order = list(walk(filter_program))
    place = {id(node): number for number, node in enumerate(order)}
    assert order[0] is filter_program
    for node in order:
        places = [place[id(child)] for child in children(node)]
        assert places == sorted(places)
        assert all(place[id(node)] < one for one in places)


def test_walk_yields_each_node_once(filter_program: Forest) -> None:
    """References are no way for a walk: what is referred to is met where it is owned."""
    order = list(walk(filter_program))
    assert len({id(node) for node in order}) == len(order)


def test_references_lead_to_the_declaration(filter_program: Forest) -> None:
    """The use of a name refers to what it names."""
    uses = [node for node in walk(filter_program) if isinstance(node, Identifier)]
    assert uses
    for use in uses:
        assert [target.name for target in references(use)] == ["n"]  # type: ignore[attr-defined]
