"""Python modules that live for one run only, and that nobody else can import."""

import builtins
import io
from types import ModuleType
from typing import Any

from castle.writers.python import PythonModule


class Modules:
    """Runs the modules of a program, which import each other and what Python has."""

    def __init__(self, modules: list[PythonModule]) -> None:
        self.printed = io.StringIO()
        """What was printed."""
        self._texts = {module.name: module.text for module in modules}
        self._loaded: dict[str, ModuleType] = {}
        self._builtins = {**vars(builtins), "print": self._print, "__import__": self._import}

    def load(self, name: str) -> ModuleType:
        """A module of the program, run when it is first asked for."""
        if name not in self._loaded:
            self._loaded[name] = module = ModuleType(name)
            module.__dict__["__builtins__"] = self._builtins
            exec(compile(self._texts[name], name, "exec"), module.__dict__)
        return self._loaded[name]

    def line(self, name: str, number: int) -> str:
        """A line of a module's text, or nothing when the file is none of these modules."""
        lines = self._texts.get(name, "").splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def _import(self, name: str, *more: Any) -> ModuleType:
        return self.load(name) if name in self._texts else builtins.__import__(name, *more)

    def _print(self, *values: object, end: str = "\n") -> None:
        self.printed.write(" ".join(map(str, values)) + end)
