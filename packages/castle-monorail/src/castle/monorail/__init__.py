"""Finds Castle plugins in the namespace, builds them from configuration and runs them as a pipeline."""
