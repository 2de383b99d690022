"""The error for input that the user can correct."""


class InputError(ValueError):
    """An input cannot be used; the message is a sentence for the user that says why."""
