"""What an answer lists, step by step: cells, checked and made a recording."""
