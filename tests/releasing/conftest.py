"""A small house of two distributions, with a release of each."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from release._distributions import Distribution, read_distributions

ROOT = """\
[project]
name = "house"
version = "0"
requires-python = ">=3.11"
dependencies = ["castle-base", "castle-top"]

[tool.uv]
package = false

[tool.uv.workspace]
members = ["packages/*"]

[tool.uv.sources]
castle-base = { workspace = true }
castle-top = { workspace = true }

[tool.pytest.ini_options]
addopts = ["--import-mode=importlib"]
"""
PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "castle-{name}"
version = "0.1.0"
description = "One of two."
readme = "README.md"
license = "MIT"
license-files = ["LICENSE"]
requires-python = ">=3.11"
classifiers = ["Typing :: Typed"]
dependencies = [{requires}]

[dependency-groups]
test = ["pytest>=8"]

[tool.hatch.build.targets.wheel]
packages = ["src/castle"]
"""
CODE = 'def one(number: int) -> int:\n    """Give one more."""\n    return number + 1\n'
LEAVES = {"base": "castle/base", "top": "castle/readers/top"}


class House:
    """A repository with distributions, and tags of what was released."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def known(self) -> dict[str, Distribution]:
        """The distributions as they are now."""
        return read_distributions(self.root)

    def write(self, path: str, text: str) -> None:
        """Write a file."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def change(self, path: str, old: str, new: str) -> None:
        """Change a file."""
        text = (self.root / path).read_text()
        assert old in text
        self.write(path, text.replace(old, new))

    def git(self, *words: str) -> None:
        """Call git."""
        subprocess.run(["git", *words], cwd=self.root, check=True, capture_output=True)

    def commit(self) -> None:
        """Commit everything."""
        self.git("add", ".")
        who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        self.git(*who, "commit", "--quiet", "--message", "change")

    def next_version(self, version: str = "0.1.1", news: str = "- Better.\n") -> None:
        """Give castle-base another version, as a bump would."""
        self.change("packages/castle-base/pyproject.toml", "0.1.0", version)
        head = "# Changelog\n\n"
        entry = f"## {version} - 2026-02-01\n\n{news}\n"
        self.change("packages/castle-base/CHANGELOG.md", head, head + entry)


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house on the day of its first releases."""
    house = House(tmp_path_factory.mktemp("house"))
    house.write("pyproject.toml", ROOT)
    house.write(".gitignore", "/dist/\nuv.lock\n__pycache__/\n")
    for name, leaf in LEAVES.items():
        folder, requires = f"packages/castle-{name}", ""
        code = CODE
        if name == "top":
            requires = '"castle-base>=0.1,<0.2"'
            code = "from castle.base import one\n\n__all__ = ['one']\n"
        house.write(f"{folder}/pyproject.toml", PROJECT.format(name=name, requires=requires))
        house.write(f"{folder}/README.md", f"# castle-{name}\n")
        house.write(f"{folder}/LICENSE", "MIT\n")
        house.write(f"{folder}/.gitignore", "__pycache__/\n")
        house.write(f"{folder}/CHANGELOG.md", "# Changelog\n\n## 0.1.0 - 2026-01-01\n\n- First.\n")
        house.write(f"{folder}/src/{leaf}/__init__.py", code)
        house.write(f"{folder}/src/{leaf}/py.typed", "")
        module = leaf.replace("/", ".")
        test = f"from {module} import one\n\n\ndef test_one():\n    assert one(1) == 2\n"
        house.write(f"{folder}/tests/test_{name}.py", test)
    house.git("init", "--quiet")
    house.commit()
    for name in LEAVES:
        house.git("tag", f"castle-{name}-v0.1.0")
    return house.root


@pytest.fixture(autouse=True)
def _quick_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build with the hatchling that is here: environments take most of the time."""
    monkeypatch.setenv("UV_NO_BUILD_ISOLATION", "1")
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    for name in ("UV_CONSTRAINT", "UV_BUILD_CONSTRAINT"):  # which name files of the checkout
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def _not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the builds, which are not what the test is about, and take long."""
    monkeypatch.setattr("release._checking.build_all_ways", lambda one, work: ([], []))


@pytest.fixture
def house(released: Path, tmp_path: Path) -> House:
    """The house on the day after."""
    subprocess.run(["git", "clone", "--quiet", released, tmp_path / "house"], check=True)
    return House(tmp_path / "house")
