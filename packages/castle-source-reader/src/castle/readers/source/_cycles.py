"""Contracts that import each other."""

from collections.abc import Iterator

from castle.aigr import Location, Note
from castle.readers.source._imports import Unit
from castle.readers.source._problems import Code, Problems


def report_cycles(units: list[Unit], problems: Problems) -> None:
    """Report each import that closes a cycle of `.Moat` files, with the others on it."""
    done: set[Unit] = set()
    for unit in reversed(units):  # what imports comes first, as people would look for it
        if unit.is_contract and unit not in done:
            _search(unit, done, problems)


def _search(first: Unit, done: set[Unit], problems: Problems) -> None:
    path = [first]
    places: list[Location | None] = []
    pending = [_edges(first)]
    while path:
        place, needed = next(pending[-1], (None, None))
        if needed is None:
            done.add(path.pop())
            pending.pop()
            if places:
                places.pop()
        elif needed in path:
            start = path.index(needed)
            _report(path[start:], [*places[start:], place], problems)
        elif needed not in done:
            path.append(needed)
            places.append(place)
            pending.append(_edges(needed))


def _edges(unit: Unit) -> Iterator[tuple[Location | None, Unit]]:
    for one, linked in unit.imports:
        yield from ((one.location, other) for other in linked if other.is_contract)


def _report(cycle: list[Unit], places: list[Location | None], problems: Problems) -> None:
    first, last = cycle[0].file.path, cycle[-1].file.path
    if len(cycle) == 1:
        problems.report(Code.IMPORT_CYCLE, f"{first} imports itself", places[-1])
        return
    notes = [
        Note(f"{unit.file.path} imports {after.file.path} here", place)
        for unit, after, place in zip(cycle, cycle[1:], places, strict=False)
    ]
    message = f"{last} imports {first}, which needs {last} itself"
    help_ = "put what both need into a contract of its own"
    problems.report(Code.IMPORT_CYCLE, message, places[-1], *notes, help=help_)
