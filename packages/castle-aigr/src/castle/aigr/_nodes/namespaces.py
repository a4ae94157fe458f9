"""The forest, and the namespaces that are its trees."""

from castle.aigr import _registry
from castle.aigr._fields import child, data, reference
from castle.aigr._node import Declaration, Node, node

_registry.declare_family(__name__, "namespaces", version=1)


@node
class NameSpace(Declaration):
    """A named collection of declarations that stands in no source file."""

    name: str = data()
    """Its name."""
    declarations: list[Declaration] = child(factory=list)
    """What it holds, in order."""


@node
class ImportedName(Node):
    """One name out of `from namespace import name as alias`."""

    name: str = data()
    """The name in the namespace it comes from."""
    alias: str | None = data(default=None)
    """The name it gets here, or None when it keeps its own."""
    target: Declaration | None = reference(default=None)
    """What it names, or None when the namespace has no such name."""


@node
class Import(Node):
    """`import namespace;`."""

    namespace: str = data()
    """The name of the namespace: the stem of its files."""


@node
class ImportFrom(Node):
    """`from namespace import name, other as alias;`."""

    namespace: str = data()
    """The name of the namespace: the stem of its files."""
    names: list[ImportedName] = child(factory=list)
    """The names that are imported, in order."""


@node
class SourceNS(NameSpace):
    """What one source file holds; a `.Moat` and a `.Castle` file of one stem share their names."""

    source: str = data(default="")
    """The file's path, relative to where the program was read, with `/` between its parts."""
    imports: list[Import | ImportFrom] = child(factory=list)
    """What it imports, in order."""
    documentation: str | None = data(default=None)
    """The text of the docstring that opens the file, or None."""


@node
class Forest(Node):
    """A whole program: its namespaces, the predefined one included."""

    namespaces: list[NameSpace] = child(factory=list)
    """In the order in which they were read."""
