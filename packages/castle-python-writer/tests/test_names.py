import keyword

from hypothesis import given
from hypothesis import strategies as st

from castle.writers.python._names import Scope, module_name, python_name

NAMES = st.one_of(
    st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,5}", fullmatch=True),
    st.builds(
        lambda a, b, c: a + b + c,
        st.sampled_from(["", "_", "__", "u__"]),
        st.sampled_from(keyword.kwlist),
        st.sampled_from(["", "_", "__"]),
    ),
)


@given(NAMES)
def test_a_name_becomes_an_identifier_that_python_leaves_alone(name: str) -> None:
    """No name of the source becomes a keyword, or one that Python changes within a class."""
    shown = python_name(name)
    assert shown.isidentifier()
    assert not keyword.iskeyword(shown)
    assert not shown.startswith("__")


@given(NAMES, NAMES)
def test_different_names_stay_different(one: str, other: str) -> None:
    """Two names of the source never become one in Python."""
    assert (python_name(one) == python_name(other)) == (one == other)


@given(st.lists(NAMES, unique=True), st.sets(NAMES))
def test_a_scope_gives_each_thing_a_name_of_its_own(wanted: list[str], taken: set[str]) -> None:
    """Names given out are apart from each other and from those that were taken."""
    scope = Scope(taken)
    given_out = [scope.name(name, name) for name in wanted]
    assert len(set(given_out)) == len(wanted)
    assert not set(given_out) & taken
    assert [scope.name(name, name) for name in wanted] == given_out


@given(NAMES, NAMES)
def test_modules_hide_no_module_of_python(one: str, other: str) -> None:
    """A namespace called like a module of the standard library gets another name."""
    assert module_name("random") == "random_"
    assert module_name("castle_runtime") == "castle_runtime_"
    assert (module_name(one) == module_name(other)) == (one == other)
