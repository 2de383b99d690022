"""Recorded logits and log-probabilities, step by step, as files and servers' answers hold them."""
