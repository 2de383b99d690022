"""Parts of plots: of several, or of one that stands by itself."""
