"""Files whose JSON is fine, and what it says is not."""

import io
import json
import re
from typing import Any

import pytest
from storing import loaded, refusal, saved

from castle.aigr import Forest, equal, load, render
from castle.aigr._storage import _versions

DATA = "nodes.expressions.Constant.fields.value[0]"
NAME = "nodes.interfaces.Port.fields.name[1]"
DIRECTION = "nodes.interfaces.Port.fields.direction[1]"
OPERATORS = "nodes.expressions.Compare.fields.operators[0]"
BASE = "nodes.expressions.Part.fields.base[1]"
TARGET = "nodes.expressions.Part.fields.target[1]"
STATEMENTS = "nodes.statements.Body.fields.statements[0]"
AT = "nodes.statements.Body.at"
SCALARS = "nodes.types.ScalarType"
SOURCE = "sources[0]"
GONE = object()

# What is put where; the code; and what the diagnostic says, which begins with the place.
EDITS: list[tuple[str, object, str, str]] = [
    ("format", "zip", "CAS0401", "this is no AIGR file: no `format: castle-aigr` in it"),
    ("format", GONE, "CAS0401", "this is no AIGR file: no `format: castle-aigr` in it"),
    ("version", 2, "CAS0402", "version: the file has format version 2, and known is 1"),
    ("version", 1.0, "CAS0402", "version: the file has format version 1.0, and known is 1"),
    ("version", GONE, "CAS0402", "version: the file has format version null, and known is 1"),
    ("sources", GONE, "CAS0403", "the key sources is missing"),
    ("extra", 1, "CAS0403", "extra: there is no such key in the format"),
    ("families", [], "CAS0403", "families: expected an object, found a list of 0"),
    ("families.types", True, "CAS0403", "families.types: expected a version, found true"),
    ("families.types", 0, "CAS0403", "families.types: expected a version, found 0"),
    ("families.types", 7, "CAS0405", "families.types: the file has version 7 of this family, and"),
    ("families.os", 1, "CAS0404", "families.os: this family of nodes is not known here"),
    ("families.types", GONE, "CAS0403", "nodes.types.Argument: the file does not say what version"),
    ("nodes", None, "CAS0403", "nodes: expected an object, found null"),
    ("nodes.types.X", {}, "CAS0403", "nodes.types.X: the key fields is missing"),
    (SCALARS, 3, "CAS0403", f"{SCALARS}: expected an object, found 3"),
    (f"{SCALARS}.fields", [], "CAS0403", f"{SCALARS}.fields: expected an object, found a list of"),
    (f"{SCALARS}.fields.scalar", "", "CAS0403", f"{SCALARS}.fields.scalar: expected a list, found"),
    (f"{SCALARS}.fields.scalar", GONE, "CAS0403", f"{SCALARS}.fields: the key scalar is missing"),
    (f"{SCALARS}.fields.scalar", [], "CAS0403", f"{SCALARS}.fields.scalar: 0 values, and at.sou"),
    (f"{SCALARS}.fields.x", ["x"] * 3, "CAS0403", f"{SCALARS}.fields.x: there is no such key"),
    (f"{SCALARS}.at.start", GONE, "CAS0403", f"{SCALARS}.at: the key start is missing"),
    (f"{SCALARS}.at.end", [], "CAS0403", f"{SCALARS}.at.end: there is no such key"),
    (DATA, None, "CAS0403", f"{DATA}: expected true or false or an int or a float or a text, foun"),
    (DATA, 1.5, "CAS0403", f'{DATA}: a float is written {{"float": "..."}}'),
    (DATA, 2**53, "CAS0403", f'{DATA}: an integer beyond 2**53 is written {{"int": "0x..."}}'),
    (DATA, {"float": "1_0"}, "CAS0403", f"{DATA}.float: the text '1_0' is no float"),
    (DATA, {"float": "1e999"}, "CAS0403", f"{DATA}.float: the text '1e999' is no float"),
    (DATA, {"float": "9" * 33}, "CAS0403", f"{DATA}.float: the text '999"),
    (DATA, {"float": "nan 7ff0000000000000"}, "CAS0403", f"{DATA}.float: the text 'nan 7ff00"),
    (DATA, {"int": "1"}, "CAS0403", f"{DATA}: an object stands for no value"),
    (DATA, {"codepoints": [65, 1114112]}, "CAS0403", f"{DATA}.codepoints[1]: 1114112 is no code"),
    (DATA, {"python": "os.abort()"}, "CAS0403", f"{DATA}: an object stands for no value"),
    (NAME, True, "CAS0403", f"{NAME}: expected a text, found true"),
    (NAME, ["x"], "CAS0403", f"{NAME}: a list of 1 stands for no value"),
    (DIRECTION, "in", "CAS0403", f"{DIRECTION}: expected one of IN, OUT, found the text 'in'"),
    (DIRECTION, None, "CAS0403", f"{DIRECTION}: expected one of IN, OUT, found null"),
    (OPERATORS, ["LESS", "MORE"], "CAS0403", f"{OPERATORS}[1]: expected one of LESS, LESS_OR_EQ"),
    (OPERATORS, "LESS", "CAS0403", f"{OPERATORS}: expected a list, found the text 'LESS'"),
    (TARGET, 999, "CAS0403", f"{TARGET}: there is no node of the number 999"),
    (TARGET, -1, "CAS0403", f"{TARGET}: there is no node of the number -1"),
    (TARGET, True, "CAS0403", f"{TARGET}: expected the number of Declaration, found true"),
    (TARGET, 1.0, "CAS0403", f"{TARGET}: expected the number of Declaration, found 1.0"),
    (BASE, None, "CAS0403", f"{BASE}: expected the number of Expression, found null"),
    (BASE, 26, "CAS0403", f"{BASE}: expected the number of Expression, found 26, a node of kind "),
    (STATEMENTS, {}, "CAS0403", f"{STATEMENTS}: expected a list of nodes, found an object"),
    (f"{STATEMENTS}[0]", 26, "CAS0403", f"{STATEMENTS}[0]: expected the number of Statement, foun"),
    (f"{STATEMENTS}[0]", None, "CAS0403", f"{STATEMENTS}[0]: expected the number of Statement, f"),
    (STATEMENTS, [], "CAS0407", "nodes.statements.If.at.source[0]: no node owns this one"),
    ("root", 0, "CAS0403", "root: expected the number of a Forest, found 0, a node of kind"),
    ("root", 10**9, "CAS0403", "root: expected the number of a Forest, found 1000000000"),
    ("root", True, "CAS0403", "root: expected the number of a Forest, found true"),
    (f"{AT}.source[0]", 7, "CAS0403", f"{AT}.source[0]: there is no source 7"),
    (f"{AT}.source[0]", None, "CAS0403", f"{AT}.start[0]: 23 and a length of 15: a node that is i"),
    (f"{AT}.start[0]", 40, "CAS0403", f"{AT}.start[0]: 40 and a length of 15: source 0 ends at 41"),
    (f"{AT}.start[0]", -1, "CAS0403", f"{AT}.start[0]: expected an offset, found -1"),
    (f"{AT}.length[0]", "1", "CAS0403", f"{AT}.length[0]: expected an offset, found the text '1'"),
    (f"{AT}.derived", [7, None], "CAS0403", f"{AT}.derived[0]: expected a text or null, found 7"),
    ("sources", {}, "CAS0403", "sources: expected a list, found an object"),
    (SOURCE, 1, "CAS0403", f"{SOURCE}: expected an object, found 1"),
    (f"{SOURCE}.path", None, "CAS0403", f"{SOURCE}.path: expected a text, found null"),
    (f"{SOURCE}.length", -1, "CAS0403", f"{SOURCE}.length: expected a length or null, found -1"),
    (f"{SOURCE}.line_starts", [], "CAS0403", f"{SOURCE}.line_starts: expected offsets that grow"),
    (f"{SOURCE}.line_starts", [1, 2], "CAS0403", f"{SOURCE}.line_starts: expected offsets that"),
    (f"{SOURCE}.line_starts", [0, 9, 9], "CAS0403", f"{SOURCE}.line_starts: expected offsets th"),
    (f"{SOURCE}.line_starts", [0, 99], "CAS0403", f"{SOURCE}.line_starts: expected offsets that"),
]


