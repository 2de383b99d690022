"""The recipe of the teacher of digits: python -m digits FILE.npz."""
