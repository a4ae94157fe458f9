"""Reads Castle source files (.Moat, .Castle) into the AIGR."""
