"""Start a new plugin: a complete project, with tests, that passes its own checks."""

from castle.subcommands.new._command import new

__all__ = ["new"]
