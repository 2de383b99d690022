"""Decoding trees, written by hand: tokens with their probabilities at each node."""
