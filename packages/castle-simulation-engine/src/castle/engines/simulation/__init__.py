"""Runs Castle programs under a chosen delivery order and records every event."""

from castle.engines.simulation._engine import SimulationEngine

__all__ = ["SimulationEngine"]
