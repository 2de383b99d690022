"""Frozen values: what the user means (Document), what is drawn of it (Picture), and how both are written down."""
