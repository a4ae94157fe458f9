"""Configuration: the model that plugins inherit, and what a configuration file says."""

from pydantic import BaseModel, ConfigDict

from castle.monorail._outputs import OutputPath
from castle.monorail._project import Project, find_project
from castle.monorail._settings import Configuration, Section, load_configuration
from castle.monorail._specs import specified

__all__ = [
    "Configuration",
    "ModuleModel",
    "OutputPath",
    "Project",
    "Section",
    "find_project",
    "load_configuration",
    "specified",
]


class ModuleModel(BaseModel):
    """The base of plugins that are their own configuration: each key is a field.

    A plugin inherits it together with the class of its kind. A key without a field is an error.
    """

    # Docstrings of fields are read for the schema alone: reading them here would parse the source
    # of every plugin at each start. What checks values is made when the first values come.
    model_config = ConfigDict(extra="forbid", protected_namespaces=(), defer_build=True)

    module: str = ""
    """The name by which the configuration chose the plugin; empty when it was made in Python."""
