from dataclasses import asdict
from typing import Any

import click

from castle.aigr import CodeEntry
from castle.cli._options import json_option
from castle.cli._output import give
from castle.cli._reporting import answer, tell
from castle.monorail.diagnostics import installed_codes


@click.command(short_help="Explain the code of a diagnostic; list all codes.")
@click.argument("code", required=False)
@json_option
def explain(code: str | None, as_json: bool) -> None:
    """Explain CODE, such as CAS0108, with an example and its cure; without CODE list all codes."""
    codes, problems = installed_codes()
    tell(problems)
    if code is None:
        _list(list(codes.values()), as_json)
        return
    entry = codes.get(_full(code))
    if entry is None:
        raise click.UsageError(_unknown(code, codes))
    if as_json:
        answer(_values(entry))
    else:
        give(_shown(entry))


def _full(code: str) -> str:
    """A code as it is written, for one that was typed in haste: `108`, `cas108`."""
    number = code.strip().upper().removeprefix("CAS")
    return f"CAS{number:0>4}"


def _unknown(code: str, codes: dict[str, CodeEntry]) -> str:
    near = ", ".join(_nearest(_full(code), list(codes)))
    closest = f"; the closest: {near}" if near else ""
    return f"no installed package reports `{code}`{closest}. `castle explain` lists all codes."


def _nearest(code: str, codes: list[str]) -> list[str]:
    """The codes with the nearest numbers: those of one stage stand side by side."""
    number = code.removeprefix("CAS")
    if not number.isdecimal() or len(number) > 9:
        return []
    return sorted(codes, key=lambda known: abs(int(known[3:]) - int(number)))[:3]


def _list(entries: list[CodeEntry], as_json: bool) -> None:
    if as_json:
        answer([_values(entry) for entry in entries])
    else:
        for entry in entries:
            give(f"{entry.code}  {entry.severity.value:7}  {entry.title}")


def _values(entry: CodeEntry) -> dict[str, Any]:
    return {**asdict(entry), "severity": entry.severity.value}


def _shown(entry: CodeEntry) -> str:
    parts = [
        f"{entry.severity.value}[{entry.code}]: {entry.title}",
        entry.explanation,
        f"For example:\n\n{_indented(entry.example)}",
        f"Rather:\n\n{_indented(entry.cure)}",
    ]
    return "\n\n".join(parts)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.splitlines())
