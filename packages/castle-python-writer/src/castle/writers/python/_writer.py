"""The writer as a plugin."""

from pathlib import Path

from castle.aigr import Connection, Forest, SendEvent, walk
from castle.monorail.abcs import WriterABC
from castle.monorail.configuration import ModuleModel
from castle.writers.python._files import write_all
from castle.writers.python._problems import refusal, require_routines
from castle.writers.python._program import python_modules, runtime_modules


class PythonWriter(ModuleModel, WriterABC):
    """Writes a module for each namespace, and the small run-time modules that they need."""

    target: Path = Path("build")
    """The folder for the modules; made when it is missing."""

    def _write(self, forest: Forest, target: Path) -> list[Path]:
        require_routines(forest)
        _require_machinery(forest)
        modules = [*python_modules(forest), *runtime_modules()]
        return write_all({target / f"{module.name}.py": module.text for module in modules})


def _require_machinery(forest: Forest) -> None:
    for node in walk(forest):
        if isinstance(node, SendEvent | Connection):
            message = "no machinery was chosen to carry this; Python can be written once there is"
            help = "add the transformer `machinery.direct_call` to the configuration"
            raise refusal("CAS0704", message, node, help)
