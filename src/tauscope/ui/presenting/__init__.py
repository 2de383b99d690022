"""Presentation: the audience's stage, and the presenter's window."""
