"""The plots of the teacher of digits and of its students."""
