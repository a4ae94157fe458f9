"""Lowers the events of a Castle program to the machinery that carries them: direct calls."""
