"""One line of text with formulas in it: its letters, raised and lowered, and how they are painted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter

from tauscope.document import formulas
from tauscope.document.formulas import Run

SMALL = 0.72
"""Size of a superscript or subscript, as a share of its base."""

RAISED, LOWERED = 0.62, 0.28
"""How far the baseline of a superscript is above that of its base, and of a subscript below, in capitals."""

_ALL = 2**32 - 1
"""Every bit of a font's mask of properties that are set."""

LEANING = 0.07
"""Room after an italic letter before what is upright or small, in font sizes: the letter leans into it."""


class Piece(NamedTuple):
    """Letters in one font.

    Attributes
    ----------
    text : str
    font : QFont
    before : float
        Pixels between these letters and those before them.
    up : float
        Pixels from the baseline of the line up to that of these letters; negative where they are lowered.
    """

    text: str
    font: QFont
    before: float
    up: float

    @property
    def width(self) -> float:
        """Width in pixels, with the room before the piece."""
        return self.before + QFontMetricsF(self.font).horizontalAdvance(self.text)


class AnchoringPainter(QPainter):
    """Painter for files whose readers may lack the font: records how each text is aligned."""

    def write(self, at: QPointF, text: str, align: Qt.AlignmentFlag) -> None:
        """Write one line with the present font and pen."""
        raise NotImplementedError

    def write_line(self, at: QPointF, line: Line, align: Qt.AlignmentFlag) -> None:
        """Write one line of several pieces with the present pen."""
        raise NotImplementedError

    def go_on(self, text: str) -> None:
        """Write on, after a gap, with the present font and pen: where the last text ended is not known."""
        raise NotImplementedError


class Line:
    """Pieces side by side on one baseline; all lengths are in pixels."""

    def __init__(self, runs: Iterable[Run], font: QFont) -> None:
        self.font = _whole(font)
        self.pieces = tuple(_pieces(runs, font))

    @staticmethod
    def of(text: str, font: QFont) -> Line:
        """Set a text on one line, with its formulas in italics and raised or lowered letters."""
        return _line(text, font)

    @cached_property
    def widths(self) -> tuple[float, ...]:
        """Width of each piece in pixels, with the room before the piece."""
        return tuple(piece.width for piece in self.pieces)

    @cached_property
    def width(self) -> float:
        """Width of the line in pixels."""
        return sum(self.widths)

    @cached_property
    def above(self) -> float:
        """Height of capitals above the baseline, in pixels."""
        return max(piece.up + QFontMetricsF(piece.font).capHeight() for piece in self.pieces)

    @cached_property
    def below(self) -> float:
        """Depth of letters below the baseline, in pixels."""
        return max(QFontMetricsF(piece.font).descent() - piece.up for piece in self.pieces)

    def paint(
        self,
        painter: QPainter,
        at: QPointF,
        colour: QColor,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        """Write the line with its left end, middle or right end at this point of the baseline."""
        painter.setPen(colour)
        painter.setFont(self.font)
        if isinstance(painter, AnchoringPainter):
            painter.write_line(at, self, align)
            return
        share = {Qt.AlignmentFlag.AlignHCenter: 0.5, Qt.AlignmentFlag.AlignRight: 1.0}.get(align, 0.0)
        x = at.x() - share * self.width
        for piece, width in zip(self.pieces, self.widths, strict=True):
            painter.setFont(piece.font)
            painter.drawText(QPointF(x + piece.before, at.y() - piece.up), piece.text)
            x += width


@lru_cache(maxsize=512)
def _line(text: str, font: QFont) -> Line:
    """A line is measured once: to set one takes half a millisecond, and a frame writes a dozen."""
    return Line(_runs(text), font)


@lru_cache(maxsize=4096)
def text_width(text: str, font: QFont) -> float:
    """Pixels that a text takes on one line."""
    # A frame asks for some hundred widths, most of them again and again.
    return (
        Line.of(text, font).width if formulas.is_marked(text) else QFontMetricsF(font).horizontalAdvance(text)
    )


def shortened(text: str, font: QFont, width: float, mode: Qt.TextElideMode) -> str:
    """A text elided to `width` pixels; a formula is shown whole or not at all."""
    # Most texts fit, and their widths are known from the frame before.
    if text_width(text, font) <= width:
        return text
    metrics = QFontMetricsF(font)
    if not formulas.is_marked(text):
        return metrics.elidedText(text, mode, width)
    shown, room = "", width
    for part, is_formula in formulas.pieces(text):
        whole = formulas.formula(part) if is_formula else part
        if text_width(whole, font) + metrics.horizontalAdvance("…") > room:
            cut = "…" if is_formula else metrics.elidedText(f"{part}…", Qt.TextElideMode.ElideRight, room)
            return f"{shown.rstrip()}{cut}"
        shown, room = shown + whole, room - text_width(whole, font)
    return shown


def _runs(text: str) -> Iterator[Run]:
    for part, is_formula in formulas.pieces(text):
        yield from formulas.line(formulas.parts(part)) if is_formula else (Run(part),)


def _pieces(runs: Iterable[Run], font: QFont) -> Iterator[Piece]:
    leaning = False
    for run in runs:
        its, up, base = _font_of(font, run.italic, run.scripts)
        before = LEANING * base if leaning and not run.italic and not run.text.startswith(" ") else 0.0
        yield Piece(run.text, its, before, up)
        leaning = run.italic


@lru_cache(maxsize=512)  # a line with a number in it is set again at each turn of the dial
def _font_of(font: QFont, italic: bool, scripts: tuple[int, ...]) -> tuple[QFont, float, int]:  # a state
    """Font of a run, the pixels that it is raised, and the height of `font` in pixels."""
    base, its = QFontInfo(font).pixelSize(), _whole(font)
    its.setItalic(italic)
    up, size = 0.0, float(base)
    for script in scripts:
        capital = QFontMetricsF(its).capHeight()
        up += (RAISED if script > 0 else -LOWERED) * capital
        size *= SMALL
        its.setPixelSize(max(1, round(size)))
    return its, up, base


def _whole(font: QFont) -> QFont:
    """Copy a font with all its properties as set ones.

    Those that a widget inherits a painter replaces by the application's. Such a font equals one whose
    properties are set, and what is kept for the one is used for the other too.
    """
    whole = QFont(font)
    whole.setResolveMask(_ALL)
    return whole
