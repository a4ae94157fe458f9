"""Runs Castle programs under a chosen delivery order and records every event."""
