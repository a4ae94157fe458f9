"""Blocks of actions that cannot stand as they are in a handler, or more than once."""

import pytest
from flattening import flat, machine
from machine_texts import lines, lowered, shown

from castle.aigr import DiagnosticError
from castle.monorail.abcs import TransformerABC
from castle.transformers.fsm.flatten import FlattenTransformer
from castle.transformers.fsm.routines import RoutinesTransformer


def test_blocks_do_not_become_several() -> None:
    """A local that lasts is a member, and a block that is left early a method."""
    body = """
        state: A, B := A;
        A + e.a(n) -> B, { local int count := 4; count += n; if (count > 6) { return; } };
        entry A : { local int j; j += 1; out(j); };
        B + e.a(i) -> A, { int k := 3; out(k + i); }, { int k := 4; out(k); };
        B + e.b -> A; B + e.c -> ;
        out(int:i) { .o.do(i); }
        """
    made = flat(body)
    assert [made.count(line) for line in ("int j_2;", "int count_2 := 4;", "block(int:n) {")] == [
        1
    ] * 3
    assert made.count(".j_2 += 1;") == 3
    code = lines(shown(lowered(machine(body), [FlattenTransformer(), RoutinesTransformer()])))
    assert "int k_3 := 4;" in code
    assert "block(n);" in code


@pytest.mark.parametrize("nested", ["state: A := A;", "state: P := P; state P { state: A := A; }"])
@pytest.mark.parametrize("change", ["n += 1;", "k, n := n, k;", "if (n > 2) { n := 1; }"])
def test_what_a_block_changes_is_not_lost(change: str, nested: str) -> None:
    """A block that is left early, a method then, may not change the parameters of the event."""
    steps: list[TransformerABC] = [FlattenTransformer(), RoutinesTransformer()]
    block = f"{{ {change} if (n > 5) {{ return; }} }}"
    body = f"{nested} A + e.b -> ; A + e.c -> ; A + e.a(n, k) -> , {block}, .o.do(n);"
    with pytest.raises(DiagnosticError) as error:
        lowered(machine(body), steps)
    assert [found.code for found in error.value.diagnostics] == ["CAS0615"]
    lowered(machine(body.replace("return;", "")), steps)


def test_a_block_that_changes_its_own() -> None:
    """A local that begins as a parameter of the event may change in a block that is left early."""
    block = "{ int i := n; i += 1; if (i > 5) { return; } }"
    body = f"state: A := A; A + e.b -> ; A + e.c -> ; A + e.a(n) -> , {block}, .o.do(n);"
    lowered(machine(body), [FlattenTransformer(), RoutinesTransformer()])
