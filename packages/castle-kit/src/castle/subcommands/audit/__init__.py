"""Prove wheels and source distributions before they are published."""

from castle.subcommands.audit._command import audit

__all__ = ["audit"]
