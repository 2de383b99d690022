"""Temperatures: the scale of the dial, schedules, turns, and the τ of a probability."""
