"""Node classes that a package outside castle defines."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from acme import Alarm, Timer, Unit
from storing import refusal, saved

from castle.aigr import (
    Body,
    Constant,
    Declaration,
    DiagnosticError,
    Forest,
    Method,
    NameSpace,
    Order,
    RewriteRules,
    Rewritten,
    Statement,
    child,
    children,
    copy,
    data,
    declare_family,
    dump,
    equal,
    kind_of,
    load,
    node,
    reference,
    references,
    rewrite,
    verify,
    walk,
)
from castle.aigr._registry import families

OLD = Path(__file__).parent / "golden"


@pytest.fixture
def timers() -> Forest:
    """A program with two timers of a plugin."""
    first = Timer(0.5, Unit.SECOND, (1, "x", None), [Alarm("bell", (Unit.TICK,)), Alarm("lamp")])
    second = Timer(-0.0, then=Constant(1), next=first)
    first.next = second
    return Forest([NameSpace("n", [Method("m", Body([first, second]))])])


def all_timers(forest: Forest) -> list[Timer]:
    """The timers of a forest."""
    return [one for one in walk(forest) if isinstance(one, Timer)]


def test_they_are_walked_and_verified(timers: Forest) -> None:
    """What a class declares is all that walking, following, copying and verifying need."""
    first, second = all_timers(timers)
    assert [type(one).__name__ for one in walk(first)] == ["Timer", "Alarm", "Alarm"]
    assert children(second) == [second.then]
    assert references(second) == [first]
    assert equal(copy(timers), timers)
    assert kind_of(Timer) == "acme.timers.Timer"
    assert verify(timers) == []
    first.period = 1
    assert [found.code for found in verify(timers)] == ["CAS0303"]


def test_they_come_back_from_a_file(timers: Forest) -> None:
    """A file holds them like any others."""
    result = load(io.BytesIO(saved(timers)))
    assert equal(result, timers)
    assert dump(result) == dump(timers)
    assert saved(result) == saved(timers)
    assert all_timers(result)[0].alarms[0].units == (Unit.SECOND,)


def test_they_are_rewritten(timers: Forest) -> None:
    """Rules are found by their class."""
    rules = RewriteRules()

    @rules.on(Alarm)
    def silence(alarm: Alarm) -> Rewritten:
        return []

    @rules.on(Timer)
    def double(timer: Timer) -> Rewritten:
        return Body([timer, copy(timer)]) if timer.then else None

    rewrite(timers, rules)
    assert [one for one in walk(timers) if isinstance(one, Alarm)] == []


def test_they_may_be_empty_and_alike() -> None:
    """What a plugin's nodes are as Python objects is no matter: some are false, and all equal."""

    @node
    class Basket(Declaration):
        """A node that is as false as an empty list, and equal to any other."""

        name: str = data()
        next: "Declaration | None" = reference(default=None)
        others: list[Declaration] = reference(factory=list)
        inside: Declaration | None = child(default=None)

        __hash__ = None  # type: ignore[assignment]

        def __len__(self) -> int:
            return 0

        def __eq__(self, other: object) -> bool:
            return True

    inner = Basket("inner")
    outer = Basket("outer", inner, [inner], inner)
    inner.next = outer
    forest = Forest([NameSpace("n", [outer])])
    assert verify(forest) == []
    assert list(map(id, walk(outer))) == [id(outer), id(inner)]
    assert "next->Basket inner#2 others->Basket inner#2" in dump(forest)
    assert equal(load(io.BytesIO(saved(forest))), forest)
    assert equal(copy(forest), forest)
    rules = RewriteRules()
    rules.on(Basket)(lambda one: Basket("new", inside=one.inside) if one is outer else None)
    for order in Order:
        twin = copy(forest)
        outer = twin.namespaces[0].declarations[0]  # type: ignore[assignment]
        rewrite(twin, rules, order=order)
        assert [one.name for one in walk(twin) if isinstance(one, Basket)] == ["new", "inner"]
        assert verify(twin) == []


def test_a_file_of_version_1_is_upgraded_twice() -> None:
    """Upgrades take a file to the present, a version at a time."""
    forest = load(OLD / "acme-timers-1.aigr")
    (timer,) = all_timers(forest)
    assert (timer.period, timer.unit, timer.levels) == (2000.0, Unit.MILLISECOND, ())
    assert [alarm.name for alarm in timer.alarms] == ["bell"]
    assert timer.location is not None
    assert timer.alarms[0].location == timer.location
    assert equal(load(io.BytesIO(saved(forest))), forest)


