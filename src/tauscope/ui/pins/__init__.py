"""Pins: chips, menu, readouts and commands."""

PIN_KEYS = ("Ctrl+D",)
PIN_TIP = "Keep this distribution as a ghost for comparison"
"""Of the command and of the button that pin the present distribution."""
