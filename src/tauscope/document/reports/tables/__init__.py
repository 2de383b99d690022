"""Tables of numbers as text: TSV, CSV, JSON, LaTeX, and columns for readers."""