@pytest.fixture
def document(filter_program: Forest) -> Any:
    """A file as JSON values, to be edited."""
    return json.loads(saved(filter_program))


def steps(path: str) -> list[str | int]:
    """A path, as diagnostics show it, in parts."""
    words = [w for w in re.split(r"[.\[\]]", path) if w]
    if words[0] == "nodes" and len(words) > 1:
        words[1:3] = [".".join(words[1:3])]
    return [int(word) if word.isdecimal() else word for word in words]


def put(document: Any, path: str, value: object) -> None:
    """Set what is at a path."""
    *outer, last = steps(path)
    for step in outer:
        document = document[step]
    if value is GONE:
        del document[last]
    else:
        document[last] = value


@pytest.mark.parametrize(("path", "value", "code", "message"), EDITS)
def test_an_edited_file_is_refused(
    document: Any, path: str, value: object, code: str, message: str
) -> None:
    """Each way to damage a file has a diagnostic that names the place."""
    put(document, path, value)
    diagnostic = refusal(json.dumps(document))
    assert diagnostic.code == code
    assert diagnostic.message.startswith(message)


def test_a_kind_that_its_family_does_not_have_is_refused(document: Any) -> None:
    """Nothing is imported to find a class: it is known, or the file cannot be read."""
    tables = document["nodes"]
    tables["types.Thing"] = tables.pop("types.ScalarType")
    diagnostic = refusal(json.dumps(document))
    assert diagnostic.code == "CAS0404"
    assert diagnostic.message == "nodes.types.Thing: this kind of nodes is not known here"


