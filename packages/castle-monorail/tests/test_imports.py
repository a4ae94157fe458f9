"""What an import costs: that of a module does not bring what it can do without."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import RunPython, Site


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("castle.monorail", ("castle.aigr", "yaml", "pydantic", "numpy")),
        ("castle.monorail.abcs", ("yaml", "pydantic", "numpy")),
        ("castle.monorail.errors", ("yaml", "pydantic", "numpy")),
        ("castle.monorail.files", ("castle.aigr", "yaml", "pydantic", "numpy")),
        ("castle.monorail.loader", ("castle.aigr", "yaml", "pydantic", "numpy", "json")),
        ("castle.monorail.meta", ("castle.aigr", "yaml", "pydantic", "numpy")),
        ("castle.monorail.typing", ("castle.aigr", "yaml", "pydantic", "numpy")),
        ("castle.monorail.configuration", ("numpy",)),
        ("castle.monorail.pipeline", ("numpy", "difflib", "castle.monorail._failures")),
    ],
)
def test_import_leaves_out(python: "RunPython", module: str, absent: tuple[str, ...]) -> None:
    """A fresh process that imports the module has not imported these."""
    ran = python(f"import sys, {module}; print([m for m in {absent!r} if m in sys.modules])")
    assert (ran.stdout, ran.stderr) == ("[]\n", "")


def test_listing_imports_no_plugin(python: "RunPython", site: "Site") -> None:
    """Discovery, summaries and owners included, neither runs plugins nor brings aigr."""
    site.plugin("castle.readers.alpha", '"""Explodes."""\nraise SystemExit(3)\n')
    ran = python(
        """
        import sys
        from castle.monorail.loader import discover
        assert "alpha" in [plugin.name for plugin in discover()]
        print([m for m in ("castle.aigr", "castle.readers.alpha", "pydantic") if m in sys.modules])
        """,
        site.folder,
    )
    assert (ran.stdout, ran.stderr) == ("[]\n", "")
