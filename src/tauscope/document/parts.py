"""Parts of the window that View → Show Only hides and shows."""

from __future__ import annotations

from tauscope.core.errors import InputError

PARTS = {
    "table": "Table of logits",
    "energy": "Column E = −z",
    "probability": "Column p",
    "knobs": "Knobs",
    "dial": "Dial",
    "readouts": "Numbers below",
    "panel": "Panel of the source",
}
"""Titles of the parts by name. Which plots are shown, the bench says itself."""


def check_hidden(hidden: tuple[str, ...]) -> None:
    """Check names of hidden parts.

    Raises
    ------
    InputError
        If one is no part, is there twice, or they do not stand in the order of `PARTS`.
    """
    if list(hidden) != [part for part in PARTS if part in hidden]:
        raise InputError(f"What can be hidden is {', '.join(PARTS)}, each once and in this order.")
