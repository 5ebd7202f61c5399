"""Targets before the stop, the tips behind them, and the look-up of container numbers."""
