import ast
import subprocess
import sys
from pathlib import Path

import pytest

from castle.aigr import (
    Body,
    Call,
    ComponentImplementation,
    ComponentInterface,
    Declaration,
    DiagnosticError,
    Forest,
    Identifier,
    Init,
    LocalVariable,
    Method,
    NamedType,
    SourceNS,
    predefined,
)
from castle.TESTDOUBLES.aigr.sieve import sieve
from castle.transformers.machinery.direct_call import DirectCallTransformer
from castle.writers.python import PythonWriter, python_modules

PRIMES = [n for n in range(2, 101) if all(n % d for d in range(2, n))]


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A folder with the written Sieve."""
    PythonWriter().write(DirectCallTransformer().transform(sieve()), tmp_path / "build")
    return tmp_path / "build"


def run(build: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the written program, with nothing of this environment but its Python."""
    command = [sys.executable, "-S", "-E", str(build / "main.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_the_sieve_prints_the_primes(build: Path) -> None:
    """The written program runs by itself, and prints one prime a line."""
    done = run(build, "100")
    assert [int(line) for line in done.stdout.split("\n")[:-1]] == PRIMES
    assert (done.returncode, done.stderr) == (0, "")


def test_defaults_of_power_on_are_defaults_of_the_command_line(build: Path) -> None:
    """An argument that is left out has the value of its parameter's default."""
    assert run(build).stdout == run(build, "100").stdout


def test_a_long_chain_of_sends_needs_no_stack(build: Path) -> None:
    """To 20,000 the chain is 2,262 components long, which is more than CPython lets calls nest."""
    done = run(build, "20000")
    lines = done.stdout.splitlines()
    assert (len(lines), lines[-1], done.stderr) == (2262, "19997", "")


def test_a_program_runs_where_there_is_no_room_for_a_deep_stack(build: Path) -> None:
    """Then calls nest as deeply as Python lets them."""
    script = (
        "import resource, runpy, sys; sys.argv = ['main.py', '20']; "
        "resource.setrlimit(resource.RLIMIT_AS, (200 * 2**20, 200 * 2**20)); "
        "runpy.run_path('main.py', run_name='__main__')"
    )
    command = [sys.executable, "-S", "-c", script]
    done = subprocess.run(command, cwd=build, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["2", "3", "5", "7", "11", "13", "17", "19"]


@pytest.mark.parametrize("arguments", [["1", "2"], ["seven"], ["9223372036854775808"]])
def test_wrong_arguments_are_told_with_the_usage(build: Path, arguments: list[str]) -> None:
    """Wrong usage is exit status 2, and no traceback."""
    done = run(build, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_failing_program_names_line_and_component(build: Path) -> None:
    """A run-time error is exit status 3, with the place in the Castle source."""
    path = build / "generator.py"
    path.write_text(path.read_text().replace("self.next = 2", "self.next = 0"))
    done = run(build, "3")
    assert done.returncode == 3
    assert done.stderr.endswith("division by zero\n")
    assert done.stderr.count("\n") == 1


def test_written_modules_import_each_other_and_the_run_time_module(build: Path) -> None:
    """Nothing of castle has to be installed where a written program runs."""
    modules = {path.stem for path in build.glob("*.py")}
    runtime = {"castle_program", "castle_runtime", "castle_values"}
    assert modules == {"protocols", "generator", "sieve", "finder", "main", *runtime}
    for path in build.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                top = str(node.module).partition(".")[0]
                assert top in modules | set(sys.stdlib_module_names)


def test_each_component_is_one_class_with_its_docstring(build: Path) -> None:
    """Names and docstrings of the source are those of the written classes."""
    tree = ast.parse((build / "finder.py").read_text())
    (cls,) = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    assert cls.name == "Finder"
    assert ast.get_docstring(cls) == "Reports each number that comes through all sieves: a prime."


def test_writing_again_gives_the_same_bytes(build: Path) -> None:
    """What is written depends on the program alone."""
    before = {path: path.read_bytes() for path in build.iterdir()}
    PythonWriter().write(DirectCallTransformer().transform(sieve()), build)
    assert {path: path.read_bytes() for path in build.iterdir()} == before


def test_a_program_without_machinery_is_refused(tmp_path: Path) -> None:
    """What carries events must be chosen first; nothing is written otherwise."""
    with pytest.raises(DiagnosticError, match="CAS0704") as refused:
        PythonWriter().write(sieve(), tmp_path / "build")
    assert "machinery.direct_call" in str(refused.value.diagnostics[0].help)
    assert not (tmp_path / "build").exists()


def test_a_component_that_nothing_implements_is_refused(tmp_path: Path) -> None:
    """An element can only be made of a component that has an implementation."""
    program = sieve()
    program.namespaces = [n for n in program.namespaces if n.name != "finder"]
    with pytest.raises(DiagnosticError, match=r"CAS0702.*Finder"):
        PythonWriter().write(DirectCallTransformer().transform(program), tmp_path / "build")
    assert not (tmp_path / "build").exists()


def makers(*names: str) -> Forest:
    """Components in files of their own; each makes an element of the next, in a circle."""
    interfaces = {name: ComponentInterface(name.title()) for name in names}
    spaces: list[SourceNS] = []
    for name, other in zip(names, [*names[1:], names[0]], strict=True):
        call = Call(Identifier(other.title(), interfaces[other]))
        local = LocalVariable("made", NamedType(other.title(), interfaces[other]), call)
        code = ComponentImplementation(
            name.title(),
            NamedType(name.title(), interfaces[name]),
            [Init(Body([])), Method("make", Body([local]))],
        )
        spaces.append(SourceNS(name, [interfaces[name], code], f"{name}.Castle"))
    return Forest([predefined(), *spaces])


def test_modules_that_need_each_other_can_be_imported(tmp_path: Path) -> None:
    """Components that make each other may live in files of their own."""
    PythonWriter().write(makers("left", "right"), tmp_path)
    script = "import left; left.Left().make()"
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("members", [[], [Init(Body([]))]])
def test_a_component_without_members_can_be_written(
    tmp_path: Path, members: list[Declaration]
) -> None:
    """An element can be made of it; it just does nothing."""
    interface = ComponentInterface("Idle")
    code = ComponentImplementation("Idle", NamedType("Idle", interface), members)
    idle = SourceNS("idle", [interface, code], "idle.Castle")
    PythonWriter().write(Forest([predefined(), idle]), tmp_path)
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", "import idle; print(type(idle.Idle()).__name__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("Idle\n", "")


def test_a_file_that_is_called_like_a_module_of_python_hides_nothing(tmp_path: Path) -> None:
    """A namespace `re` is written to `re_.py`, because the run-time module needs Python's."""
    assert [module.name for module in python_modules(makers("re", "types"))] == ["re_", "types_"]


def test_a_folder_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    """A file in the place of the folder is reported, and left as it is."""
    (tmp_path / "build").write_text("mine")
    with pytest.raises(OSError, match="build"):
        PythonWriter().write(makers("left"), tmp_path / "build")
    assert (tmp_path / "build").read_text() == "mine"
