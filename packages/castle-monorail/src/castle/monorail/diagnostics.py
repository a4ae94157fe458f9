"""Warnings that plugins give while they work, and the codes of diagnostics, explained."""

from typing import TYPE_CHECKING, Any

from castle.monorail._warnings import listening, warn

if TYPE_CHECKING:
    from castle.monorail._codes import installed_codes

__all__ = ["installed_codes", "listening", "warn"]


def __getattr__(name: str) -> Any:
    """Import what looks for codes when it is asked for: who warns need not pay for it."""
    if name == "installed_codes":
        from castle.monorail._codes import installed_codes  # noqa: PLC0415  # see above

        return installed_codes
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
