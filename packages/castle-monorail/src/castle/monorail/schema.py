"""What a configuration may hold, as JSON Schema, for editors and other tools."""

from castle.monorail._schema import configuration_schema

__all__ = ["configuration_schema"]
