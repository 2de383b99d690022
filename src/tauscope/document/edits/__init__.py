"""Edits: the user's verbs, each a pure function Document → Document."""
