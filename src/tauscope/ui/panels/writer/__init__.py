"""The panel of the writer: one text, or several side by side."""