@pytest.mark.parametrize("version", [1, 2, 3])
def test_every_version_can_be_read_for_ever(version: int) -> None:
    """The files of all versions give the same graph."""
    forest = load(OLD / f"acme-timers-{version}.aigr")
    assert dump(forest) == (OLD / "acme-timers.txt").read_text(encoding="utf-8")


def old(change: dict[str, Any]) -> str:
    """The file of version 1 with other columns."""
    document = json.loads((OLD / "acme-timers-1.aigr").read_bytes())
    document["nodes"]["acme.timers.Clock"]["fields"].update(change)
    return json.dumps(document)


def test_an_upgrade_that_meets_a_damaged_file_is_a_diagnostic() -> None:
    """An upgrade is written for sound files; on others it may fail in any way."""
    diagnostic = refusal(old({"seconds": ["2"]}))
    assert diagnostic.code == "CAS0403"
    document = json.loads(old({}))
    del document["nodes"]["acme.timers.Clock"]["fields"]["seconds"]
    diagnostic = refusal(json.dumps(document))
    assert diagnostic.code == "CAS0406"
    assert diagnostic.message == (
        "families.acme.timers: the upgrade of version 1 failed: KeyError: 'seconds'"
    )


@pytest.mark.usefixtures("own_classes")
def test_a_version_that_nothing_upgrades_is_refused() -> None:
    """An older file without an upgrade says so, and a newer one too."""
    declare_family("acme._nodes", "acme.timers", version=3, upgrades={2: lambda tables: None})
    diagnostic = refusal(old({}))
    assert diagnostic.code == "CAS0406"
    assert "known is 3, and nothing upgrades version 1" in diagnostic.message
    declare_family("acme._nodes", "acme.timers", version=3)
    document = json.loads(old({}))
    document["families"]["acme.timers"] = 4
    assert refusal(json.dumps(document)).code == "CAS0405"


@pytest.mark.usefixtures("own_classes")
@pytest.mark.parametrize("wrong", ["numbers", "columns"])
def test_an_upgrade_that_makes_no_sense_is_a_diagnostic(wrong: str) -> None:
    """What an upgrade gives is checked like a file."""

    def upgrade(tables: Any) -> None:
        clocks = tables.kinds["Clock"]
        if wrong == "numbers":
            clocks.numbers = []
        else:
            clocks.fields["seconds"] = []

    declare_family("acme._nodes", "acme.timers", version=2, upgrades={1: upgrade})
    assert refusal(old({})).code in ("CAS0403", "CAS0406")


def test_a_class_needs_its_plugin(timers: Forest) -> None:
    """Loading finds classes that are there, and imports none."""
    content = saved(timers).replace(b"acme.timers", b"os.timers")
    diagnostic = refusal(content)
    assert diagnostic.code == "CAS0404"
    assert diagnostic.help == "install the plugin that defines it, and import it before loading"


@pytest.mark.usefixtures("own_classes")
def test_a_family_that_is_not_declared_is_the_module() -> None:
    """A module that says nothing has a family of its own, of version 1."""

    @node
    class Thing(Statement):
        name: str = data()

    assert kind_of(Thing) == f"{__name__}.Thing"
    assert families()[__name__].version == 1
    forest = Forest([NameSpace("n", [Method("m", Body([Thing("x")]))])])
    assert equal(load(io.BytesIO(saved(forest))), forest)


@pytest.mark.usefixtures("own_classes")
@pytest.mark.parametrize(
    ("name", "version", "upgrades"),
    [("acme.new", 0, {}), ("acme.new", 2, {2: print}), ("acme.new", 2, {0: print})],
)
def test_versions_that_make_no_sense_are_refused(
    name: str, version: int, upgrades: dict[int, Any]
) -> None:
    """Versions count from 1, and an upgrade leads from a version that was before."""
    with pytest.raises(ValueError, match="versions of a family count from 1"):
        declare_family(__name__, name, version=version, upgrades=upgrades)


@pytest.mark.usefixtures("own_classes")
def test_the_modules_of_a_family_agree_on_its_version() -> None:
    """A family may have several modules, and each may know upgrades."""
    declare_family("acme.one", "acme.new", version=2)
    declare_family("acme.two", "acme.new", version=2, upgrades={1: lambda tables: None})
    assert list(families()["acme.new"].upgrades) == [1]
    with pytest.raises(ValueError, match=r"acme\.one declares the family acme\.new with version 2"):
        declare_family("acme.three", "acme.new", version=3)


def test_declarations_are_found_by_their_bases() -> None:
    """A plugin's classes fit wherever their base classes do."""
    assert issubclass(Timer, Statement)
    assert not issubclass(Timer, Declaration)
    with pytest.raises(DiagnosticError):
        saved(Forest([NameSpace("n", [Timer(1.0)])]))  # type: ignore[list-item]  # no declaration
