import shlex
from typing import Final

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from castle.aigr import Diagnostic, DiagnosticError, Note, Severity
from castle.monorail.abcs import BackendABC, Processed, ProcessorABC
from castle.monorail.configuration import ModuleModel
from castle.monorail.loader import is_granted
from castle.monorail.meta import RunMeta
from castle.processors.shell._command import Ended, run_command, status_text
from castle.processors.shell._placeholders import fault, values

_NAME: Final = "castle.processors.shell"
_LAST_LINES: Final = 20


class ShellProcessor(ModuleModel, ProcessorABC):
    """Runs a command in the configuration's folder, with the file of a saved run.

    In the command stand `{file}`, `{folder}`, `{name}`, `{action}`, `{run_id}` and `{timestamp}`
    for the run's; a brace that is meant is written twice. A configuration may name a command only
    where the person who runs it allowed `castle.processors.shell`.
    """

    shell: bool = False
    """Whether the command is one text for the system's shell, and no list of arguments."""
    command: list[str] | str
    """The program and its arguments; with `shell` one text, in which placeholders are quoted."""
    timeout: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    """After how many seconds it is stopped; as long as it takes, when left out."""

    @field_validator("module")
    @classmethod
    def _granted(cls, module: str) -> str:
        if not is_granted(_NAME):
            message = "`{name}` runs commands that this configuration chooses, and is not allowed"
            context = {"name": _NAME, "help": f"--allow {_NAME}, when you trust the configuration"}
            raise PydanticCustomError("CAS1101", message, context)
        return module

    @field_validator("command")
    @classmethod
    def _clear(cls, command: list[str] | str, info: ValidationInfo) -> list[str] | str:
        if "shell" in info.data and isinstance(command, str) != info.data["shell"]:
            raise _form(command)
        if not command or not command[0].strip():
            raise PydanticCustomError("CAS1102", "expected a program to run")
        for text in [command] if isinstance(command, str) else command:
            if found := fault(text):
                raise PydanticCustomError("CAS1103", "{reason}", {"reason": found})
        return command

    def _process(self, run_meta: RunMeta, backend: BackendABC) -> Processed:
        filled = values(backend.locate(run_meta).absolute(), run_meta)
        if isinstance(self.command, str):
            quoted = {name: shlex.quote(value) for name, value in filled.items()}
            return self._run(self.command.format_map(quoted))
        return self._run([word.format_map(filled) for word in self.command])

    def _run(self, command: list[str] | str) -> Processed:
        try:
            ended = run_command(command, self.timeout)
        except (OSError, ValueError) as error:  # ValueError: a null character
            reason = getattr(error, "strerror", None) or error
            raise _failed("CAS1104", command, f"cannot be started: {reason}") from error
        if ended.status is None:
            raise _failed("CAS1105", command, f"took longer than {self.timeout} s", ended)
        if ended.status != 0:
            raise _failed("CAS1106", command, status_text(ended.status), ended)
        return Processed(ended.printed)


def _form(command: list[str] | str) -> PydanticCustomError:
    if isinstance(command, str):
        message = "expected a list of arguments: only with `shell: true` it is a text for the shell"
        return PydanticCustomError(
            "CAS1102", message, {"help": "command: [PROGRAM, ARGUMENT, ...]"}
        )
    message = "expected one text: with `shell: true` the shell takes it apart"
    return PydanticCustomError("CAS1102", message, {"help": "leave out `shell`"})


def _failed(
    code: str, command: list[str] | str, what: str, ended: Ended | None = None
) -> DiagnosticError:
    shown = command if isinstance(command, str) else shlex.join(command)
    lines = ended.printed.splitlines()[-_LAST_LINES:] if ended else []
    notes = tuple(Note(line) for line in lines if line.strip())
    return DiagnosticError([Diagnostic(code, Severity.ERROR, f"`{shown}` {what}", notes=notes)])
