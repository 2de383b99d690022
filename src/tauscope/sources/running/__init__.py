"""Runners, which let a source make one choice after another, in a thread or in a process."""
