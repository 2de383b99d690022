"""Temperature scaling: the τ that calibrates a classifier, and how well its confidence fits its accuracy."""
