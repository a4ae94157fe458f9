"""The entry point of the `castle` command, which can still speak when `castle` cannot be imported.

It stands outside the namespace on purpose: a package or a file called `castle` hides the namespace
with everything in it, and a plugin system whose base is missing has nobody left to say so.
"""

import os
import sys

__all__ = ["main"]

_NAMESPACE = "castle"
# Where the name to import is not the name to install.
_DISTRIBUTIONS = {"yaml": "PyYAML", "pydantic_core": "pydantic"}


def main() -> None:
    """Run the `castle` command, or say what keeps it from running, and exit."""
    try:
        from castle.cli import main as run  # noqa: PLC0415  # its failure is what this is about

        run()
    except ModuleNotFoundError as error:
        if not _explained(error.name or ""):
            raise
        sys.exit(1)


def _explained(missing: str) -> bool:
    """Say what is missing, when it is something that an installation brings."""
    if file := _hiding_file():
        _say(f"error[CAS0812]: {file} hides the namespace `castle`", *_cure(file))
    elif missing == _NAMESPACE or missing.startswith(f"{_NAMESPACE}."):
        name = "-".join((missing if "." in missing else "castle.cli").split(".")[:2])
        _say(f"error[CAS0810]: {name} is not installed", f"pip install {name}")
    elif missing and "." not in missing:
        _say(f"error[CAS0811]: the module `{missing}` is not installed", _install(missing))
    else:
        return False
    return True


def _hiding_file() -> str | None:
    """The file that Python takes for `castle`: a namespace has none."""
    found = sys.modules.get(_NAMESPACE)
    return getattr(found, "__file__", None)


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


def _install(module: str) -> str:
    return f"pip install {_DISTRIBUTIONS.get(module, module)}"


def _say(message: str, cure: str, *notes: str) -> None:
    lines = [message, *(f"  note: {note}" for note in notes), f"  help: {cure}"]
    print("\n".join(lines), file=sys.stderr)
