"""Files that follow from files, and the namespaces they make."""

from collections.abc import Callable

from castle.aigr import Forest, ImportedName, SourceNS, verify, walk

Read = Callable[..., Forest]
Errors = Callable[..., list[str]]


def spaces(forest: Forest) -> list[str]:
    """The sources of a forest, in order; the predefined namespace has none."""
    return [space.source for space in forest.namespaces if isinstance(space, SourceNS)]


def test_what_is_imported_stands_before_what_imports_it(read: Read) -> None:
    """Files come in the order of the imports, each once, contracts before implementations."""
    forest = read(
        {
            "main.Castle": "import b; import a;",
            "a.Castle": "import c;",
            "b.Castle": "import c; import a;",
            "b.Moat": "import c;",
            "c.Moat": "",
        }
    )
    assert spaces(forest) == ["c.Moat", "b.Moat", "a.Castle", "b.Castle", "main.Castle"]
    assert forest.namespaces[0].name == "castle"


def test_files_of_one_stem_share_a_namespace(read: Read) -> None:
    """Importing reads both, and the implementation sees contract and imports without asking."""
    forest = read(
        {
            "main.Castle": "from lamp import Lamp; component M { } implement M { sub Lamp:l; }",
            "lamp.Moat": "from say import P; component Lamp { port P<in>:p; }",
            "lamp.Castle": "implement Lamp { P.go() on .p { } }",
            "say.Moat": "protocol P { go(); }",
        }
    )
    assert spaces(forest) == ["say.Moat", "lamp.Moat", "lamp.Castle", "main.Castle"]
    assert verify(forest) == []


def test_a_castle_file_that_is_read_brings_its_moat(read: Read) -> None:
    """The contract beside an implementation is part of its namespace."""
    forest = read({"lamp.Castle": "implement Lamp { }", "lamp.Moat": "component Lamp { }"})
    assert spaces(forest) == ["lamp.Moat", "lamp.Castle"]


def test_a_moat_file_that_is_read_stands_alone(read: Read) -> None:
    """A contract can be read before anything implements it."""
    files = {"lamp.Moat": "component Lamp { }", "lamp.Castle": "implement Wrong { }"}
    assert spaces(read(files)) == ["lamp.Moat"]


def test_castle_files_may_import_each_other(read: Read) -> None:
    """A cycle through implementations is fine."""
    files = {"main.Castle": "import a;", "a.Castle": "import main; import a;"}
    assert spaces(read(files)) == ["a.Castle", "main.Castle"]


def test_moat_files_that_import_each_other_are_an_error(read: Read, errors: Errors) -> None:
    """The import that closes the cycle is told, and the others on it are noted."""
    files = {
        "main.Castle": "import a;",
        "a.Moat": "import b;",
        "b.Moat": "\nimport c;",
        "c.Moat": " import a;",
    }
    assert errors(files) == ["c.Moat:1:2: CAS0204 c.Moat imports a.Moat, which needs c.Moat itself"]


def test_a_moat_file_that_imports_itself_is_an_error(errors: Errors) -> None:
    """The shortest cycle is one too."""
    assert errors({"a.Moat": "import a;"}) == ["a.Moat:1:1: CAS0204 a.Moat imports itself"]


def test_a_cycle_is_found_though_an_implementation_was_read_between(errors: Errors) -> None:
    """What counts is which contract imports which, not the order of reading."""
    files = {
        "a.Moat": "import x; import b;",
        "x.Castle": "import b;",
        "b.Moat": "import a;",
    }
    assert [each.partition(" ")[2][:7] for each in errors(files)] == ["CAS0204"]


def test_roots_are_searched_after_the_folder_of_the_importing_file(read: Read) -> None:
    """The nearest file wins; the source is relative to the first file that was given."""
    files = {
        "src/main.Castle": "import near; import far;",
        "src/near.Moat": "",
        "lib/near.Moat": "protocol Wrong { }",
        "lib/far.Moat": "import near2;",
        "lib/near2.Moat": "",
    }
    forest = read(files, roots=("lib",))
    assert spaces(forest) == ["near.Moat", "../lib/near2.Moat", "../lib/far.Moat", "main.Castle"]


def test_a_missing_import_tells_where_it_was_looked_for(errors: Errors) -> None:
    """The place is the import; names from it give no further errors."""
    text = "from protocls import P; component A { port P<in>:x; }"
    assert errors({"main.Castle": text, "protocols.Moat": ""}) == [
        "main.Castle:1:1: CAS0203 there is no file protocls.Moat or protocls.Castle to import"
    ]


