"""The entry point of the `castle` command, which can still speak when `castle` cannot be imported.

It stands outside the namespace on purpose: a package or a file called `castle` hides the namespace
with everything in it, and a plugin system whose base is missing has nobody left to say so.
"""

import gc
import os
import sys
from typing import NoReturn

__all__ = ["main"]

_NAMESPACE = "castle"


def main() -> None:
    """Run the `castle` command, or say what keeps it from running, and exit."""
    # What is imported lives until the end; looking for garbage in it takes a fifth of a short run.
    # Who does more than start turns it on again.
    gc.disable()
    if file := _hiding_file():
        _fail(f"error[CAS0812]: {file} hides the namespace `castle`", *_cure(file))
    try:
        from castle.cli import main as run  # noqa: PLC0415  # its failure is what this is about

        run(prog_name="castle")
    except ImportError as error:
        if not error.name:
            raise
        if file := _stray_base(error.name):
            name = ".".join(error.name.split(".")[:2])
            _fail(f"error[CAS0812]: {file} hides `{name}`", *_cure(file))
        if not isinstance(error, ModuleNotFoundError):
            raise
        _fail(*_what_to_install(error.name))


def _hiding_file() -> str | None:
    """The file that Python would take for `castle`; a namespace has none, and runs no code."""
    # As importlib.util.find_spec does it, whose import costs as much as all that is done here.
    specs = (finder.find_spec(_NAMESPACE, None) for finder in sys.meta_path)
    spec = next(filter(None, specs), None)
    return spec.origin if spec else None


def _stray_base(module: str) -> str | None:
    """The file that was imported for a base package, and hides another one of its name."""
    base = ".".join(module.split(".")[:2])
    file = getattr(sys.modules.get(base), "__file__", None)
    places = getattr(sys.modules.get(_NAMESPACE), "__path__", ())
    known = [os.path.join(place, base.rpartition(".")[2], "__init__.py") for place in places]
    return file if any(one != file and os.path.exists(one) for one in known) else None


def _what_to_install(missing: str) -> tuple[str, str]:
    """The message and the cure for a module that is missing."""
    if missing.partition(".")[0] == _NAMESPACE:
        name = "-".join((missing if "." in missing else "castle.cli").split(".")[:2])
        return f"error[CAS0810]: {name} is not installed", f"pip install {name}"
    # Installing the command again brings what it and its bases declare, whatever its name.
    return f"error[CAS0811]: the module `{missing}` is not installed", "pip install castle-cli"


def _cure(file: str) -> tuple[str, ...]:
    """What to do about the file: uninstall the distribution that it belongs to, or remove it."""
    from importlib.metadata import distributions  # noqa: PLC0415  # slow, and seldom needed

    wanted = os.path.realpath(file)
    for found in distributions():
        paths = (path for path in found.files or () if path.parts[0].startswith(_NAMESPACE))
        if any(os.path.realpath(str(found.locate_file(path))) == wanted for path in paths):
            name = found.metadata["Name"]
            return (f"pip uninstall {name}", f"it belongs to the distribution {name}")
    return (f"remove or rename {file}", "it belongs to no installed distribution")


def _fail(message: str, cure: str, *notes: str) -> NoReturn:
    lines = [message, *(f"  note: {note}" for note in notes), f"  help: {cure}"]
    print("\n".join(lines), file=sys.stderr)
    sys.exit(1)
