"""Locations of nodes as columns, and the source files that they are in."""

from functools import partial
from itertools import chain, repeat
from operator import add, attrgetter, le, lt, sub
from typing import Any

from castle.aigr._location import Location, SourceFile, is_sound
from castle.aigr._node import Node
from castle.aigr._storage._damage import DamagedError, UnsoundError, shown, within
from castle.aigr._storage._layout import DERIVED, LARGEST, PLACE_KEYS, SOURCE_KEYS
from castle.aigr._storage._tables import has_keys
from castle.aigr._storage._values import decode, encode

_NUMBERS = {int, type(None)}
_NOWHERE = (None, 0, 0, None)
_location: Any = partial(tuple.__new__, Location)  # Location(...) without its Python function


class SourceWriter:
    """The source files of a graph in the order in which its nodes mention them."""

    def __init__(self) -> None:
        self.listed: list[dict[str, Any]] = []
        """The files as the document has them."""
        self._numbers: dict[int | None, int | None] = {id(None): None}
        self._limits: dict[int, int] = {id(None): 0}
        self._alike: dict[tuple[Any, ...], int] = {}

    def columns(self, nodes: list[Node]) -> dict[str, list[Any]]:
        """Write the columns of the places of some nodes.

        Raises:
            UnsoundError: a location is none, or lies outside its file.
        """
        found = list(map(attrgetter("location"), nodes))
        types = set(map(type, found))
        if not types <= {Location, type(None)}:
            raise UnsoundError
        if Location not in types:
            return dict(zip(PLACE_KEYS, ([none] * len(found) for none in _NOWHERE), strict=False))
        if type(None) in types:
            found = [_NOWHERE if place is None else place for place in found]
        flat = list(chain.from_iterable(found))
        files, starts, ends, derived = (flat[part :: len(_NOWHERE)] for part in range(4))
        keys = list(map(id, files))
        for file in dict(zip(keys, files, strict=True)).values():
            self._add(file)
        lengths = list(map(sub, ends, starts))
        origins = set(map(type, derived))
        if not (
            _naturals(starts)
            and _naturals(lengths)
            and all(map(le, ends, map(self._limits.__getitem__, keys)))
            and origins <= {str, type(None)}
        ):
            raise UnsoundError
        columns = [list(map(self._numbers.__getitem__, keys)), starts, lengths]
        return dict(zip(PLACE_KEYS, columns, strict=True)) | (
            {DERIVED: _encoded(derived)} if str in origins else {}
        )

    def _add(self, file: SourceFile | None) -> None:
        if file is None or id(file) in self._numbers:
            return
        if not is_sound(file):
            raise UnsoundError
        starts, length = list(file.line_starts), file.length
        if not _sane(starts, length):
            raise UnsoundError
        new = len(self.listed)
        number = self._alike.setdefault((file.path, length, *starts), new)
        if number == new:
            path = encode(file.path)
            self.listed.append({"path": path, "length": length, "line_starts": starts})
        self._numbers[id(file)] = number
        self._limits[id(file)] = LARGEST if length is None else length


class SourceReader:
    """The source files of a document."""

    def __init__(self, listed: Any) -> None:
        if type(listed) is not list:
            raise DamagedError(f"expected a list, found {shown(listed)}")
        self._files: dict[int | None, SourceFile | None] = {None: None}
        self._limits: dict[int | None, int] = {None: 0}
        for number, entry in enumerate(listed):
            with within(number):
                file = _source(entry)
            self._files[number] = file
            self._limits[number] = LARGEST if file.length is None else file.length

    def locations(self, at: dict[str, list[Any]]) -> list[Location | None]:
        """Read the columns of the places of some nodes."""
        sources, starts, lengths = (at[key] for key in PLACE_KEYS)
        derived = at.get(DERIVED)
        types = set(map(type, sources))
        nowhere = types == {type(None)} and _zeros(starts) and _zeros(lengths)
        if not nowhere and not (types <= _NUMBERS and self._fit(sources, starts, lengths)):
            for index, place in enumerate(zip(sources, starts, lengths, strict=True)):
                self._explain(index, *place)
        if derived is not None:
            derived = _derived(derived)
        if int not in types:
            return [None] * len(sources)
        files = map(self._files.__getitem__, sources)
        ends = map(add, starts, lengths)
        places = map(_location, zip(files, starts, ends, derived or repeat(None), strict=False))
        if type(None) in types:
            return [None if place[0] is None else place for place in places]
        return list(places)

    def _fit(self, sources: list[Any], starts: list[Any], lengths: list[Any]) -> bool:
        if not (_naturals(starts) and _naturals(lengths)):
            return False
        try:
            limits = map(self._limits.__getitem__, sources)
            return all(map(le, map(add, starts, lengths), limits))
        except KeyError:
            return False

    def _explain(self, index: int, source: Any, start: Any, length: Any) -> None:
        for key, value in (("start", start), ("length", length)):
            if type(value) is not int or value < 0:
                raise DamagedError(f"expected an offset, found {shown(value)}", key, index)
        if source is not None and (type(source) is not int or source not in self._files):
            raise DamagedError(f"there is no source {shown(source)}", "source", index)
        if start + length > self._limits[source]:
            end = "a node that is in no source has 0 here"
            if source is not None:
                end = f"source {source} ends at {self._limits[source]}"
            raise DamagedError(f"{start} and a length of {length}: {end}", "start", index)


def _encoded(derived: list[str | None]) -> list[Any]:
    # Few different ones, of many nodes.
    forms = {text: encode(text) for text in set(derived)}
    return list(map(forms.__getitem__, derived))


def _derived(column: list[Any]) -> list[Any]:
    if set(map(type, column)) <= {str, type(None)}:
        return column
    found: list[Any] = []
    for index, value in enumerate(column):
        found.append(decode(value) if value is None or type(value) in (str, dict) else 0)
        if type(found[-1]) not in (str, type(None)):
            raise DamagedError(f"expected a text or null, found {shown(value)}", DERIVED, index)
    return found


def _source(entry: Any) -> SourceFile:
    has_keys(entry, SOURCE_KEYS)
    path = decode(entry["path"]) if type(entry["path"]) in (str, dict) else None
    if type(path) is not str:
        raise DamagedError(f"expected a text, found {shown(entry['path'])}", "path")
    starts, length = entry["line_starts"], entry["length"]
    if length is not None and not _naturals([length]):
        raise DamagedError(f"expected a length or null, found {shown(length)}", "length")
    if type(starts) is not list or not _sane(starts, length):
        raise DamagedError("expected offsets that grow, from 0 to the length", "line_starts")
    return SourceFile(path, line_starts=starts, length=length)


def _zeros(values: list[Any]) -> bool:
    return set(map(type, values)) == {int} and not any(values)


def _sane(starts: list[Any], length: Any) -> bool:
    """Whether these are the beginnings of the lines of a text of some length."""
    limit = LARGEST if length is None else length
    return (
        _naturals([limit])
        and _naturals(starts)
        and starts[:1] == [0]
        and all(map(lt, starts, starts[1:]))
        and starts[-1] <= limit
    )


def _naturals(values: list[Any]) -> bool:
    if set(map(type, values)) != {int}:
        return not values
    return bool(min(values) >= 0 and max(values) <= LARGEST)
