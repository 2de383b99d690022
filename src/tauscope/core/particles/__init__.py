"""Particles that show where e^(−E/kT) comes from."""
