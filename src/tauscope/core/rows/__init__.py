"""Many rows of logits: their entropies at any temperature, and two models' rows compared."""
