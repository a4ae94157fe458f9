"""Finds Castle plugins in the namespace, builds them from configuration and runs a pipeline.

The public modules are `abcs`, `configuration`, `errors`, `loader`, `meta`, `pipeline` and `typing`.
None is imported here, so that who needs one does not pay for the others.
"""
