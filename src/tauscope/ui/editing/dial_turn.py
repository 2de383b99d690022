"""What dial, plots, keys and menus ask for to turn the dial."""

from __future__ import annotations

from functools import partial

from tauscope.document.edits import table_edits
from tauscope.ui.editing.history import EditRequest


def dial_turn(temperature: float, gesture: object = None) -> EditRequest:
    """Return the request that sets τ.

    Parameters
    ----------
    temperature : float
    gesture : object, optional
        Movement of the hand that the turn is part of.
    """
    return EditRequest(
        "turn the dial", partial(table_edits.set_temperature, temperature=temperature), gesture
    )


def fitted_turn(temperature: float) -> EditRequest:
    """Return the request that sets τ to a fitted one, τ*, as an entry of its own in the history."""
    return EditRequest("go to τ*", partial(table_edits.set_temperature, temperature=temperature))
