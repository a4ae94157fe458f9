import os
import re
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strewn import strewn

from castle.aigr import DiagnosticError, NameSpace, Node, copy, dump, walk
from castle.TESTDOUBLES.aigr.programs import source
from castle.writers.source import _lines
from castle.writers.source._comments import comments_of, tokens_of
from castle.writers.source._program import text as written_text

Parsed = Callable[[str], NameSpace]
Formatted = Callable[[str], str]

EXAMPLES = int(os.environ.get("CASTLE_EXAMPLES", "60"))

KEPT = {
    "before declarations, statements and imports": """\
        // the head

        // of the file
        import a;

        // a group
        import b;

        // a protocol
        protocol P {
            // an event
            go();

            /* another
             * event
             */
            stop();
        }
        """,
    "at the end of lines": """\
        import a;  // one

        protocol P {  // opened
            go();  // event
        }  // closed

        implement X {
            f() {  // opened
                g();  // called
                if (a) {  // test
                    g();  // called
                } else {  // otherwise
                    g();
                }  // end of the choice
            }  // end of the body
        }
        """,
    "in bodies that hold nothing else": """\
        protocol P {
            // nothing
        }

        implement X {
            f() {
                // nothing
            }

            g() {  // opened
            }

            h() {
                if (a) {
                    // nothing
                } else {
                    /* nothing either */
                }
            }
        }
        """,
    "around docstrings": '''\
        // before
        """The file."""  // behind

        // after

        protocol P {
            // inside
            """Documented."""  // behind

            // an event
            go();
        }
        ''',
    "below the last item": """\
        implement X {
            int x;
            // after x

            // after all
        }

        // the end
        """,
    "between the items of lists": """\
        from a import B,  // first
            // second
            C;

        implement X {
            enum Color {
                red,  // stop
                // and go
                green
            }

            f(
                int:a,  // first
                // second
                int:b
            ) {
                g(
                    1,  // one
                    [
                        2,
                        3  // three
                    ]
                    // no more
                );
            }
        }
        """,
    "between operands": """\
        implement X {
            f() {
                .x := a  // first
                    // second
                    + b  // third
                    + c;
                if (
                    a > 1  // large
                    and b
                ) {
                    g(a, /* never */ b);
                }
            }
        }
        """,
    "in machines": """\
        @FSM
        implement X {
            state: A,  // begins
                B := A;

            // rules
            A + p.e -> B,  // moves
                q.go(), {  // more
                // done
                f();
            };  // end
            B + p.e -> A;  // back
        }
        """,
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_comments_stay_where_they_belong(text: str, formatted: Formatted) -> None:
    """In canonical style nothing is moved."""
    lines = [line[8:] for line in text.split("\n")]
    assert formatted("\n".join(lines)) == "\n".join(lines)


MOVED = {
    "x := 3 // a\n;": "x := 3;  // a",
    "x := 3 // a\n; // b": "// a\nx := 3;  // b",
    "x :=\n// a\n3;": "// a\nx := 3;",
    ".p\n// a\n.e();": "// a\n.p.e();",
    "/* a */ x := 3;": "/* a */\nx := 3;",
    "x := 3; /* a */ y := 4;": "x := 3;\n/* a */\ny := 4;",
    "f(a // a\n, b);": "f(\n    a,  // a\n    b\n);",
    "x := a + // a\n b;": "x := a  // a\n    + b;",
    "f(// a\n);": "f();  // a",
    "if (a) { f(); } // a\nelse { f(); }": "if (a) {\n    f();\n} else {  // a\n    f();\n}",
    "if (a) { f(); }\n// a\nelse { }": "if (a) {\n    f();\n} else {\n    // a\n}",
    "while /* a */ (b) { }": "while /* a */ (b) { }",
    "f(/* a\n b */ c);": "f(\n    /* a\n b */\n    c\n);",
}


@pytest.mark.parametrize(("given", "wanted"), MOVED.items())
def test_comments_without_a_place_go_to_a_near_one(
    given: str, wanted: str, in_body: Formatted
) -> None:
    """Before the statement, to the end of its line, or to the next place where a line can end."""
    found = in_body(given)
    assert re.sub(r"\n +b \*/", "\n b */", found) == wanted


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from([0, 1, 4, 15, 80]))
def test_no_comment_is_lost_wherever_it_stands(
    parsed: Parsed, formatted: Formatted, seed: int, count: int
) -> None:
    """Each is there once; the tree is the same; what was written is written the same again."""
    random = Random(seed)
    name, text = random.choice(list(source(random, 1).items()))
    given = strewn(random, text, count)
    written = formatted(given)
    assert _said(written) == _said(given), name
    assert dump(parsed(written)) == dump(parsed(given))
    assert formatted(written) == written


@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from([1, 3, 10]))
def test_no_comment_is_lost_whatever_a_transformer_does(
    parsed: Parsed, formatted: Formatted, seed: int, count: int
) -> None:
    """It deletes, doubles and moves what it likes; the graph is written as it is then."""
    random = Random(seed)
    given = strewn(random, random.choice(list(source(random, 1).values())), 15)
    space = parsed(given)
    lists = [found for found in map(_items, walk(space)) if len(found) > 1]
    for _ in range(count):
        _disturb(random.choice(lists), random)
    written = written_text(space)
    assert _said(written) == _said(given)
    assert dump(parsed(written)) == dump(space)
    assert formatted(written) == written


def _items(node: Node) -> list[Node]:
    found: list[Node] = []
    for name in ("statements", "members", "declarations", "events", "ports", "items", "cases"):
        found = found or getattr(node, name, found)
    return found


def _disturb(items: list[Node], random: Random) -> None:
    kind = random.randrange(3)
    if kind == 0 and len(items) > 1:
        items.pop(random.randrange(len(items)))
    elif kind == 1:
        items.insert(random.randrange(len(items)), copy(random.choice(items)))
    else:
        random.shuffle(items)


def _said(text: str) -> Counter[str]:
    """The comments of a text, without white space, found in another way than the writer does."""
    tokens = (token.text for token in tokens_of(text))
    return Counter("".join(one.split()) for one in tokens if one[:2] in ("//", "/*"))


def test_a_comment_that_would_be_lost_is_refused(
    formatted: Formatted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comments are counted before anything is written."""
    monkeypatch.setattr(_lines, "comments_of", lambda text: comments_of(text)[1:])
    with pytest.raises(DiagnosticError, match="CAS0722"):
        formatted("// lost\nimport a;\n// kept\n")


def test_strings_hold_no_comments(in_body: Formatted) -> None:
    """What looks like a comment in a string is left alone."""
    assert in_body('print("// no", "/*", "\\"//");') == 'print("// no", "/*", "\\"//");'


def test_lines_of_a_long_comment_move_together(formatted: Formatted) -> None:
    """They keep how far they stand from the first."""
    given = "implement X {\n/* a\n * b\n   c */\nint x;\n}"
    assert formatted(given).split("\n")[1:4] == ["    /* a", "     * b", "       c */"]
