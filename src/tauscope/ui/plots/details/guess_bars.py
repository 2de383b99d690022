"""Outlines of the bars that the user predicts in a lesson: dragged before the truth is shown, kept after."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from tauscope.core.numbers import screen_percentage
from tauscope.document.library import lesson_walk
from tauscope.document.library.lesson_guess import guessed_bars, with_bar
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme

WIDTH = 0.86
"""Width of an outline, in slots."""

GRIP = (1.9, 0.55)
"""Width and height of a grip, in text heights."""


class Guess(NamedTuple):
    """Predicted bars: their probabilities by row, and whether they can be dragged still."""

    bars: tuple[float, ...]
    open: bool


def guess_of(picture: Picture) -> Guess | None:
    """Return the predicted bars of the present step; None where none are asked for or drawn singly."""
    place = picture.document.lesson
    if place is None or place.present.prediction is None or place.present.prediction.kind != "draw":
        return None
    if picture.prepared.grouped is not None or any(one.row is None for one in picture.drawn):
        return None
    bars, veiled = guessed_bars(place), lesson_walk.is_veiled(picture.document)
    if len(bars) != len(picture.logits) or not (veiled or place.guess):
        return None
    return Guess(bars, veiled)


class GuessBars:
    """Paints the outlines.

    Parameters
    ----------
    rect : callable
        Returns the rectangle of a bar for a place, a probability and a width in slots.
    """

    def __init__(self, rect: Callable[[int, float, float], QRectF]) -> None:
        self._rect = rect

    def paint(self, painter: QPainter, picture: Picture, guess: Guess, theme: Theme) -> None:
        """Paint the outlines; while they can be dragged with a grip and their numbers."""
        for place, one in enumerate(picture.drawn):
            p = guess.bars[one.row or 0]
            outline = self._rect(place, p, WIDTH)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.pen(theme.colours.text, max(2.0, 0.9 * theme.line)))
            painter.drawRoundedRect(outline, 3, 3)
            if guess.open:
                self._paint_grip(painter, outline, theme)
                self._paint_number(painter, outline, p, theme)

    def _paint_grip(self, painter: QPainter, outline: QRectF, theme: Theme) -> None:
        width, height = min(GRIP[0] * theme.base, 0.6 * outline.width()), GRIP[1] * theme.base
        grip = QRectF(outline.center().x() - width / 2, outline.top() - height / 2, width, height)
        painter.setBrush(theme.colours.card)
        painter.setPen(theme.pen(theme.colours.accent, max(1.5, 0.7 * theme.line)))
        painter.drawRoundedRect(grip, height / 2, height / 2)

    def _paint_number(self, painter: QPainter, outline: QRectF, p: float, theme: Theme) -> None:
        font = theme.font(1.1, strong=True)
        at = QPointF(outline.center().x(), outline.top() - 0.55 * theme.base)
        marks.write(painter, at, screen_percentage(p), font, theme.colours.text)


def edit_of_bar(picture: Picture, row: int, p: float, gesture: object) -> EditRequest:
    """Return the edit that sets the predicted bar of a row to `p`."""
    guess = guess_of(picture)
    bars = with_bar(guess.bars, row, p) if guess is not None else ()
    return EditRequest("drag a prediction", lambda document: lesson_walk.set_guess(document, bars), gesture)
