"""Distributions of which only some classes are listed: what follows for all numbers, and what does not."""
