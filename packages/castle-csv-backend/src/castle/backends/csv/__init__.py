"""Stores the runs of Castle programs as CSV files."""

from castle.backends.csv._backend import CsvBackend
from castle.backends.csv._errors import CsvError

__all__ = ["CsvBackend", "CsvError"]
