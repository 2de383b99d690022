"""What dial, plots, keys and menus ask for to turn the dial."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal, get_args

from tauscope.document.edits import table_edits
from tauscope.ui.editing.history import EditRequest

if TYPE_CHECKING:
    from tauscope.document.document import Document

Bound = Literal["start", "end"]
"""Name of a bound of the play."""

BOUNDS: tuple[Bound, ...] = get_args(Bound)


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


def play_bound(bound: Bound, temperature: float, gesture: object) -> EditRequest:
    """Return the request that sets one of the temperatures between which τ is played."""

    def edit(document: Document) -> Document:
        start = temperature if bound == "start" else document.motion.start
        end = temperature if bound == "end" else document.motion.end
        return table_edits.set_motion(document, replace(document.motion, start=start, end=end))

    return EditRequest("move a bound of the play", edit, gesture)
