"""Whether a version lies in a range, as far as ranges of distributions go (PEP 440)."""

import re
from typing import NamedTuple, TypeAlias

_VERSION = re.compile(
    r"""
    v?(?:(?P<epoch>\d+)!)?(?P<release>\d+(?:\.\d+)*)
    (?:[-_.]?(?P<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?P<pre_n>\d*))?
    (?P<post>(?:-(?P<post_1>\d+))|(?:[-_.]?(?:post|rev|r)[-_.]?(?P<post_n>\d*)))?
    (?P<dev>[-_.]?dev[-_.]?(?P<dev_n>\d*))?
    (?:\+(?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CLAUSE = re.compile(r"\s*(===|==|~=|!=|<=|>=|<|>)\s*([^\s,]+)\s*")
_REQUIREMENT = re.compile(
    r"^Requires-Dist:\s*(?P<name>[\w.-]+)\s*(?:\[[^\]]*\])?\s*\(?(?P<range>[^;)\n]*)\)?\s*(?P<when>;.*)?$",
    re.MULTILINE,
)
_PRE = {"alpha": "a", "beta": "b", "c": "rc", "pre": "rc", "preview": "rc"}
_LAST = 1 << 62

Order: TypeAlias = tuple[int, tuple[int, ...], tuple[str, int], int, int]


class Requirement(NamedTuple):
    """A distribution that another one declares that it needs."""

    distribution: str
    """The name of what is needed."""
    range: str
    """The versions that will do, such as `<0.2,>=0.1`."""


def requirements(metadata: str) -> list[Requirement]:
    """What the METADATA of a distribution says that it always needs."""
    found = _REQUIREMENT.finditer(metadata)
    return [Requirement(one["name"], one["range"].strip()) for one in found if not one["when"]]


def admits(range_: str, version: str) -> bool:
    """Whether a version lies in a range; what cannot be understood admits everything."""
    if not range_.strip():
        return True
    clauses = [_CLAUSE.fullmatch(part) for part in range_.split(",") if part.strip()]
    if order(version) is None:
        return True
    return all(clause is None or _holds(clause[1], clause[2], version) for clause in clauses)


def order(version: str) -> Order | None:
    """A key that sorts versions, without their local parts; None for what is no version."""
    found = _VERSION.fullmatch(version.strip())
    if found is None:
        return None
    release = tuple(map(int, found["release"].split(".")))
    while len(release) > 1 and release[-1] == 0:
        release = release[:-1]
    dev = int(found["dev_n"] or 0) if found["dev"] else _LAST
    post = int(found["post_1"] or found["post_n"] or 0) if found["post"] else -1
    word = (found["pre"] or "").lower()
    if word:
        pre = (_PRE.get(word, word), int(found["pre_n"] or 0))
    else:
        # A release in development comes before its alphas.
        pre = ("", 0) if found["dev"] and not found["post"] else ("z", 0)
    return (int(found["epoch"] or 0), release, pre, post, dev)


def _holds(operator: str, wanted: str, version: str) -> bool:
    if operator == "===":
        return wanted.lower() == version.lower()
    if wanted.endswith(".*"):
        return _begins(wanted[:-2], version) is (operator == "==")
    limit, given = order(wanted), order(version)
    if limit is None or given is None:
        return True
    if operator in ("==", "!="):
        return _is(wanted, version, given == limit) is (operator == "==")
    if operator == "~=":
        return given >= limit and _begins(".".join(_release(wanted).split(".")[:-1]), version)
    if operator in ("<", ">"):
        return _strictly(operator, limit, given)
    return given <= limit if operator == "<=" else given >= limit


def _is(wanted: str, version: str, public: bool) -> bool:
    """Local parts count only where they were asked for."""
    local = wanted.partition("+")[2]
    return public and (not local or local == version.partition("+")[2])


def _strictly(operator: str, limit: Order, given: Order) -> bool:
    """`<1.0` leaves out `1.0rc1`, and `>1.0` leaves out `1.0.post1`, unless they are asked for."""
    same = given[:2] == limit[:2]
    if operator == "<":
        final = limit[2] == ("z", 0) and limit[4] == _LAST
        return given < limit and not (same and final and limit[3] < 0)
    return given > limit and not (same and given[2] == limit[2] and given[3] >= 0 > limit[3])


def _release(version: str) -> str:
    found = _VERSION.fullmatch(version.strip())
    epoch = f"{found['epoch']}!" if found and found["epoch"] else ""
    return f"{epoch}{found['release']}" if found else version


def _begins(prefix: str, version: str) -> bool:
    wanted, given = ((order(text) or (0,))[0] for text in (prefix, version))
    parts = _release(prefix).rpartition("!")[2].split(".")
    have = _release(version).rpartition("!")[2].split(".")
    have += ["0"] * (len(parts) - len(have))
    return wanted == given and list(map(int, have[: len(parts)])) == list(map(int, parts))
