"""Pages at the right of the bench: explanations, first steps, keys."""
