"""A question for one value, asked again until it can be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QInputDialog, QWidget

from tauscope.core.errors import InputError

Value = TypeVar("Value")


def ask(
    parent: QWidget, title: str, label: str, text: str, parse: Callable[[str], Value]
) -> tuple[Value] | None:
    """Ask for a value; what cannot be read is refused in words and asked for again.

    Parameters
    ----------
    parent : QWidget
    title, label : str
        Of the dialog.
    text : str
        What stands in its line at first.
    parse : callable
        Reads what was typed, or raises `InputError`.

    Returns
    -------
    tuple of one value, or None
        None if the user would rather not say.
    """
    problem = ""
    while True:
        text, said = QInputDialog.getText(parent, title, f"{problem}\n{label}".strip(), text=text)
        if not said:
            return None
        try:
            return (parse(text),)
        except InputError as refusal:
            problem = str(refusal)
