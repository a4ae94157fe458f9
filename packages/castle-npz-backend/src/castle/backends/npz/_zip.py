"""The records of a ZIP archive, as bytes."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

STORED: Final = 0
DEFLATED: Final = 8
LIMIT: Final = 0xFFFFFFFF
"""What does not fit below this stands in a record of its own kind, of ZIP64."""
LONGEST_LIST: Final = 1 << 26
"""It is read before anything is known of the members; this is for half a million of them."""
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_END64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR: Final = struct.Struct("<4sLQL")
_EXTRA: Final = struct.Struct("<2H")
END_SIZE: Final = _END.size
LOCAL_SIZE: Final = _LOCAL.size
LOCAL_CHECKSUM: Final = 14
"""Where a local header holds the checksum of its member, in four bytes."""
ENTRY_CHECKSUM: Final = 16
"""Where an entry of the list holds it."""
_UTF8: Final = 0x800
_UNIX: Final = 3 << 8
_DATE: Final = 1 << 5 | 1  # the first day that can be told: equal runs make equal files
_ZIP64: Final = 1
_FILLER: Final = 0xD935  # the number that other tools use to align the data of a member
_MOST: Final = 0xFFFF


@dataclass(slots=True)
class Member:
    """One file in an archive."""

    name: str
    """What it is called."""
    method: int
    """Whether it is stored or deflated."""
    crc: int
    """The checksum of its content."""
    packed: int
    """How many bytes it takes in the archive."""
    size: int
    """How long its content is."""
    offset: int
    """Where its local header begins."""


def local_header(member: Member, length: int = 0) -> bytes:
    """The record in front of a member's data, made `length` bytes long where that is longer."""
    name, flags = _name(member.name)
    large = member.size >= LIMIT or member.packed >= LIMIT
    extra = b""
    if large:
        extra = _EXTRA.pack(_ZIP64, 16) + struct.pack("<2Q", member.size, member.packed)
    missing = length - LOCAL_SIZE - len(name) - len(extra)
    if missing >= _EXTRA.size:
        extra += _EXTRA.pack(_FILLER, missing - _EXTRA.size) + bytes(missing - _EXTRA.size)
    sizes = (LIMIT, LIMIT) if large else (member.packed, member.size)
    numbers = (45 if large else 20, flags, member.method, 0, _DATE, member.crc, *sizes)
    return _LOCAL.pack(b"PK\3\4", *numbers, len(name), len(extra)) + name + extra


def header_length(name: str, offset: int, alignment: int) -> int:
    """How long a local header at the offset must be, so that data is aligned, and ZIP64 fits."""
    least = LOCAL_SIZE + len(_name(name)[0]) + 20 + _EXTRA.size
    return least + -(offset + least) % alignment


def directory(members: Sequence[Member], offset: int) -> bytes:
    """The end of an archive: its list of members, which begins at the offset."""
    entries = b"".join(map(entry, members))
    count = len(members)
    end = b""
    if count >= _MOST or offset >= LIMIT or len(entries) >= LIMIT:
        numbers = (44, 45, 45, 0, 0, count, count, len(entries), offset)
        end = _END64.pack(b"PK\6\6", *numbers)
        end += _LOCATOR.pack(b"PK\6\7", 0, offset + len(entries), 1)
    few = min(count, _MOST)
    where = (min(len(entries), LIMIT), min(offset, LIMIT))
    return entries + end + _END.pack(b"PK\5\6", 0, 0, few, few, *where, 0)


def entry(member: Member) -> bytes:
    """What the list of members says about one of them."""
    name, flags = _name(member.name)
    size, packed, offset = member.size, member.packed, member.offset
    form, extra = 20, b""
    if size >= LIMIT or packed >= LIMIT or offset >= LIMIT:
        large = [number for number in (size, packed, offset) if number >= LIMIT]
        extra = struct.pack(f"<2H{len(large)}Q", _ZIP64, 8 * len(large), *large)
        size, packed, offset, form = min(size, LIMIT), min(packed, LIMIT), min(offset, LIMIT), 45
    head = (_UNIX | form, form, flags, member.method, 0, _DATE, member.crc, packed, size)
    tail = (len(name), len(extra), 0, 0, 0, 0o600 << 16, offset)
    return _CENTRAL.pack(b"PK\1\2", *head, *tail) + name + extra


