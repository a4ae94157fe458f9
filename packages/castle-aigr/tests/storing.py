"""What tests of the file format have in common."""

import io

import pytest

from castle.aigr import Diagnostic, DiagnosticError, Forest, load, render, save

STRUCTURAL = {"CAS0301", "CAS0302", "CAS0303"}


def saved(forest: Forest) -> bytes:
    """The bytes of a forest."""
    stream = io.BytesIO()
    save(forest, stream)
    return stream.getvalue()


def loaded(content: bytes) -> Forest:
    """The forest of these bytes."""
    return load(io.BytesIO(content))


def refusal(content: bytes | str) -> Diagnostic:
    """What loading reports, which is one thing."""
    with pytest.raises(DiagnosticError) as refused:
        loaded(content.encode() if isinstance(content, str) else content)
    (diagnostic,) = refused.value.diagnostics
    assert render(diagnostic)
    assert diagnostic.location is not None
    return diagnostic
