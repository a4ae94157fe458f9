"""What is equal for guards and actions that ask and do the same."""

from collections.abc import Hashable, Iterator, Mapping

from castle.aigr import HandlerParameter, Identifier, Node, Role, kind_of, walk


def likeness(root: Node, places: Mapping[HandlerParameter, int]) -> Hashable:
    """Something equal for trees alike, whatever the parameters of the event are called.

    References out of the tree are those to the very same nodes.
    """
    nodes = list(walk(root))
    inner = {id(node): number for number, node in enumerate(nodes)}
    return tuple(part for node in nodes for part in _parts(node, inner, places))


def _parts(
    node: Node, inner: Mapping[int, int], places: Mapping[HandlerParameter, int]
) -> Iterator[Hashable]:
    yield kind_of(type(node))
    if isinstance(node, Identifier) and isinstance(node.target, HandlerParameter):
        yield places[node.target]
        return
    for field in node.visitors.fields:
        value = getattr(node, field.name)
        if field.role is Role.DATA:
            yield repr(value)  # 1, 1.0 and true are equal as they are, and 0.0 and -0.0
        elif field.role is Role.CHILD:
            yield len(value) if field.many else value is None
        else:
            targets = value if field.many else [value]
            yield tuple([inner.get(id(target), target) for target in targets])
