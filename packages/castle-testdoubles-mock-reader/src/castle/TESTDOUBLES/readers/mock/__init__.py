"""Test double: a reader that returns the graph it was given."""
