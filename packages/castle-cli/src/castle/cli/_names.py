"""Names of plugins and stages as parameters, which shells complete."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from castle.monorail.configuration import Configuration

    Text = click.ParamType[str]
else:
    Text = click.ParamType  # it cannot be subscripted in every version of click

_OPENING, _CLOSING = "[{", "]}"


class PluginNames(Text):
    """Names of plugins of one kind, with commas between them and keys in braces behind them."""

    name = "plugins"

    def __init__(self, kind: str, *, several: bool = True) -> None:
        self._kind = kind
        self._several = several

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem[Any]]":
        """Complete the last name."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415  # only shells ask

        from castle.monorail.loader import discover  # noqa: PLC0415  # see above

        start = _last(incomplete) if self._several else 0
        before, begun = incomplete[:start], incomplete[start:]
        found = [plugin for plugin in discover(self._kind) if plugin.name.startswith(begun)]
        return [CompletionItem(before + plugin.name, help=plugin.summary) for plugin in found]


def _last(text: str) -> int:
    """Where the last plugin of a list begins."""
    depth, start = 0, 0
    for place, character in enumerate(text):
        depth += (character in _OPENING) - (character in _CLOSING)
        if character == "," and not depth:
            start = place + 1
    return start


class StageName(Text):
    """The name of a stage of the configuration that is on the same line."""

    name = "stage"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem[Any]]":
        """Complete it from the configuration, as far as that can be read."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415  # only shells ask

        names = ["all", "read", "verify", "transform", *_stages(on_the_line(ctx))]
        return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def on_the_line(ctx: click.Context) -> "Configuration | None":
    """The configuration that is named on the line which a shell completes, if it can be read."""
    from castle.aigr import DiagnosticError  # noqa: PLC0415  # only shells ask
    from castle.monorail.configuration import load_configuration  # noqa: PLC0415  # see above

    # An option without its value ends the parsing, before arguments have got their names.
    config = ctx.params.get("config") or next(iter(ctx.args), None)
    try:
        return load_configuration(Path(config)) if config else None
    except DiagnosticError:
        return None  # the run will say what is wrong


def _stages(configuration: "Configuration | None") -> list[str]:
    sections = configuration.sections if configuration else ()
    verbs = {"readers": "read", "transformers": "transform"}
    return [f"{verbs[s.kind]}:{s.module}" for s in sections if s.kind in verbs]


def chosen_stages(wanted: tuple[str, ...], stages: tuple[str, ...]) -> frozenset[str]:
    """The stages that have a graph and are called so: by name, by plugin, by verb, or `all`.

    Raises:
        click.BadParameter: there is none.
    """
    graphs = [n for n in stages if n.partition(":")[0] in ("load", "read", "verify", "transform")]
    found: set[str] = set()
    for name in wanted:
        fitting = [stage for stage in graphs if _fits(stage, name)]
        if not fitting:
            raise click.BadParameter(_unknown(name, graphs), param_hint="'--dump-after'")
        found.update(fitting)
    return frozenset(found)


def _fits(stage: str, name: str) -> bool:
    verb, _, plugin = stage.partition(":")
    if name == "all":
        return verb != "verify"
    return stage == name or verb == name or (plugin == name and verb != "verify")


def _unknown(name: str, graphs: list[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415  # only who mistypes needs it

    plugins = [stage.partition(":")[2] for stage in graphs]
    close = get_close_matches(name, ["all", *graphs, *filter(None, plugins)], 1)
    if close:
        return f"no stage `{name}` makes a graph; did you mean `{close[0]}`?"
    return f"no stage `{name}` makes a graph; those that do: {', '.join(graphs) or 'none'}"
