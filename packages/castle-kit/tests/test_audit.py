"""Wheels and source distributions with one thing wrong each."""

import csv
import hashlib
import io
import json
import subprocess
import tarfile
import zipfile
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from castle.kit.audit import Finding, audit
from castle.kit.audit._neighbours import forget_installed
from castle.subcommands.audit import audit as command

LEAF = "castle/readers/mine"
CODE = b"from castle.monorail.abcs import ReaderABC\n\n\nclass Mine(ReaderABC):\n    pass\n"
FILES = {f"{LEAF}/__init__.py": CODE, f"{LEAF}/py.typed": b""}
METADATA = """\
Metadata-Version: 2.4
Name: my-castle-plugin
Version: 1.0
Summary: Reads my files.
License-Expression: MIT
License-File: LICENSE
Classifier: Typing :: Typed
Requires-Python: >=3.11
Requires-Dist: castle-monorail<0.2,>=0.1
Description-Content-Type: text/markdown

# My plugin
"""


def wheel(
    folder: Path,
    files: dict[str, bytes],
    metadata: str = METADATA,
    name: str = "my_castle_plugin",
    record: dict[str, bytes] | None = None,
) -> Path:
    """A wheel of these files; `record` are those that its list is made from."""
    about = f"{name}-1.0.dist-info"
    own = {
        "METADATA": metadata.encode(),
        "WHEEL": b"Wheel-Version: 1.0\n",
        "licenses/LICENSE": b"MIT",
    }
    files = {**{f"{about}/{path}": data for path, data in own.items()}, **files}
    listed = io.StringIO()
    for path, data in (files if record is None else {**files, **record}).items():
        digest = urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        csv.writer(listed).writerow([path, f"sha256={digest}", len(data)])
    listed.write(f"{about}/RECORD,,\n")
    target = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(target, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
        archive.writestr(f"{about}/RECORD", listed.getvalue())
    return target


def found(*paths: Path, checkout: Path | None = None) -> list[tuple[str, str]]:
    """The codes of what is wrong, and the files."""
    return [(one.code, one.path) for one in audit(paths, checkout=checkout)]


def test_nothing_is_wrong(tmp_path: Path) -> None:
    """A wheel that keeps all rules passes, and so does its source distribution."""
    assert found(wheel(tmp_path, FILES), sdist(tmp_path, FILES)) == []


def sdist(folder: Path, files: dict[str, bytes], source: str = "src/") -> Path:
    """A source distribution with these files below a folder."""
    target = folder / "my_castle_plugin-1.0.tar.gz"
    members = {f"{source}{path}": data for path, data in files.items()}
    members |= {"PKG-INFO": METADATA.encode(), "LICENSE": b"MIT", "tests/test_mine.py": b""}
    with tarfile.open(target, "w:gz") as archive:
        for path, data in members.items():
            member = tarfile.TarInfo(f"my_castle_plugin-1.0/{path}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return target


@pytest.mark.parametrize(
    ("path", "data", "code"),
    [
        ("castle/__init__.py", b"", "CAS1303"),
        ("castle/readers/__init__.py", b"", "CAS1303"),
        ("castle/transformers/__init__.py", b"", "CAS1303"),
        ("castle/TESTDOUBLES/readers/__init__.py", b"", "CAS1303"),
        ("castle/readers/helpers.py", b"", "CAS1302"),
        ("castle/readers/py.typed", b"", "CAS1302"),
        ("castle/readers/open/_module.py", b"", "CAS1302"),
        ("helpers.py", b"", "CAS1302"),
        ("castle_launcher.py", b"", "CAS1302"),
        (f"{LEAF}/tests/test_mine.py", b"", "CAS1311"),
        (f"{LEAF}/__pycache__/mine.cpython-311.pyc", b"", "CAS1311"),
        (f"{LEAF}/reader.py~", b"", "CAS1311"),
        (f"{LEAF}/.env", b"", "CAS1311"),
        (f"{LEAF}/id_rsa", b"", "CAS1311"),
        *(
            (f"{LEAF}/{name}", b"", "CAS1311")
            for name in (
                *("password.txt", "Passwords.csv", "aws_credentials", "token.json", "api_key.txt"),
                *(".npmrc", ".pgpass", ".ssh/config", "x.kdbx", "x.ppk", ".envrc"),
                *("#a.py#", ".#a.py", ".ipynb_checkpoints/a.ipynb", "htmlcov/index.html"),
            )
        ),
    ],
)
def test_a_file_too_many(tmp_path: Path, path: str, data: bytes, code: str) -> None:
    """Each is named with its path, and nothing else is found."""
    assert found(wheel(tmp_path, {**FILES, path: data})) == [(code, path)]


@pytest.mark.parametrize("name", ["token.py", "_passwords.py", "tokens.json", "api_key.py"])
def test_code_may_speak_of_secrets(tmp_path: Path, name: str) -> None:
    """A module that deals with them is none, nor is a table of tokens."""
    assert found(wheel(tmp_path, {**FILES, f"{LEAF}/{name}": b""})) == []


GROUP = "castle/transformers/group"


def test_a_package_above_a_leaf(tmp_path: Path) -> None:
    """It hides what others have there, even where nobody has anything, and typing it is no cure."""
    files = {f"{GROUP}/deep/__init__.py": b"", f"{GROUP}/deep/py.typed": b""}
    above = {**files, f"{GROUP}/__init__.py": b""}
    assert found(wheel(tmp_path, above)) == [("CAS1303", f"{GROUP}/__init__.py")]
    typed = {**above, f"{GROUP}/py.typed": b""}
    assert found(wheel(tmp_path, typed)) == [("CAS1315", f"{GROUP}/deep")]


def test_a_package_in_a_leaf(tmp_path: Path) -> None:
    """A leaf has packages in it, and what is below those is not shared."""
    files = {f"{LEAF}/inner/__init__.py": b"", f"{LEAF}/inner/deep/__init__.py": b""}
    assert found(wheel(tmp_path, {**FILES, **files})) == []
    inner = {**FILES, **files, f"{LEAF}/inner/deep/py.typed": b""}
    assert found(wheel(tmp_path, inner)) == [("CAS1315", f"{LEAF}/inner/deep")]


@pytest.mark.parametrize(
    ("name", "requires", "codes"),
    [
        ("castle-dist-reader", "castle-monorail", ["CAS1316"]),
        ("castle-mine-engine", "castle-simulation-engine", ["CAS1316"]),
        ("castle-mine", "numpy", ["CAS1316"]),
        ("mine-castle-plugin", "castle-monorail", ["CAS1316"]),
        ("castle-selection", "castle-python-writer", []),
        ("a-selection", "castle-python-writer", []),
        ("a-selection", "numpy", []),
    ],
)
def test_a_wheel_without_files(tmp_path: Path, name: str, requires: str, codes: list[str]) -> None:
    """The files of a plugin were forgotten; a selection of plugins has none."""
    metadata = METADATA.replace("castle-monorail", requires).replace("my-castle-plugin", name)
    path = wheel(tmp_path, {}, metadata, name.replace("-", "_"))
    assert [code for code, _ in found(path)] == codes


@pytest.mark.parametrize(("name", "code"), [("__init__.py", "CAS1304"), ("py.typed", "CAS1305")])
def test_a_file_too_few(tmp_path: Path, name: str, code: str) -> None:
    """A leaf is a package, and typed."""
    files = {path: data for path, data in FILES.items() if not path.endswith(name)}
    assert found(wheel(tmp_path, {**files, f"{LEAF}/_more.py": b""})) == [(code, LEAF)]


@pytest.mark.parametrize(
    ("line", "wrong", "code"),
    [
        ("Summary: Reads my files.\n", "", "CAS1308"),
        ("License-Expression: MIT\n", "", "CAS1308"),
        ("License-File: LICENSE\n", "License-File: COPYING\n", "CAS1308"),
        ("Requires-Python: >=3.11\n", "", "CAS1308"),
        ("Requires-Python: >=3.11\n", "Requires-Python: <4\n", "CAS1308"),
        ("Classifier: Typing :: Typed\n", "Classifier: Topic :: Software Development\n", "CAS1308"),
        ("# My plugin\n", "", "CAS1308"),
        ("Version: 1.0\n", "Version: 1.1\n", "CAS1308"),
        ("Name: my-castle-plugin\n", "Name: another\n", "CAS1308"),
        ("Requires-Python: >=3.11\n", "Requires-Python: py311\n", "CAS1308"),
        ("License-Expression: MIT\n", "License-Expression: As you like\n", "CAS1308"),
        ("Requires-Dist: castle", "Requires-Dist: ? 1\nRequires-Dist: castle", "CAS1308"),
        ("castle-monorail<0.2,>=0.1", "castle-monorail", "CAS1309"),
        ("castle-monorail<0.2,>=0.1", "castle-monorail>=0.1", "CAS1309"),
        ("castle-monorail<0.2,>=0.1", "castle-monorail<0.2", "CAS1309"),
    ],
)
def test_metadata(tmp_path: Path, line: str, wrong: str, code: str) -> None:
    """What is missing or too wide in the metadata is found."""
    metadata = METADATA.replace(line, wrong)
    assert metadata != METADATA
    assert {one for one, _ in found(wheel(tmp_path, FILES, metadata))} == {code}


def test_production_requires_no_test_double(tmp_path: Path) -> None:
    """A test double belongs to a dependency group."""
    double = "Requires-Dist: castle-testdoubles-mock-reader<0.2,>=0.1\n"
    metadata = METADATA.replace("Description-C", f"{double}Description-C")
    assert [code for code, _ in found(wheel(tmp_path, FILES, metadata))] == ["CAS1314"]


@pytest.mark.parametrize(
    ("listed", "path"),
    [({f"{LEAF}/__init__.py": b"other"}, f"{LEAF}/__init__.py"), ({"gone.py": b""}, "gone.py")],
)
def test_record(tmp_path: Path, listed: dict[str, bytes], path: str) -> None:
    """A file that is not what the list says is found, and so is one that is missing."""
    assert found(wheel(tmp_path, FILES, record=listed)) == [("CAS1310", path)]


@pytest.mark.parametrize(
    ("line", "is_declared"),
    [
        ("import castle.monorail.loader", True),
        ("import castle, castle.readers", True),
        ("import castle.transformers", False),
        ("from castle.monorail import loader", True),
        ("import json, os.path", True),
        ("from castle.readers.mine import _more", True),
        ("from . import _more", True),
        ("from castle.aigr import walk", False),
        ("from castle.readers import other", False),
        ("import castle.readers.other as other", False),
        ("from castle.transformers.deep import leaf", False),
        ("from castle.transformers.deep.leaf import Leaf", False),
        ("from .. import other", False),
        ("from ...transformers.deep import leaf", False),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ..other import X", False),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import _typeshed", True),
        ("from importlib import import_module\nx = [import_module('castle.aigr')]", False),
        ("import importlib\nimportlib.import_module('castle.monorail.loader')", True),
        ("import importlib\nimportlib.import_module('.x', 'castle')", True),
        ("x = __import__('castle.readers.other')", False),
        ("import importlib\nimportlib.import_module(name='castle.aigr')", False),
        ("x = __import__('castle.aigr', fromlist=['walk'])", False),
        ('"""\nimport castle.aigr\n"""', True),
        ("if True:\n    try:\n        import numpy\n    except ImportError:\n        pass", False),
    ],
)
def test_imports_are_declared(tmp_path: Path, line: str, is_declared: bool) -> None:
    """What a module imports, at its top or deep inside, belongs to what the metadata requires."""
    (tmp_path / "others").mkdir()
    around = [
        sibling(tmp_path, "castle-aigr", "castle/aigr"),
        sibling(tmp_path, "castle-monorail", "castle/monorail"),
        sibling(tmp_path, "other-castle-plugin", "castle/readers/other"),
        sibling(tmp_path, "deep-castle-plugin", "castle/transformers/deep/leaf"),
    ]
    mine = wheel(tmp_path, {**FILES, f"{LEAF}/_more.py": f"{line}\n".encode()})
    codes = [one.code for one in audit([mine, *around]) if one.archive == mine.name]
    assert codes == ([] if is_declared else ["CAS1313"])


def test_what_is_required_and_not_looked_at(tmp_path: Path) -> None:
    """A sibling that is installed, and left out of the comparison, may have what is imported."""
    assert audit([wheel(tmp_path, FILES)], installed=False) == []


def test_a_level_has_nothing_to_import(tmp_path: Path) -> None:
    """Who imports a level that belongs to nobody means a leaf in it."""
    mine = wheel(tmp_path, {**FILES, f"{LEAF}/_more.py": b"import castle.transformers\n"})
    (one,) = audit([mine], installed=False)
    assert (one.code, one.path) == ("CAS1313", f"{LEAF}/_more.py:1")
    assert "castle.transformers.NAME" in one.help


def test_an_import_beside_what_is_not_at_hand(tmp_path: Path) -> None:
    """A module whose distribution is here and not required is told, whatever else is missing."""
    absent = "Requires-Dist: not-at-hand<2,>=1\n"
    metadata = METADATA.replace("Description-C", f"{absent}Description-C")
    path = wheel(tmp_path, {**FILES, f"{LEAF}/_more.py": b"import click\nimport nobody_knows\n"})
    assert found(path) == [("CAS1313", f"{LEAF}/_more.py:{line}") for line in (1, 2)]
    path = wheel(tmp_path, {**FILES, f"{LEAF}/_more.py": b"import click, nobody_knows\n"}, metadata)
    assert found(path) == [("CAS1313", f"{LEAF}/_more.py:1")]
    alike = metadata.replace("not-at-hand", "click-simd")
    assert found(wheel(tmp_path, {**FILES, f"{LEAF}/_more.py": b"import click\n"}, alike)) == []


def sibling(folder: Path, name: str, leaf: str) -> Path:
    """A wheel of another distribution, with one leaf."""
    files = {f"{leaf}/__init__.py": b"", f"{leaf}/py.typed": b""}
    metadata = METADATA.replace("my-castle-plugin", name)
    return wheel(folder / "others", files, metadata, name.replace("-", "_"))


def test_one_path_in_two_wheels(tmp_path: Path) -> None:
    """Both are told, each of the other."""
    (tmp_path / "others").mkdir()
    twin = sibling(tmp_path, "twin-castle-plugin", LEAF)
    mine = wheel(tmp_path, FILES)
    paths = [(one.archive, one.path) for one in audit([mine, twin]) if one.code == "CAS1307"]
    assert paths == [(one.name, path) for one in (mine, twin) for path in sorted(FILES)]


def test_a_leaf_in_a_leaf(tmp_path: Path) -> None:
    """What lies inside the leaf of another distribution is found, and so is what lies above."""
    (tmp_path / "others").mkdir()
    inner = sibling(tmp_path, "inner-castle-plugin", f"{LEAF}/inner")
    mine = wheel(tmp_path, FILES)
    assert [(one.code, one.archive, one.path) for one in audit([mine, inner])] == [
        ("CAS1306", mine.name, LEAF),
        ("CAS1306", inner.name, f"{LEAF}/inner"),
    ]


def test_a_declared_leaf_deep_in_the_namespace(tmp_path: Path) -> None:
    """What is imported from a level that belongs to nobody is the leaf, not the level."""
    (tmp_path / "others").mkdir()
    deep = sibling(tmp_path, "deep-castle-plugin", "castle/transformers/deep/leaf")
    base = sibling(tmp_path, "castle-monorail", "castle/monorail")
    declared = "Requires-Dist: deep-castle-plugin<2,>=1\n"
    metadata = METADATA.replace("Description-C", f"{declared}Description-C")
    code = b"from castle.transformers.deep import leaf\n"
    mine = wheel(tmp_path, {**FILES, f"{LEAF}/_more.py": code}, metadata)
    assert found(mine, deep, base) == []


class TestGoodWheels:
    """What other tools build and other people do, and is right."""

    def test_scripts_and_data(self, tmp_path: Path) -> None:
        """Scripts and data are installed elsewhere; a package among the data is seen."""
        data = "my_castle_plugin-1.0.data"
        more = {f"{data}/scripts/mine": b"#!python", f"{data}/data/share/man/man1/mine.1": b""}
        assert found(wheel(tmp_path, {**FILES, **more})) == []
        hidden = {f"{data}/purelib/castle/__init__.py": b""}
        assert found(wheel(tmp_path, {**FILES, **hidden})) == [("CAS1303", "castle/__init__.py")]

    def test_native_code(self, tmp_path: Path) -> None:
        """An extension in the leaf, and the libraries that were put beside it."""
        more = {f"{LEAF}/_fast.cpython-311-x86_64-linux-gnu.so": b"", f"{LEAF}/_fast.pyi": b""}
        libraries = {"my_castle_plugin.libs/libgomp-1.so": b""}
        assert found(wheel(tmp_path, {**FILES, **more, **libraries})) == []

    def test_a_package_called_build(self, tmp_path: Path) -> None:
        """Code may be called like what tools leave behind, when it is a package."""
        assert found(wheel(tmp_path, {**FILES, f"{LEAF}/build/__init__.py": b""})) == []
        assert found(wheel(tmp_path, {**FILES, f"{LEAF}/build/x.py": b""})) == [
            ("CAS1311", f"{LEAF}/build/x.py")
        ]

    def test_what_a_company_keeps_to_itself(self, tmp_path: Path) -> None:
        """It lies outside the namespace, and beside it only where it has something within."""
        private = {"my_local/__init__.py": CODE, "my_local/py.typed": b""}
        assert found(wheel(tmp_path, private)) == []
        assert [code for code, _ in found(wheel(tmp_path, {**private, **FILES}))] == ["CAS1302"] * 2
        assert found(wheel(tmp_path, {**private, "castle.py": b""})) != []

    def test_a_licence_where_it_was_before(self, tmp_path: Path) -> None:
        """Older tools put it beside the metadata."""
        metadata = METADATA.replace("License-File: LICENSE", "License-File: COPYING")
        more = {"my_castle_plugin-1.0.dist-info/COPYING": b"MIT"}
        assert found(wheel(tmp_path, {**FILES, **more}, metadata)) == []

    def test_sources_in_another_folder(self, tmp_path: Path) -> None:
        """Beside sources in another language Python's lie elsewhere; a fault there is found."""
        assert found(native(tmp_path, FILES)) == []
        more = {**FILES, "castle/__init__.py": b""}
        assert found(native(tmp_path, more)) == [("CAS1303", "castle/__init__.py")]


def native(folder: Path, files: dict[str, bytes]) -> Path:
    """A source distribution of a plugin that is partly written in another language."""
    inner = {f"python/{path}": data for path, data in files.items()}
    return sdist(folder, {"src/lib.rs": b"", **inner}, "")


def test_an_editable_neighbour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A distribution that is installed from its sources counts as one that is installed."""
    site, source = tmp_path / "site", tmp_path / "source" / LEAF
    about = site / "twin_castle_plugin-1.0.dist-info"
    for folder in (source, about):
        folder.mkdir(parents=True)
    (source / "__init__.py").write_text("")
    (source / "py.typed").write_text("")
    (site / "_twin.pth").write_text(f"{tmp_path / 'source'}\n")
    (about / "METADATA").write_text("Name: twin-castle-plugin\nVersion: 1.0\n")
    (about / "RECORD").write_text("_twin.pth,,\n")
    monkeypatch.syspath_prepend(str(site))
    forget_installed()
    assert {code for code, _ in found(wheel(tmp_path, FILES))} == {"CAS1307"}
    monkeypatch.undo()
    forget_installed()


@pytest.mark.parametrize("name", ["plugin.whl", "x-1.0-py3-none-any.whl", "x-1.0.tar.gz", "y.zip"])
def test_no_archive(tmp_path: Path, name: str) -> None:
    """What is no archive, or a damaged one, is one finding, and hides no other."""
    (tmp_path / name).write_bytes(b"nothing")
    assert found(tmp_path / name, wheel(tmp_path, FILES)) == [("CAS1301", "")]


@pytest.mark.parametrize("path", ["../evil.py", "/evil.py", "castle\\evil.py"])
def test_outside_of_its_place(tmp_path: Path, path: str) -> None:
    """A path that leads out of the folder of installation is refused."""
    assert found(wheel(tmp_path, {**FILES, path: b""})) == [("CAS1301", "")]


def test_a_list_that_cannot_be_read(tmp_path: Path) -> None:
    """A damaged RECORD is one finding."""
    path = wheel(tmp_path, FILES)
    about = "my_castle_plugin-1.0.dist-info"
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[f"{about}/RECORD"] = b'"' + b"x" * 200_000
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    assert found(path) == [("CAS1310", f"{about}/RECORD")]


def test_nothing_can_install_it(tmp_path: Path) -> None:
    """A wheel has a file that says how to install it."""
    about = "my_castle_plugin-1.0.dist-info"
    path = wheel(tmp_path, FILES)
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/WHEEL")]
        members = {name: archive.read(name) for name in names}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    assert sorted(found(path)) == [("CAS1308", f"{about}/METADATA"), ("CAS1310", f"{about}/WHEEL")]


PYPROJECT = """\
[build-system]
build-backend = "hatchling.build"
[project]
name = "my-castle-plugin"
"""


def git(folder: Path, *words: str) -> None:
    """Call git, as nobody in particular."""
    who = ["-c", "user.name=me", "-c", "user.email=me@example.org"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> Path:
    """Commit all that is in a folder."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "more")
    return folder


class TestCheckout:
    """Archives beside the sources that they were built from."""

    @pytest.fixture
    def checkout(self, tmp_path: Path) -> Path:
        """A repository with the distribution."""
        folder = tmp_path / "checkout"
        for path, data in FILES.items():
            (folder / "src" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "src" / path).write_bytes(data)
        (folder / "pyproject.toml").write_text(PYPROJECT)
        (folder / "LICENSE").write_text("MIT")
        (folder / "tests").mkdir()
        (folder / "tests" / "test_mine.py").write_text("")
        git(folder, "init", "--quiet")
        return commit(folder)

    def test_equal(self, tmp_path: Path, checkout: Path) -> None:
        """What git tracks, as it is, passes; the folder above will do as well."""
        assert found(wheel(tmp_path, FILES), checkout=checkout) == []
        assert found(wheel(tmp_path, FILES), checkout=checkout.parent) == []

    def test_untracked(self, tmp_path: Path, checkout: Path) -> None:
        """A file that git does not track would be published and be nowhere else."""
        (checkout / "src" / LEAF / "_more.py").write_bytes(b"")
        git(checkout, "add", ".")
        more = f"{LEAF}/_more.py"
        assert found(wheel(tmp_path, {**FILES, more: b""}), checkout=checkout) == [
            ("CAS1312", more)
        ]

    def test_changed(self, tmp_path: Path, checkout: Path) -> None:
        """Another content than that of the checkout is found, and a file that was left out."""
        files = {f"{LEAF}/__init__.py": CODE + b"# more\n"}
        codes = found(wheel(tmp_path, files), checkout=checkout)
        assert [one for one in codes if one[0] == "CAS1312"] == [
            ("CAS1312", f"{LEAF}/__init__.py"),
            ("CAS1312", f"{LEAF}/py.typed"),
        ]

    def test_dirty(self, tmp_path: Path, checkout: Path) -> None:
        """A change that is not committed is in no repository, unless it is meant to be taken."""
        (checkout / "src" / LEAF / "__init__.py").write_bytes(CODE + b"# more\n")
        path = wheel(tmp_path, {**FILES, f"{LEAF}/__init__.py": CODE + b"# more\n"})
        assert found(path, checkout=checkout) == [("CAS1312", f"{LEAF}/__init__.py")]
        assert audit([path], checkout=checkout, committed=False) == []

    def test_line_ends(self, tmp_path: Path, checkout: Path) -> None:
        """What git would check out is what it has, with whatever line ends."""
        (checkout / ".gitattributes").write_text("*.py text eol=crlf\n")
        git(commit(checkout), "checkout", "--", ".")
        files = {**FILES, f"{LEAF}/__init__.py": CODE.replace(b"\n", b"\r\n")}
        assert found(wheel(tmp_path, files), checkout=checkout) == []

    def test_a_source_distribution(self, tmp_path: Path, checkout: Path) -> None:
        """It has every file that git has, but those that hatchling is told to leave out."""
        whole = {f"src/{path}": data for path, data in FILES.items()}
        whole |= {"pyproject.toml": PYPROJECT.encode()}
        assert found(sdist(tmp_path, whole, ""), checkout=checkout) == []
        (checkout / "docs").mkdir()
        (checkout / "docs" / "more.md").write_text("")
        commit(checkout)
        path = sdist(tmp_path, whole, "")
        assert found(path, checkout=checkout) == [("CAS1312", "docs/more.md")]

    @pytest.mark.parametrize("pattern", ["docs", "/docs", "docs/*.md", "*.md"])
    @pytest.mark.parametrize("inner", ["", "packages/mine"])
    def test_what_is_left_out(self, tmp_path: Path, pattern: str, inner: str) -> None:
        """Patterns of hatchling are those of git, in the folder of the distribution."""
        folder = tmp_path / "repository" / inner
        (folder / "docs").mkdir(parents=True)
        (folder / "docs" / "more.md").write_text("")
        text = f'{PYPROJECT}[tool.hatch.build.targets.sdist]\nexclude = ["{pattern}"]\n'
        (folder / "pyproject.toml").write_text(text)
        git(tmp_path / "repository", "init", "--quiet")
        commit(folder)
        files = {"pyproject.toml": text.encode(), "src/castle/readers/mine/__init__.py": b""}
        archive = sdist(tmp_path, files, "")
        paths = {path for code, path in found(archive, checkout=folder) if code == "CAS1312"}
        assert "docs/more.md" not in paths
        assert "src/castle/readers/mine/__init__.py" in paths

    def test_no_commit(self, tmp_path: Path, checkout: Path) -> None:
        """A repository without a commit has nothing yet."""
        git(checkout, "update-ref", "-d", "HEAD")
        assert found(wheel(tmp_path, FILES), checkout=checkout) == [("CAS1312", "")]

    def test_somebody_elses(self, tmp_path: Path) -> None:
        """A checkout of something else is told to be one."""
        assert found(wheel(tmp_path, FILES), checkout=tmp_path) == [("CAS1312", "")]


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Findings are messages with codes and cures, the exit status 1, and JSON for tools."""
    path = str(wheel(tmp_path, {**FILES, "castle/__init__.py": b""}))
    assert called(path, "--json") == 1
    said = capsys.readouterr()
    assert "error[CAS1303]: my_castle_plugin-1.0-py3-none-any.whl: castle/__init__.py:" in said.err
    assert "help: delete it" in said.err
    (one,) = json.loads(said.out)["findings"]
    assert Finding(**one).code == "CAS1303"
    assert called(str(wheel(tmp_path, FILES))) == 0


def called(*words: str) -> object:
    """Call the command, and give its exit status."""
    with pytest.raises(SystemExit) as done:
        command.main(words)
    return done.value.code
