"""Names of castle.aigr that are imported when they are first used.

The nodes, and ways from one to another, are there at once. What is done with whole graphs comes
later: who needs one of these seldom needs all, and what they need of the standard library takes
longer to import than all node classes.
"""

import sys
from typing import Any

_PLACES = {
    "_advice": "advise",
    "_codes": "CodeEntry read_codes",
    "_collecting": "collector_paused",
    "_comparison": "equal",
    "_control": "tail_statements",
    "_copying": "copy",
    "_diagnostics": "AigrError Diagnostic DiagnosticError Note Severity to_json",
    "_dispatching": "dispatch_tables pin_of",
    "_dump": "dump",
    "_queries": "declarations events_at events_of extends ports_of protocol_of",
    "_rendering": "render",
    "_rewriting._driver": "Order rewrite",
    "_rewriting._rules": "RewriteError RewriteListener RewriteReport RewriteRule RewriteRules "
    "Rewritten",
    "_storage._loading": "load",
    "_storage._saving": "save",
    "_storage._schema": "schema",
    "_storage._tables": "FamilyTables Table",
    "_typing": "ListOf StaticType Types declared_type type_of",
    "_verification": "check_machines verify",
}
PLACES = {name: module for module, names in _PLACES.items() for name in names.split()}
"""The module of each name, below castle.aigr."""


def later(name: str) -> Any:
    """Give what castle.aigr exports under a name, and put it there for the next time."""
    if name not in PLACES:
        raise AttributeError(f"module 'castle.aigr' has no attribute {name!r}")
    module = __import__(f"castle.aigr.{PLACES[name]}", fromlist=[name])
    found = getattr(module, name)
    setattr(sys.modules["castle.aigr"], name, found)
    return found


def names() -> list[str]:
    """The names in castle.aigr, those that come later among them."""
    return sorted({*vars(sys.modules["castle.aigr"]), *PLACES})
