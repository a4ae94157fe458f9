import click

from castle.cli._options import allow_option, trusted
from castle.cli._reporting import answer, plugins_at_work, tell
from castle.monorail.schema import configuration_schema


@click.command(short_help="Print the JSON Schema of a configuration.")
@allow_option
def schema(allow: tuple[str, ...]) -> None:
    """Print the JSON Schema of a configuration, for the plugins that are installed.

    An editor that is given it completes and checks castle.yaml. Of a plugin that cannot be
    imported it knows the name alone; what is wrong with it goes to standard error.
    """
    with plugins_at_work():
        found, remarks = configuration_schema(trusted(allow).allow)
    tell(remarks)
    answer(found, indent=2)
