"""Figures and the numbers behind them, as files."""
