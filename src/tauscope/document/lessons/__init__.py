"""Lessons: scripted walks through the bench, each one TOML file."""
