"""How much is still read from outside."""

LARGEST = 64 * 2**20
"""Bytes of a session, a figure or a table; characters of what is pasted."""

LARGEST_IN_WORDS = f"{LARGEST // 2**20} MiB"

MOST_CLASSES = 1_000_000
"""Rows of a table that is opened or pasted: four times the largest vocabulary there is."""
