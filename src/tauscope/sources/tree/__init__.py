"""Decoding trees: what might be said, written by hand, with the probability of each token in each place."""
