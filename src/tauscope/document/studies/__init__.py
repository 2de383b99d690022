"""Studies of the sources: what takes a while to compute, and sentences on what was found."""