def test_a_node_owned_twice_is_refused(document: Any) -> None:
    """Both owners are named."""
    bases = document["nodes"]["expressions.Part"]["fields"]["base"]
    bases[1] = bases[0]
    diagnostic = refusal(json.dumps(document))
    assert diagnostic.code == "CAS0407"
    assert diagnostic.message == f"{BASE}: this node is owned already by {BASE.replace('1', '0')}"


def test_a_root_that_is_owned_is_refused(document: Any) -> None:
    """The root is nobody's child."""
    document["nodes"]["machines.MachineBody"] = {
        "fields": {"items": [[document["root"]]]},
        "at": {"source": [None], "start": [0], "length": [0]},
    }
    document["families"]["machines"] = 1
    document["root"] = sum(len(t["at"]["source"]) for k, t in document["nodes"].items() if k < "n")
    diagnostic = refusal(json.dumps(document))
    assert diagnostic.code in ("CAS0403", "CAS0407")


def test_a_circle_of_owners_is_refused(document: Any) -> None:
    """Nodes that own each other, and that the root does not reach, are no tree."""
    handlers = document["nodes"]["handlers.EventHandler"]["fields"]["body"]
    branches = document["nodes"]["statements.If"]["fields"]["body"]
    handlers[0], branches[0] = branches[0], handlers[0]
    diagnostic = refusal(json.dumps(document))
    assert diagnostic.code == "CAS0407"
    assert diagnostic.message.endswith(": nodes own each other in a circle")


def test_the_place_in_the_text_is_shown(document: Any) -> None:
    """The diagnostic has the line and column of the value, whichever way the file is laid out."""
    document["root"] = 0
    diagnostic = refusal(json.dumps(document, indent=1))
    assert diagnostic.location is not None
    assert diagnostic.location.file.path == "<stream>"
    _, line, caret = render(diagnostic).splitlines()
    assert line.endswith('|  "root": 0')
    assert caret.index("^") == line.index("0", line.index("root"))


def test_long_texts_in_a_file_do_not_make_long_messages(document: Any) -> None:
    """A message stays short, whatever it quotes."""
    document["nodes"]["y" * 100_000] = document["nodes"].pop("types.ScalarType")
    assert len(refusal(json.dumps(document)).message) < 300
    put(document, DIRECTION, "x" * 100_000)
    assert len(refusal(json.dumps(document)).message) < 300


def test_a_stream_of_text_is_refused() -> None:
    """A file is opened as binary."""
    with pytest.raises(TypeError, match="open the file as binary"):
        load(io.StringIO("{}"))  # type: ignore[arg-type]


@pytest.mark.parametrize(("version", "helps"), [(2, True), (0, False), ("x", False)])
def test_another_version_is_refused(document: Any, version: object, helps: bool) -> None:
    """Of what is newer the help says what to install."""
    document["version"] = version
    diagnostic = refusal(json.dumps(document))
    assert diagnostic.code == "CAS0402"
    assert (diagnostic.help is not None) is helps


def test_a_document_of_an_older_version_is_upgraded(
    filter_program: Forest, document: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Version by version; what goes wrong then is a diagnostic."""

    def rename(old: dict[str, Any]) -> None:
        old["root"] = old.pop("top")

    monkeypatch.setattr(_versions, "VERSION", 3)
    monkeypatch.setattr(_versions, "UPGRADES", {1: rename, 2: lambda old: None})
    damaged = refusal(json.dumps(document))
    assert damaged.code == "CAS0402"
    assert damaged.message == "version: the upgrade of version 1 failed: KeyError: 'top'"
    document["top"] = document.pop("root")
    assert equal(loaded(json.dumps(document).encode()), filter_program)
