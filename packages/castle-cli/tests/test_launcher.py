"""The entry point that can still speak when the namespace is hidden or in pieces."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Makes modules as absent as an uninstalled distribution leaves them.
RUN_WITHOUT = """
import sys

class Gone:
    def find_spec(self, name, path=None, target=None):
        if name in {gone!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Gone())
import castle_launcher
sys.argv = ["castle", *{arguments!r}]
castle_launcher.main()
"""


def launched(
    *arguments: str, gone: tuple[str, ...] = (), path: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the launcher without some modules, or with a folder first on the path."""
    code = RUN_WITHOUT.format(gone=gone, arguments=arguments)
    environment = {**os.environ, **({"PYTHONPATH": str(path)} if path else {})}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("gone", "distribution"),
    [
        ("castle.cli", "castle-cli"),
        ("castle.monorail", "castle-monorail"),
        ("castle.aigr", "castle-aigr"),
    ],
)
def test_missing_base(tmp_path: Path, gone: str, distribution: str) -> None:
    """Each base that is not installed is named with the command that installs it."""
    ran = launched("run", str(tmp_path / "castle.yaml"), gone=(gone,))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        f"error[CAS0810]: {distribution} is not installed\n  help: pip install {distribution}\n"
    )


@pytest.mark.parametrize("gone", ["click", "pydantic", "yaml"])
def test_missing_dependency(tmp_path: Path, gone: str) -> None:
    """A module that an installation would have brought is named."""
    ran = launched("run", str(tmp_path / "castle.yaml"), gone=(gone,))
    assert ran.returncode == 1
    assert ran.stderr.startswith(f"error[CAS0811]: the module `{gone}` is not installed\n")


def test_help_needs_no_base() -> None:
    """Help is there even when the bases are not."""
    ran = launched("--help", gone=("castle.monorail", "castle.aigr"))
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("file", ["castle.py", "castle/__init__.py"])
def test_stray_file_that_hides_the_namespace(tmp_path: Path, file: str) -> None:
    """The file is named, what to do about it, and its code is not run."""
    stray = tmp_path / file
    stray.parent.mkdir(exist_ok=True)
    stray.write_text("raise RuntimeError('this must not run')\n")
    ran = launched("plugins", path=tmp_path)
    assert ran.returncode == 1
    assert ran.stderr.splitlines() == [
        f"error[CAS0812]: {stray} hides the namespace `castle`",
        "  note: it belongs to no installed distribution",
        f"  help: remove or rename {stray}",
    ]


@pytest.mark.parametrize(
    ("base", "words"), [("monorail", ("plugins",)), ("aigr", ("check", "x")), ("cli", ("plugins",))]
)
def test_stray_base_package(tmp_path: Path, base: str, words: tuple[str, ...]) -> None:
    """A package in the place of a base is named: the base itself is installed."""
    stray = tmp_path / "castle" / base / "__init__.py"
    stray.parent.mkdir(parents=True)
    stray.touch()
    ran = launched(*words, path=tmp_path)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.splitlines() == [
        f"error[CAS0812]: {stray} hides `castle.{base}`",
        "  note: it belongs to no installed distribution",
        f"  help: remove or rename {stray}",
    ]


def test_module_is_the_command() -> None:
    """`python -P -m castle.cli` is what the documentation of security tells to use."""
    command = [sys.executable, "-P", "-m", "castle.cli", "--help"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("Usage: castle [OPTIONS] COMMAND")


def test_distribution_that_hides_the_namespace(tmp_path: Path) -> None:
    """The distribution that brought the file is the one to uninstall."""
    (tmp_path / "castle").mkdir()
    (tmp_path / "castle/__init__.py").touch()
    info = tmp_path / "castle-6.0.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: castle\nVersion: 6.0.1\n")
    (info / "RECORD").write_text("castle/__init__.py,,\ncastle-6.0.1.dist-info/METADATA,,\n")
    ran = launched("plugins", path=tmp_path)
    assert "help: pip uninstall castle\n" in ran.stderr
    assert "it belongs to the distribution castle\n" in ran.stderr


def test_entry_point_is_the_launcher() -> None:
    """The installed script calls the module outside the namespace."""
    from importlib.metadata import entry_points  # noqa: PLC0415  # only this test reads metadata

    (script,) = entry_points(group="console_scripts", name="castle")
    assert script.value == "castle_launcher:main"
