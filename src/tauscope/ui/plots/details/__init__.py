"""Parts of single plots."""
