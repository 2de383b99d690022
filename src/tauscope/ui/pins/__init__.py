"""Pins: chips, menu, readouts and commands."""

PIN_KEYS = ("Ctrl+D",)
PIN_TIP = "Keep this distribution as a ghost for comparison"
"""Tooltip of the command and the button that pin the present distribution."""
