"""Simulated payers: a world that gives real 837, 835 and note files, and knows the truth behind them."""
