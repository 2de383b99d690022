"""Bars of the chances of a bandit's arms, and the words above them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from tauscope.document.formulas import formula
from tauscope.document.picture.subjects.bandit_numbers import bandit_numbers
from tauscope.ui.painting import marks
from tauscope.ui.plots.bandit.arm_columns import BAR
from tauscope.ui.plots.base.axes import GAP, TICK_FONT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFont, QPainter

    from tauscope.core.bar_scale import BarScale
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.painting.frame import Frame
    from tauscope.ui.plots.bandit.arm_columns import Column
    from tauscope.ui.theme import Theme

    Ticks = Sequence[tuple[float, str]]

WORDS, WORDS_DOWN = 0.9, 1.3
"""Size of the words above the bars, and their baseline below the values, in text heights."""

MARK = 2.6
"""Width in text heights of a mark of the legend, with the gaps beside it."""


@dataclass(frozen=True)
class ChanceBars:
    """Paints the chances in their frame, with numbers over the bars if they are `numbered`."""

    theme: Theme
    frame: Frame
    scale: BarScale
    numbered: bool

    def paint(self, painter: QPainter, columns: Sequence[Column], ticks: Ticks) -> None:
        """Paint grid, ticks and a bar with its number for each column."""
        frame, theme = self.frame, self.theme
        painter.setPen(theme.pen(theme.colours.grid, theme.hairline))
        for height, _ in ticks:
            y = round(frame.y.pixel(height)) + theme.hairline % 2 / 2
            painter.drawLine(QPointF(frame.rect.left(), y), QPointF(frame.rect.right(), y))
        paint_ticks(painter, frame, ticks, theme)
        font = marks.number_font(theme, self._slot, max(one.chance for one in columns))
        for place, one in enumerate(columns):
            self._paint_bar(painter, place, one)
            if self.numbered and font is not None:
                self._write_number(painter, place, one, font)

    @property
    def _slot(self) -> float:
        """Width of a column in pixels."""
        return self.frame.x.pixel(1.0) - self.frame.x.pixel(0.0)

    def _bar(self, place: int, p: float) -> QRectF:
        x, top = self.frame.x, self.frame.y.pixel(self.scale.height(p))
        left, right = x.pixel(place - BAR / 2), x.pixel(place + BAR / 2)
        return QRectF(QPointF(left, top), QPointF(right, self.frame.rect.bottom()))

    def _paint_bar(self, painter: QPainter, place: int, one: Column) -> None:
        """Paint the bar of an arm, hatched if a knob cut the arm."""
        if one.chance > 0:
            marks.fill_bar(painter, self._bar(place, one.chance), self.theme, one.colour)
        elif one.cut > 0:
            marks.paint_cut(painter, self._bar(place, one.cut), self.theme, one.colour)

    def _write_number(self, painter: QPainter, place: int, one: Column, font: QFont) -> None:
        bar = self._bar(place, max(one.chance, one.cut))
        fine = self.scale.text(one.chance) if self.scale.name == "logarithmic" else None
        texts = [marks.CUT] if one.is_cut else [fine] if fine else marks.percentages(one.chance)
        at = QPointF(bar.center().x(), bar.top() - 0.4 * self.theme.base)
        marks.write_fitting(painter, at, texts, font, self.theme.colours.text, self._slot)

    def paint_words(
        self, painter: QPainter, start: QPointF, words: Sequence[str], *, true_values: bool
    ) -> None:
        """Say what the bars are, and what the marks above are where there is room for both.

        Parameters
        ----------
        painter : QPainter
        start : QPointF
            Lower left corner of the frame of the values.
        words : sequence of str
            What the bars are, at more and at less length.
        true_values : bool
            True if lines for true values are drawn.
        """
        base, font = self.theme.base, self.theme.font(WORDS)
        marked = ("true value", "estimate ± 2 se") if true_values else ("estimate ± 2 se",)
        y, right = start.y() + WORDS_DOWN * base, self.frame.rect.right()
        wide = sum(marks.text_width(text, font) + MARK * base for text in marked)
        room = right - start.x()
        if marks.text_width(words[0], font) + base + wide <= room:
            self._paint_legend(painter, QPointF(right - wide + 0.6 * base, y), marked, font)
            room -= wide
        left, colour = Qt.AlignmentFlag.AlignLeft, self.theme.colours.muted
        marks.write_fitting(painter, QPointF(start.x(), y), words, font, colour, room, left)

    def _paint_legend(self, painter: QPainter, at: QPointF, texts: Sequence[str], font: QFont) -> None:
        """Write each text with its mark after it: a line for true values, a ring for estimates."""
        theme, base = self.theme, self.theme.base
        for text in texts:
            marks.write(painter, at, text, font, theme.colours.muted, Qt.AlignmentFlag.AlignLeft)
            x = at.x() + marks.text_width(text, font) + base
            middle = QPointF(x, at.y() - 0.32 * font.pixelSize())
            if text == texts[-1]:
                painter.setPen(theme.pen(theme.colours.text, theme.line))
                painter.setBrush(theme.colours.card)
                painter.drawEllipse(middle, 0.28 * base, 0.28 * base)
            else:
                painter.setPen(theme.pen(theme.colours.muted, 1.3 * theme.line))
                half = QPointF(0.5 * base, 0)
                painter.drawLine(middle - half, middle + half)
            at = QPointF(x + (MARK - 1) * base, at.y())


def paint_ticks(painter: QPainter, frame: Frame, ticks: Ticks, theme: Theme) -> None:
    """Write the labels of an axis at the left of its frame."""
    font = theme.font(TICK_FONT)
    down = 0.35 * font.pixelSize()
    for value, text in ticks:
        at = QPointF(frame.rect.left() - GAP * theme.base, frame.y.pixel(value) + down)
        marks.write(painter, at, text, font, theme.colours.muted, Qt.AlignmentFlag.AlignRight)


def chance_words(picture: Picture) -> tuple[str, ...]:
    """Words for what the bars show, at more and at less length."""
    settings = bandit_numbers(picture).settings
    if settings.policy == "boltzmann":
        drawn = formula("softmax(Q/τ)") if picture.plain else "after all knobs"
    else:
        drawn = str(settings.policy_at(1.0))
    return (f"chance to be pulled next, {drawn}", f"chance, {drawn}", "chance")
