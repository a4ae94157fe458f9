"""The castle command: reads, checks, transforms, writes and runs Castle programs."""

from castle.cli._app import main

__all__ = ["main"]
