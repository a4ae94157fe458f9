"""The folder of all runs."""

from pathlib import Path

from castle.aigr import Diagnostic
from castle.backends.npz._errors import ROOT_NO_FOLDER, ROOT_NOT_WRITABLE, fault
from castle.monorail.files import folder_problem


def folder_fault(folder: Path) -> Diagnostic | None:
    """Why files cannot be made in the folder, or None; it may be missing, and nothing is made."""
    found = folder_problem(folder)
    if found is None:
        return None
    code = ROOT_NOT_WRITABLE if found.is_folder else ROOT_NO_FOLDER
    return fault(code, found.message, found.advice)
