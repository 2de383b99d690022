"""Pins: chips, menu, readouts and commands."""

PIN_KEYS = ("Ctrl+D",)
PIN_TIP = "Keep this distribution as a ghost, to compare with"
"""Of the command and of the button that pin the present distribution."""
