"""Machines that are flattened, of one contract."""

import pytest
from machine_texts import lines, lowered, read, shown

from castle.aigr import DiagnosticError, Forest, equal
from castle.transformers.fsm.flatten import FlattenTransformer

CONTRACT = """
protocol In { a(int:n, int:k); b(); c(); }
protocol Out { do(int:what); told(int:what, int:n); }
component Thing { port In<in>:e; port Out<out>:o; }
"""


def machine(body: str) -> Forest:
    """A program with a machine."""
    return read(f"@FSM implement Thing {{ {body} }}", CONTRACT)


def flat(body: str) -> list[str]:
    """The lines of a machine that was flattened."""
    return lines(shown(lowered(machine(body), [FlattenTransformer()])))[2:-1]


def refused(body: str, most: int = 4096) -> list[str]:
    """The codes that a machine is refused with; the program stays as it was."""
    forest = machine(body)
    with pytest.raises(DiagnosticError) as error:
        FlattenTransformer(max_states=most).transform(forest)
    assert equal(forest, machine(body))
    assert all(one.location is not None for one in error.value.diagnostics)
    return [one.code for one in error.value.diagnostics]
