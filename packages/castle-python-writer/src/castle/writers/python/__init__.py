"""Writes a Castle program as readable Python modules that run by themselves."""
