"""One installation gives a tool chain that works."""

import subprocess
import sys
from importlib.metadata import distribution

CASTLE = [sys.executable, "-c", "from castle_launcher import main; main()"]


def test_the_command_lists_what_came_along() -> None:
    """Without an extra there is all that compiles a program."""
    done = subprocess.run([*CASTLE, "plugins"], capture_output=True, text=True, check=True)
    found = {tuple(line.split()[:2]) for line in done.stdout.splitlines() if line}
    assert found >= {
        ("readers", "source"),
        ("transformers", "fsm.routines"),
        ("transformers", "machinery.direct_call"),
        ("writers", "python"),
        ("writers", "source"),
    }


def test_it_holds_no_file_of_its_own() -> None:
    """Everything in it is metadata."""
    files = distribution("castle-workshop").files or []
    assert [str(file) for file in files if ".dist-info" not in file.parts[0]] == []
