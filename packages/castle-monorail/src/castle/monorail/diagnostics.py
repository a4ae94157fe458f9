"""Explains the codes of diagnostics, whichever package reports them."""

from castle.monorail._codes import installed_codes

__all__ = ["installed_codes"]