@lru_cache(maxsize=1024)
def _name(name: str) -> tuple[bytes, int]:
    return name.encode(), 0 if name.isascii() else _UTF8


def directory_place(end: memoryview, total: int) -> tuple[int, int, int]:
    """Where the list of members begins, how long it is, and how many there are.

    `end` holds the last bytes of the archive, which is `total` bytes long. Raises ValueError.
    """
    if len(end) < END_SIZE or bytes(end[-END_SIZE : 4 - END_SIZE]) != b"PK\5\6":
        raise ValueError("it does not end like an archive")
    _, disk, disk2, here, count, size, offset, comment = _END.unpack(end[-END_SIZE:])
    stop = total - END_SIZE
    if LIMIT in (size, offset) or count == _MOST:
        stop -= _LOCATOR.size + _END64.size
        if len(end) < END_SIZE + _LOCATOR.size + _END64.size:
            raise ValueError("the record of its length is missing")
        long = end[-END_SIZE - _LOCATOR.size - _END64.size :]
        sign, _, _, _, disk, disk2, here, count, size, offset = _END64.unpack_from(long)
        if sign != b"PK\6\6":
            raise ValueError("the record of its length is damaged")
    if disk or disk2 or comment or here != count or offset + size != stop:
        raise ValueError("its list of members is not where it says")
    return offset, size, count


def members(entries: memoryview, count: int) -> list[Member]:
    """The members that a list of them names; ValueError when it is no such list."""
    found = list(_members(entries))
    if len(found) != count:
        raise ValueError(f"it lists {len(found)} members, and says that there are {count}")
    return found


def _members(entries: memoryview) -> Iterator[Member]:
    at = 0
    while at < len(entries):
        fields = _CENTRAL.unpack_from(entries, at)
        sign, _, _, flags, method, _, _, crc, packed, size = fields[:10]
        names, extras, comments, _, _, _, offset = fields[10:]
        name_end = at + _CENTRAL.size + names
        after = name_end + extras + comments
        if sign != b"PK\1\2" or after > len(entries) or flags & ~_UTF8 & ~8:
            raise ValueError("its list of members is damaged")
        name = bytes(entries[at + _CENTRAL.size : name_end]).decode()
        extra = entries[name_end : name_end + extras]
        size, packed, offset = _long((size, packed, offset), extra)
        yield Member(name, method, crc, packed, size, offset)
        at = after


def _long(numbers: tuple[int, int, int], extra: memoryview) -> tuple[int, ...]:
    if LIMIT not in numbers:
        return numbers
    while len(extra) >= _EXTRA.size:
        kind, length = _EXTRA.unpack_from(extra)
        if kind == _ZIP64:
            values = iter(struct.unpack_from(f"<{length // 8}Q", extra, _EXTRA.size))
            return tuple(next(values) if number == LIMIT else number for number in numbers)
        extra = extra[_EXTRA.size + length :]
    return numbers


def data_offset(head: memoryview, member: Member) -> int:
    """How far behind a member's local header its data begins; ValueError when it is another's."""
    if len(head) < LOCAL_SIZE:
        raise ValueError(f"{member.name!r} is not where the archive says")
    fields = _LOCAL.unpack_from(head)
    names: int = fields[9]
    extras: int = fields[10]
    name = bytes(head[LOCAL_SIZE : LOCAL_SIZE + names])
    if fields[0] != b"PK\3\4" or fields[3] != member.method or name != member.name.encode():
        raise ValueError(f"{member.name!r} is not where the archive says")
    return LOCAL_SIZE + names + extras
