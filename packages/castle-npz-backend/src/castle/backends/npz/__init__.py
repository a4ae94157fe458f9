"""Stores the runs of Castle programs as NumPy .npz files."""
