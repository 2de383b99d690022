"""The panel of the teacher of digits."""
