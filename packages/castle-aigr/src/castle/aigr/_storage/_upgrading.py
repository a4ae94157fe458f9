"""From the node families as a file has them to those of today."""

from itertools import count
from typing import Any

from castle.aigr._registry import Family, families
from castle.aigr._storage._damage import (
    NEWER_FAMILY,
    OLDER_FAMILY,
    UNKNOWN_KIND,
    DamagedError,
    shown,
    within,
)
from castle.aigr._storage._tables import FamilyTables, Table, check_shape


def upgraded(versions: Any, tables: dict[str, Table]) -> dict[str, Table]:
    """The tables in the layout of today, or DamagedError when that cannot be had."""
    if type(versions) is not dict:
        raise DamagedError(f"expected an object, found {shown(versions)}", "families")
    known = families()
    for name, version in versions.items():
        with within("families", name):
            _check(name, version, known.get(name))
    for kind in tables:
        if (name := kind.rpartition(".")[0]) not in versions:
            message = f"the file does not say what version of the family {name} it holds"
            raise DamagedError(message, "nodes", kind)
    unused = count(sum(len(table.numbers) for table in tables.values()))
    for name, version in versions.items():
        if version != known[name].version:
            tables = _raised(known[name], version, tables, unused)
    return tables


def _check(name: str, version: Any, family: Family | None) -> None:
    if type(version) is not int or version < 1:
        raise DamagedError(f"expected a version, found {shown(version)}")
    if family is None:
        raise DamagedError(
            "this family of nodes is not known here",
            code=UNKNOWN_KIND,
            help="install the plugin that defines it, and import it before loading",
        )
    if version > family.version:
        raise DamagedError(
            f"the file has version {shown(version)} of this family, and known is {family.version}",
            code=NEWER_FAMILY,
            help="install a version of what defines it that is as new as the file",
        )
    missing = [old for old in range(version, family.version) if old not in family.upgrades]
    if missing:
        raise DamagedError(
            f"the file has version {version} of this family, known is {family.version}, "
            f"and nothing upgrades version {missing[0]}",
            code=OLDER_FAMILY,
            help="write the file again with what is installed here, or install what wrote it",
        )


def _raised(
    family: Family, version: int, tables: dict[str, Table], unused: "count[int]"
) -> dict[str, Table]:
    own = {k: t for k, t in tables.items() if k.rpartition(".")[0] == family.name}
    for table in own.values():
        table.numbers = list(table.numbers)
    group = FamilyTables({kind.rpartition(".")[2]: own[kind] for kind in own}, unused)
    for old in range(version, family.version):
        try:
            family.upgrades[old](group)
        except Exception as error:  # an upgrade that meets a damaged file fails in its own way
            message = f"the upgrade of version {old} failed: {type(error).__name__}: {error}"
            raise DamagedError(message, "families", family.name, code=OLDER_FAMILY) from error
    limit = next(unused)
    changed = {f"{family.name}.{name}": table for name, table in group.kinds.items()}
    for kind, table in changed.items():
        with within("nodes", kind):
            if check_shape(table) != len(table.numbers):
                message = f"{len(table.numbers)} numbers of nodes after the upgrade"
                raise DamagedError(message, "at", "source", code=OLDER_FAMILY)
            if not all(type(number) is int and 0 <= number < limit for number in table.numbers):
                message = "the upgrade made up numbers of nodes"
                raise DamagedError(message, "at", "source", code=OLDER_FAMILY)
    return {**{kind: table for kind, table in tables.items() if kind not in own}, **changed}
