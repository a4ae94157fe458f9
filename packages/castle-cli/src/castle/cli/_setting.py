"""A setting such as `engine.arguments.max=1000` as a parameter, which shells complete."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from castle.cli._names import Text, on_the_line

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from castle.monorail.configuration import Configuration, Section


class Setting(Text):
    """A key of the configuration that is on the same line, `=` and a value."""

    name = "setting"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem[Any]]":
        """Complete keys from the configuration and its plugins, and values of which few will do."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415  # only shells ask

        configuration = on_the_line(ctx)
        known = dict(_settings(configuration)) if configuration else {}
        key, equals, _ = incomplete.partition("=")
        texts = [f"{key}={value}" for value in known.get(key, ())] if equals else _assigned(known)
        return [CompletionItem(text) for text in texts if text.startswith(incomplete)]


def _assigned(keys: Iterable[str]) -> list[str]:
    return [f"{key}=" for key in sorted(keys)]


def _settings(configuration: "Configuration") -> Iterator[tuple[str, list[str]]]:
    """What can be set, with the values that are worth an offer."""
    from castle.monorail.loader import discover  # noqa: PLC0415  # only shells ask

    yield "name", []
    for section in configuration.sections:
        # Of a list of one plugin the index may be left out.
        alone = len(configuration.of(section.kind)) == 1
        prefix = str(section.keys[0]) if alone else ".".join(map(str, section.keys))
        yield from ((f"{prefix}.{key}", values) for key, values in _of_plugin(section))
        yield f"{prefix}.module", [plugin.name for plugin in discover(section.kind)]


def _of_plugin(section: "Section") -> Iterator[tuple[str, list[str]]]:
    """The keys of one plugin: those that stand in the file, and those that it takes."""
    from castle.aigr import DiagnosticError  # noqa: PLC0415  # only shells ask
    from castle.monorail.loader import resolve  # noqa: PLC0415  # see above

    yield from ((key, []) for key in _flat(section.values))
    try:
        fields = getattr(resolve(section.kind, section.module), "model_fields", {})
    except DiagnosticError:
        return  # the run will say what is wrong
    for key, field in fields.items():
        # What is in a mapping is set key by key.
        if not isinstance(section.values.get(key), Mapping):
            yield key, ["true", "false"] if field.annotation is bool else []


def _flat(values: Mapping[str, Any]) -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from (f"{key}.{inner}" for inner in _flat(value))
        else:
            yield key
