"""The panel of a trace, its text and its strip."""
