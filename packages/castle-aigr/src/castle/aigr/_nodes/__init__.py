"""The node classes, a module for each family."""