def test_a_missing_import_suggests_a_file(helps: Callable[..., list[str | None]]) -> None:
    """A file with a similar name may have been meant."""
    files = {"main.Castle": "import protocls;", "protocols.Moat": ""}
    assert helps(files) == ["did you mean `protocols`?"]


def test_a_name_that_a_namespace_lacks_is_an_error(errors: Errors) -> None:
    """The place is the name, and the names that are imported beside it are known."""
    files = {"main.Castle": "from a import P, Q as R;", "a.Moat": "protocol P { }"}
    assert errors(files) == ["main.Castle:1:18: CAS0205 the namespace `a` has no `Q`"]


def test_imported_names_are_resolved(read: Read) -> None:
    """Each imported name refers to its declaration, under whatever name it goes here."""
    files = {
        "main.Castle": "from a import P as R; import a; component A { port R<in>:x; }",
        "a.Moat": "protocol P { }",
    }
    (name,) = [node for node in walk(read(files)) if isinstance(node, ImportedName)]
    assert name.target is not None
    assert name.target.name == "P"


def test_a_name_that_is_imported_and_defined_is_defined_twice(errors: Errors) -> None:
    """Both places are told."""
    files = {"main.Castle": "from a import P; protocol P { }", "a.Moat": "protocol P { }"}
    assert errors(files) == ["main.Castle:1:15: CAS0202 `P` is defined twice"]


def test_a_name_that_is_imported_as_two_things_is_an_error(errors: Errors) -> None:
    """The second import is the place; importing one thing twice is no harm."""
    files = {
        "main.Castle": "from a import P;\nfrom a import P;\nfrom b import P;",
        "a.Moat": "protocol P { }",
        "b.Moat": "protocol P { }",
    }
    assert errors(files) == ["main.Castle:3:15: CAS0202 `P` is imported twice, as different things"]


def test_a_name_of_both_files_of_a_namespace_is_defined_twice(errors: Errors) -> None:
    """The files share their names."""
    files = {"a.Castle": "protocol P { }", "a.Moat": "protocol P { }"}
    assert errors(files) == ["a.Castle:1:1: CAS0202 `P` is defined twice"]


def test_a_name_that_is_defined_elsewhere_suggests_the_import(
    helps: Callable[..., list[str | None]],
) -> None:
    """The import is written out."""
    files = {"main.Castle": "import a; protocol Q : P { }", "a.Moat": "protocol P { }"}
    assert helps(files) == ["write `from a import P;` at the head of the file"]


def test_two_namespaces_of_one_name_are_an_error(errors: Errors) -> None:
    """Files of one stem in different folders would be mixed up."""
    files = {"main.Castle": "import a;", "lib/a.Castle": "import main;", "lib/main.Castle": ""}
    assert errors(files, roots=("lib",)) == [
        "lib/a.Castle:1:1: CAS0206 there are two namespaces `main`: lib/main.Castle"
    ]


def test_a_contract_holds_no_implementation(errors: Errors) -> None:
    """What implements belongs into the .Castle file."""
    assert errors({"a.Moat": "component A { } implement A { }"}) == [
        "a.Moat:1:17: CAS0115 a .Moat file holds contracts, no implementations"
    ]


def test_imports_stand_before_declarations(errors: Errors) -> None:
    """An import further down is refused at its place."""
    assert errors({"main.Castle": "protocol P { }\nimport a;", "a.Moat": ""}) == [
        "main.Castle:2:1: CAS0115 imports stand before all declarations"
    ]


def test_what_is_imported_may_get_another_name(read: Read, errors: Errors) -> None:
    """Each name by itself; a namespace keeps its own."""
    files = {
        "main.Castle": "import other; from other import P as Q, Lamp as Light;\n"
        "component A { port Q<out>:q; port other.P<out>:p; }\n"
        "implement A { sub Light:l; init() { .l := Light(); .q = .l.p; .p = .l.p; } }",
        "other.Castle": "protocol P { go(); } component Lamp { port P<in>:p; }"
        "implement Lamp { P.go() on .p { } }",
    }
    forest = read(files)
    names = [n for n in walk(forest) if isinstance(n, ImportedName)]
    assert [(n.name, n.alias, n.target.name if n.target else None) for n in names] == [
        ("P", "Q", "P"),
        ("Lamp", "Light", "Lamp"),
    ]
    assert verify(forest) == []
    files["main.Castle"] = files["main.Castle"].replace("l.p; .p", "l.p; P x; .p")
    assert errors(files) == ["main.Castle:3:63: CAS0201 nothing is called `P` here"]
    files["main.Castle"] = "import other as o;"
    assert errors(files) == ["main.Castle:1:14: CAS0101 a namespace keeps its name"]
