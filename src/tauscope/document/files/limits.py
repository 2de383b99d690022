"""How much is still read from outside."""

LARGEST = 64 * 2**20
"""Bytes of a session, a figure or a table; characters of what is pasted."""

LARGEST_IN_WORDS = f"{LARGEST // 2**20} MiB"

MOST_CLASSES = 1_000_000
"""Rows of a table that is opened or pasted: four times the largest vocabulary there is."""

MOST_LINES = 2 * MOST_CLASSES
"""Lines of a text, the blank ones among them."""

LONGEST_LINE = 2**25
"""Characters of a line: a million numbers in a row need fewer."""

MOST_CELLS = 10_000
"""Cells of one row of a table with labels."""

DEEPEST = 100
"""Brackets inside one another."""

MOST_MEMORY = 400 * 2**20
"""Bytes that a session may take while it is read: its text, and its values."""

VALUE_IN_MEMORY = 88
"""Bytes that a value or a key of a session takes at the most."""
