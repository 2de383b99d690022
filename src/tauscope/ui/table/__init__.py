"""The table of logits."""
