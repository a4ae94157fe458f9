"""What the README tells users is so."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from castle.aigr import Forest, SourceNS
from castle.monorail.loader import build

if TYPE_CHECKING:
    from conftest import Site

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
CODE = re.compile(r"CAS08\d\d")


def test_every_code_is_documented() -> None:
    """The table lists the codes that the modules use, and no others."""
    spec = find_spec("castle.monorail")
    assert spec is not None
    assert spec.origin is not None
    texts = [file.read_text(encoding="utf-8") for file in Path(spec.origin).parent.glob("*.py")]
    used = {code for text in texts for code in CODE.findall(text)}
    assert used == set(re.findall(r"^\| (CAS08\d\d) \|", README, re.MULTILINE))


def test_the_plugin_of_the_readme_works(site: "Site", tmp_path: Path) -> None:
    """Copied word for word, it is found by its short name, built and used."""
    (text,) = re.findall(r'```python\n("""Writes the names.*?)```', README, re.DOTALL)
    site.plugin("castle.writers.names", text)
    writer = build("writers", {"module": "names", "target": "somewhere"})
    forest = Forest([SourceNS(name=name, source="x") for name in ("one", "two")])
    (file,) = writer.write(forest, tmp_path / "out")
    assert file.read_text(encoding="utf-8") == "one\ntwo"
