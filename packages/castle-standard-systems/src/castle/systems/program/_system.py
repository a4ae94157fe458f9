from pydantic import Field

from castle.aigr import Diagnostic, DiagnosticError, Forest, Severity
from castle.monorail.abcs import Program, System, SystemABC
from castle.monorail.configuration import ModuleModel


class ProgramSystem(ModuleModel, SystemABC):
    """The program that was read, with what is powered on in it and how."""

    main: str | None = None
    """The component that is powered on; may be left out when only one can be."""
    arguments: dict[str, bool | int | float | str] = Field(default_factory=dict)
    """The arguments of its `powerOn`, by name."""

    def _prepare(self, forest: Forest | None) -> System:
        if forest is None:
            message = "there is no program to run: nothing was read"
            help = "add a reader, such as reader: {module: source, files: [main.Castle]}"
            raise DiagnosticError([Diagnostic("CAS1201", Severity.ERROR, message, help=help)])
        return Program(forest, self.main, dict(self.arguments))
