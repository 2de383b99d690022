"""Every text that a plot paints: how large it is, where it stands, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from tauscope.ui.plots.base.plot import Plot

ELLIPSIS = "…"

TOUCHING = 1.0
"""Pixels by which the ink of two texts may overlap: rounding, not writing over one another."""

LEANING = 0.2
"""Heights of the font by which a leaning letter may reach over what is painted next."""


class PaintedText(NamedTuple):
    """A text with the height of its font and the rectangle of its ink, in pixels of the plot."""

    text: str
    pixels: float
    ink: QRectF
    clip: QRectF


class TextRecorder(QPainter):
    """Paints all but texts, and notes every text that would be painted."""

    def __init__(self, paper: QImage) -> None:
        super().__init__(paper)
        self.texts: list[PaintedText] = []

    def drawText(self, *args: Any) -> None:  # type: ignore[override]  # noqa: N802  # Qt's name
        """Note a text at a point."""
        at, text = args
        assert isinstance(at, QPointF), "a text that is painted into a rectangle may be cut"
        transform, font = self.worldTransform(), self.font()
        metrics, inked = QFontMetricsF(font), text.lstrip(" ")
        blank = metrics.horizontalAdvance(text[: len(text) - len(inked)])
        ink = transform.mapRect(metrics.tightBoundingRect(inked).translated(at + QPointF(blank, 0)))
        across = transform.mapRect(QRectF(0, 0, 100, 100)).height() / 100
        paper = QRectF(0, 0, self.device().width(), self.device().height())
        clip = transform.mapRect(self.clipBoundingRect()) if self.hasClipping() else paper
        self.texts.append(PaintedText(text, font.pixelSize() * across, ink, clip & paper))


def painted_texts(plot: Plot) -> list[PaintedText]:
    """Every text of a plot, as it is painted now."""
    paper = QImage(plot.size(), QImage.Format.Format_ARGB32_Premultiplied)
    painter = TextRecorder(paper)
    plot.draw(painter)
    painter.end()
    return painter.texts


def faults(plot: Plot, least: float) -> Iterator[str]:
    """What is wrong with the texts of a plot: too small, cut, or over one another."""
    texts = painted_texts(plot)
    labels = [] if plot.picture is None else [one.label for one in plot.picture.drawn]
    for one in texts:
        if one.pixels < least:
            yield f"“{one.text}” is {one.pixels:.0f} pixels high, not {least:.1f}"
        if not (one.ink.isEmpty() or one.clip.adjusted(-1, -1, 1, 1).contains(one.ink)):
            yield f"“{one.text}” is cut: {_words(one.ink)} in {_words(one.clip)}"
        if re.search(r"\S…", one.text) and not _shortens(one.text, labels):
            yield f"“{one.text}” is shortened, and no name of a class"
    inner = [one.ink.adjusted(TOUCHING, TOUCHING, -TOUCHING, -TOUCHING) for one in texts]
    for first, second in _meeting(inner):
        (one, ink), (other, beside) = (texts[first], inner[first]), (texts[second], inner[second])
        if second == first + 1:
            # Of a formula that is painted part by part leaning letters reach over the next part.
            beside = beside.adjusted(LEANING * other.pixels, 0, 0, 0)
        if ink.intersects(beside):
            yield f"“{one.text}” and “{other.text}” overlap: {_words(ink)}, {_words(beside)}"


def _meeting(rects: list[QRectF]) -> Iterator[tuple[int, int]]:
    """Pairs of rectangles that may meet, few of very many, each pair in the order of the list."""
    # Ink that is narrower than what may touch has its edges changed over.
    left, top, right, bottom = np.array([one.normalized().getCoords() for one in rects]).reshape(-1, 4).T
    across = np.minimum.outer(right, right) >= np.maximum.outer(left, left)
    along = np.minimum.outer(bottom, bottom) >= np.maximum.outer(top, top)
    pairs: list[list[int]] = np.argwhere(np.triu(across & along, 1)).tolist()
    yield from map(tuple, pairs)


def _shortens(text: str, labels: list[str]) -> bool:
    """Whether a text is the beginning of a label: the whole of it is said at the mouse."""
    parts = re.split(r", | = | \+ ", text)
    begins = [part.partition(ELLIPSIS)[0].removeprefix("also ") for part in parts if ELLIPSIS in part]
    return all(begin and any(begin in label for label in labels) for begin in begins)


def _words(rect: QRectF) -> str:
    return f"{rect.left():.0f}–{rect.right():.0f} × {rect.top():.0f}–{rect.bottom():.0f}"
