"""What stands in the docstring under a field, for the schema of a configuration."""

import ast
from collections.abc import Iterator
from inspect import getsource
from itertools import pairwise
from textwrap import dedent


def field_docstrings(model: type) -> dict[str, str]:
    """The docstrings under the fields of a model and its bases, by the name of the field."""
    found: dict[str, str] = {}
    for cls in reversed(model.__mro__):
        found.update(_of_class(cls))
    return found


def _of_class(cls: type) -> Iterator[tuple[str, str]]:
    try:
        tree = ast.parse(dedent(getsource(cls)))
    except (OSError, TypeError, SyntaxError):
        return  # its source is not at hand
    body = tree.body[0].body if tree.body and isinstance(tree.body[0], ast.ClassDef) else []
    for field, text in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match text:
                case ast.Expr(value=ast.Constant(value=str(docstring))):
                    yield field.target.id, docstring
