"""The JSON Schema of a configuration, against the configurations of the documentation."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from castle.aigr import DiagnosticError
from castle.monorail.pipeline import Pipeline
from castle.monorail.schema import configuration_schema

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(ROOT.glob("docs/examples/**/castle.yaml"))
PAGES = ["docs/reference/configuration.md", "packages/castle-monorail/README.md"]
BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    """What checks by the schema of the plugins that are installed."""
    schema, _ = configuration_schema()
    return Draft202012Validator(schema)


def test_schema_is_one() -> None:
    """It keeps to the dialect that it names."""
    schema, remarks = configuration_schema()
    assert remarks == []
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: str(file.relative_to(ROOT)))
def test_examples_fit(validator: Draft202012Validator, file: Path) -> None:
    """Every configuration beside an example does."""
    assert list(validator.iter_errors(yaml.safe_load(file.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize("page", PAGES)
def test_pages_fit(validator: Draft202012Validator, page: str) -> None:
    """Every configuration on a page does."""
    blocks = BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))
    assert blocks
    for block in blocks:
        assert list(validator.iter_errors(yaml.safe_load(block))) == []


SIEVE = ROOT / "docs" / "examples" / "sieve" / "basic" / "castle.yaml"
FAULTS: dict[str, dict[str, Any]] = {
    "an unknown key of a plugin": {"writer": {"module": "python", "taget": "build"}},
    "an unknown plugin": {"writer": {"module": "pyhton"}},
    "an unknown kind": {"writr": {"module": "python"}},
    "a wrong type": {"backend": {"module": "npz", "compressed": 7}},
    "no module": {"engine": {"main": "Main"}},
    "two engines": {"engine": [{"module": "simulation"}, {"module": "simulation"}]},
    "a name that is no file's": {"name": "../x"},
    "no mapping": {"reader": "source"},
    "a choice that there is not": {"engine": {"module": "simulation", "order": "random"}},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_schema_and_loader_agree(
    validator: Draft202012Validator, fault: str, tmp_path: Path
) -> None:
    """What the schema refuses the loader refuses, too."""
    data = copy.deepcopy(yaml.safe_load(SIEVE.read_text(encoding="utf-8"))) | FAULTS[fault]
    file = tmp_path / "castle.yaml"
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    assert list(validator.iter_errors(data)) != []
    with pytest.raises(DiagnosticError):
        Pipeline.load(file)
