"""Python modules that live for one run only, and that nobody else can import."""

import builtins
import io
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from castle.writers.python import PythonModule


class Modules:
    """Runs the modules of a program, which import each other and nothing that is not theirs."""

    def __init__(self, modules: list[PythonModule], ready: Mapping[str, ModuleType]) -> None:
        self.printed = io.StringIO()
        """What was printed."""
        self._texts = {module.name: module.text for module in modules}
        self._loaded = dict(ready)
        self._builtins = {**vars(builtins), "print": self._print, "__import__": self._import}
        for module in ready.values():
            vars(module)["print"] = self._print

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

    def _import(self, name: str, *ignored: Any) -> ModuleType:
        return self.load(name)

    def _print(self, *values: object, end: str = "\n") -> None:
        self.printed.write(" ".join(map(str, values)) + end)
