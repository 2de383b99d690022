"""Limits of what is read from outside, so that no file can take all memory or endless time."""

LARGEST = 64 * 2**20
"""Most bytes of a session, a figure or a table; most characters of pasted text."""

LARGEST_IN_WORDS = f"{LARGEST // 2**20} MiB"

MOST_CLASSES = 1_000_000
"""Most rows of a table that is opened or pasted: four times the largest vocabulary of a model."""

MOST_LINES = 2 * MOST_CLASSES
"""Most lines of a text, including blank ones."""

LONGEST_LINE = 2**25
"""Most characters of a line; a million numbers in a row take fewer."""

MOST_CELLS = 10_000
"""Most cells in one row of a table with labels."""
