"""Runs a command with the file of a saved run."""

from castle.processors.shell._processor import ShellProcessor

__all__ = ["ShellProcessor"]
