"""Stores the runs of Castle programs as NumPy .npz files."""

from castle.backends.npz._backend import NpzBackend
from castle.backends.npz._errors import NpzError

__all__ = ["NpzBackend", "NpzError"]
