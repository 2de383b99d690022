"""Dragging a bar of a distribution."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tauscope.document.edits import probability_edits
from tauscope.ui.editing.history import EditRequest

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture

NEAREST = 1e-4
"""How near to 0 and 1 a bar can be dragged."""


class GrabbedBar(NamedTuple):
    """A bar that the mouse holds.

    Attributes
    ----------
    key : int
        Key of its class.
    p : float
        Its probability when it was grabbed.
    y : float
        Pixel at which it was grabbed.
    gesture : object
        Edits of one drag are undone together.
    """

    key: int
    p: float
    y: float
    gesture: object

    def edit(self, picture: Picture, row: int, wanted: float) -> EditRequest:
        """Return the edit that gives a class, or the group that its row stands for, another probability."""
        wanted = min(max(wanted, min(NEAREST, self.p)), 1 - NEAREST)
        grouped = picture.prepared.grouped
        number = -1 if grouped is None else int(grouped.members.numbers[row])
        if grouped is None or number < 0:
            edit = partial(probability_edits.set_probability, row=row, probability=wanted)
            return EditRequest(f"drag {picture.logits.labels[row]}", edit, self.gesture)
        rows = grouped.members.rows_of(number).tolist()
        edit = partial(probability_edits.set_probability_of_group, rows=rows, probability=wanted)
        return EditRequest(f"drag {grouped.members.present[number].name}", edit, self.gesture)
