"""The plots of a decoding tree: its blocks, its ranked sequences, and their probabilities over τ."""
