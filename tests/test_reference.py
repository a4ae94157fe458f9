"""The pages of docs/reference that are generated from the code of the command and its plugins.

`pytest tests/test_reference.py --regenerate` writes them.
"""

from __future__ import annotations

from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

from castle.cli import main
from castle.cli._status import Status
from castle.monorail.schema import configuration_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
NOTE = "This page is generated from the code, and not edited by hand."


def cli_page() -> str:
    """Every command with its arguments and options."""
    context = click.Context(main, info_name="castle", **main.context_settings)
    parts = [
        "# The command line\n",
        f"{main.help}\n",
        f"{NOTE} `castle COMMAND --help` shows the same.\n",
        STREAMS,
        _options(main, context),
    ]
    parts += [_command(*found) for found in _commands(main, context)]
    return "\n".join(parts)


def _commands(
    group: click.Group, context: click.Context
) -> Iterator[tuple[click.Command, click.Context]]:
    """The commands of a group, each before those that belong to it."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        yield command, inner
        if isinstance(command, click.Group):
            yield from _commands(command, inner)


def _command(command: click.Command, context: click.Context) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    paragraphs = cleandoc(command.help or "").split("\n\n")
    # What click is to leave as it is begins with a control character.
    marked = "\b\n"
    text = "\n\n".join(
        f"```\n{one.removeprefix(marked)}\n```" if one.startswith(marked) else one
        for one in paragraphs
    )
    head = f"## {context.command_path}"
    return f"{head}\n\n```\n{usage}\n```\n\n{text}\n\n{_options(command, context)}"


def _options(command: click.Command, context: click.Context) -> str:
    options = [one for one in command.get_params(context) if isinstance(one, click.Option)]
    records = [option.get_help_record(context) for option in options]
    rows = [f"| `{_cell(record[0])}` | {_cell(record[1])} |" for record in records if record]
    return "\n".join(["| option | |", "| --- | --- |", *rows, ""])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


MORE = """\
With `--json` the object on standard output says more: `diagnostics` when the input has errors,
`verdict` when the program failed. Every code is in [diagnostics](diagnostics.md).
"""
STREAMS = """\
Standard output holds what was asked for, standard error all else; the
[exit status](exit-status.md) says how it ended. The one environment variable that is read is
`NO_COLOR`, which turns colours off; by `_CASTLE_COMPLETE` a shell asks for completions.
"""
CONFIGURATION = """\
# The configuration

`castle run castle.yaml` does what the file says. Its keys are the kinds of plugins in the singular,
each one plugin or a list of them, and `name`. `castle schema` prints all this as JSON Schema, for
the plugins that are installed; editors complete and check `castle.yaml` by it:

```yaml
# yaml-language-server: $schema=castle.schema.json
name: sieve
reader: {module: source, files: [main.Castle]}
transformer:
  - module: machinery.direct_call
writer: {module: python, target: build}
engine: {module: simulation, main: Main, arguments: {max: 100}}
backend: {module: npz, root: ./model_output, compressed: true}
```

- The file is YAML 1.2 in UTF-8: `no`, `on` and `1:30` are texts. A key stands only once, and one
  that nothing reads is an error. All errors of a file are told at once, each with its place.
- Relative paths are relative to the file, and the run works in its folder. What may be written
  where, and what may be loaded, is in [security](../security.md).
- `castle run castle.yaml --set engine.arguments.max=1000` wins over the file: keys joined by dots,
  then a value as YAML would read it. Of a list with one entry the entry is meant; of a longer one
  its number is said, from 0: `writer.1.target=other`. What is not there is made.
- Environment variables are not read.
- An engine runs what the `system` prepares; without one, the program that was read, with the
  engine's own `main` and `arguments`. A `processor` works on the run once each `backend` keeps it.
  Without an engine they have nothing to do, which is a warning.
"""


def configuration_page() -> str:
    """Every key of every plugin of the house."""
    schema, remarks = configuration_schema()
    assert remarks == []
    definitions = schema["$defs"]
    parts = [CONFIGURATION, f"{NOTE}\n"]
    for key, value in schema["properties"].items():
        if key == "name":
            pattern = value["pattern"].strip("^$")
            parts.append(f"## name\n\n{value['description']} Needed; a text like `{pattern}`.\n")
            continue
        parts.append(f"## {key}\n")
        for choice in definitions[key].get("anyOf", ()):
            name = choice["$ref"].removeprefix("#/$defs/")
            parts.append("\n".join(_plugin(definitions[name])))
    return "\n".join(parts)


def _plugin(plugin: dict[str, Any]) -> Iterator[str]:
    properties = dict(plugin["properties"])
    names = properties.pop("module")["anyOf"][0]["enum"]
    yield f"### {names[0]}\n\n{plugin.get('description', '')}\n"
    if not properties:
        yield "It has no keys but `module`.\n" if "additionalProperties" in plugin else ""
        return
    yield "| key | | default | |\n| --- | --- | --- | --- |"
    for key, value in properties.items():
        default = "needed" if key in plugin["required"] else _default(value)
        yield f"| `{key}` | {_cell(_type(value))} | {default} | {value.get('description', '')} |"
    yield ""


def _default(value: dict[str, Any]) -> str:
    if "default" not in value or value["default"] is None:
        return ""
    default = value["default"]
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _type(value: dict[str, Any]) -> str:
    if "enum" in value:
        return " or ".join(f"`{choice}`" for choice in value["enum"])
    if "anyOf" in value:
        return " or ".join(_type(one) for one in value["anyOf"] if one.get("type") != "null")
    if value.get("type") == "array":
        return f"list of {_type(value.get('items', {}))}"
    if value.get("type") == "object":
        inner = value.get("additionalProperties")
        return f"mapping to {_type(inner)}" if isinstance(inner, dict) else "mapping"
    return str(value.get("format") or value.get("type") or "anything")


def exit_status_page() -> str:
    """Every exit status."""
    rows = [f"| {status.value} | {status.meaning} |" for status in Status]
    table = ["| status | means |", "| --- | --- |", *rows, ""]
    return "\n".join(["# Exit status\n", f"{NOTE}\n", *table, MORE])


PAGES = {
    "cli.md": cli_page,
    "configuration.md": configuration_page,
    "exit-status.md": exit_status_page,
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_the_code_gives(name: str, request: pytest.FixtureRequest) -> None:
    """Who changes an option, a key or a status generates the page anew."""
    text = PAGES[name]()
    if request.config.getoption("--regenerate"):
        (FOLDER / name).write_text(text, encoding="utf-8")
    assert (FOLDER / name).read_text(encoding="utf-8") == text, "write it with --regenerate"


def test_every_option_is_explained() -> None:
    """No option and no command is without a text."""
    for command, _ in _commands(main, click.Context(main, **main.context_settings)):
        assert command.help
        options = [one for one in command.params if isinstance(one, click.Option)]
        assert [option.name for option in options if not option.help] == []
