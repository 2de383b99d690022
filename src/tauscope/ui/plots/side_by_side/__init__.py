"""Distributions side by side: at several temperatures, after each knob, and of each engine."""
