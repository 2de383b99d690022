"""Animations: painted frame by frame in the window's thread, encoded elsewhere."""
