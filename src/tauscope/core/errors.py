"""The one error for input that a person got wrong."""


class InputError(ValueError):
    """What the user gave cannot be used; the message is a sentence that says why."""
