"""Details of the rank plot."""
