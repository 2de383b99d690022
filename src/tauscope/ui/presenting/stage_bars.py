"""The outlines of predicted bars on the stage, by keys: one is chosen, and moved up and down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.ui.plots.details.guess_bars import edit_of_bar, guess_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus

STEP = 0.05
"""Probability by which a key moves an outline."""


def choose_next_bar(picture: Picture | None, focus: Focus) -> None:
    """Select the class of the first outline, or of the one after that selected."""
    if picture is None:
        return
    keys = [int(picture.logits.keys[one.row]) for one in picture.drawn if one.row is not None]
    chosen = keys.index(focus.selected[0]) + 1 if focus.selected and focus.selected[0] in keys else 0
    focus.select((keys[chosen % len(keys)],) if keys else ())


def step_bar(
    picture: Picture | None, focus: Focus, perform: Perform, steps: float, gesture: Callable[[], object]
) -> bool:
    """Move the outline of the selected class.

    Parameters
    ----------
    picture : Picture or None
    focus : Focus
    perform : callable
    steps : float
        How far, in steps of 0.05.
    gesture : callable
        Returns the gesture of which the edit is part.

    Returns
    -------
    bool
        False if no bars are predicted, or not one class is selected.
    """
    guess = guess_of(picture) if picture is not None else None
    if picture is None or guess is None or not guess.open or len(focus.selected) != 1:
        return False
    row = picture.logits.row_of(focus.selected[0])
    if row is None:
        return False
    perform(edit_of_bar(picture, row, guess.bars[row] + STEP * steps, gesture()))
    return True
