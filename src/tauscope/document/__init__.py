"""Frozen values: what the user means (Document), what is drawn of it (Picture), how both are written."""
