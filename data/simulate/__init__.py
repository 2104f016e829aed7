"""Simulated payers: a world that gives real 837, 835 and note files, and knows the truth behind them."""

from denialrisk.data.simulate.world import END, START, simulate

__all__ = ["END", "START", "simulate"]
