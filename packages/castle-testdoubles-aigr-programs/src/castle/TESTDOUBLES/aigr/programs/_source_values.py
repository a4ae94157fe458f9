"""Expressions of Castle as text, each of a type that was asked for."""

from random import Random

LITERALS = {
    "int": ["0", "7", "42", "1_000", "0x2A", "-3"],
    "float": ["0.5", "2.0", "1e-3", "-0.25"],
    "bool": ["true", "false"],
    "str": ['"a"', '""', r'"tab\t\"q\""', r'"\u00fc"', '"// no comment"'],
    "int[]": ["[1, 2, 3]", "[7]"],
    "float[]": ["[0.5, 1.0]"],
    "str[]": ['["a", "b"]'],
    "int[][]": ["[[1], [2, 3]]"],
}
"""Of each type some values."""

_COMPARE = ["==", "!=", "<", ">", "<=", ">="]
_LOGIC = ["and", "or", "xor", "nand", "nor", "xnor"]


class Values:
    """Writes expressions with the names that are known."""

    def __init__(self, random: Random, known: dict[str, list[str]]) -> None:
        self.random = random
        self.known = known
        """Of each type what has it: locals, parameters, and members with their dot."""

    def value(self, kind: str, depth: int = 3) -> str:
        """Write an expression of that type."""
        names = self.known.get(kind, [])
        if names and self.random.random() < 0.4:
            return self.random.choice(names)
        if depth and self.random.random() < 0.7:
            made = self._made(kind, depth - 1)
            if made is not None:
                return made
        return self.random.choice(LITERALS.get(kind, names))

    def operand(self, kind: str, depth: int) -> str:
        """Write an expression that can stand beside any operator."""
        text = self.value(kind, depth)
        return text if text.isidentifier() or text.isdecimal() else f"({text})"

    def _made(self, kind: str, depth: int) -> str | None:
        match kind:
            case "int":
                return self._int(depth)
            case "float":
                return self._float(depth)
            case "bool":
                return self._bool(depth)
            case "str":
                return self._str(depth)
            case "int[]":
                return f"[{self.value('int', depth)}, {self.value('int', depth)}]"
        return None

    def _int(self, depth: int) -> str:
        one, other = self.operand("int", depth), self.operand("int", depth)
        choices = [
            f"{one} {self.random.choice('+-*')} {other}",
            f"{one} + {other} * {one} - {other}",
            f"{one} {self.random.choice('/%')} 7",
            f"-{one} ** 2",
            f"abs({one})",
            f"{self.random.choice(['min', 'max'])}({one}, {other})",
            f"len({self.value(self.random.choice(['str', 'int[]']), depth)})",
            f"int({self.value('float', depth)})",
        ]
        lists = self.known.get("int[]", [])
        choices += [f"{name}[{one}]" for name in lists]
        return self.random.choice(choices)

    def _float(self, depth: int) -> str:
        one, other = self.operand("float", depth), self.operand("float", depth)
        sum_ = f"{one} {self.random.choice('+-*')} {other}"
        return self.random.choice([sum_, f"-{one}", f"float({self.value('int', depth)})"])

    def _bool(self, depth: int) -> str:
        one, other, third = (self.operand("int", depth) for _ in range(3))
        compare = f"{one} {self.random.choice(_COMPARE)} {other}"
        logic = f"({compare}) {self.random.choice(_LOGIC)} {self.operand('bool', depth)}"
        chain = f"{one} < {other} <= {third}"
        texts = f"{self.operand('str', depth)} == {self.operand('str', depth)}"
        negated = f"not {self.operand('bool', depth)}"
        return self.random.choice([compare, logic, chain, texts, negated])

    def _str(self, depth: int) -> str:
        sum_ = f"{self.operand('str', depth)} + {self.operand('str', depth)}"
        return self.random.choice([sum_, f"str({self.value('int', depth)})"])
