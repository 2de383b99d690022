"""Whole sequences of a decoding tree, ranked, with what greedy, beams and draws found of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor

from tauscope.core.numbers import screen_number, screen_probability
from tauscope.document.studies.tree_view import TreeView
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.tree_plot import TreePlotBase
from tauscope.ui.plots.trees.sequence_rows import SequenceRows
from tauscope.ui.plots.trees.tree_words import brief, short_probability
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.tree_sequences import RankedSequence
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme

SMALL = 0.87
TICKS, LITTLE = "tick: p of model", "<0.001"
BAR = 0.2
"""Height of a bar under a name, in text heights."""

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}

LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


class SequencesPlot(TreePlotBase):
    """A list by the model's own probability; the bars are the probabilities at the dial's τ."""

    name = "sequences"
    explanation = (
        "Whole sequences by the model's own probability, with that at the dial's τ, and how often each was"
        " drawn."
    )
    usage = "Click a sequence to go to its end; point at one for its exact numbers."
    hint = "Look at the first row: is it the sequence that greedy decoding finds?"
    card_height = 14.0

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        super().__init__(perform, focus, theme)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.add_layer(self._paint)

    def caption(self, picture: Picture) -> str:
        """Say what the ranks are, and what the ticks are where τ or a knob made other bars."""
        rows = self.rows_of(picture)
        if rows is None:
            return ""
        ranked = "ranked by the model's own p"
        texts = (f"{ranked} (τ = 1, no knobs)", ranked, "by the model's own p", "")
        return OR.join(f"{text}   {TICKS}".lstrip() for text in texts) if rows.both else OR.join(texts)

    def rows_of(self, picture: Picture) -> SequenceRows | None:
        """Return the list for a picture in the plot as it is; None without a tree."""
        return self.laid_out(picture, SequenceRows)

    # Painting

    def _paint(self, painter: QPainter, picture: Picture) -> None:
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.theme.pen(self.theme.colours.accent, self.theme.line))
            painter.drawRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1))
        rows = self.rows_of(picture)
        if rows is None:
            self.paint_sentence(painter, picture)
            return
        self._paint_headings(painter, rows)
        whole = max((one.now for one in rows.listed), default=1.0) or 1.0
        whole = max(whole, *(one.own for one in rows.listed))
        for place, one in enumerate(rows.listed):
            self._paint_row(painter, rows, rows.rect(place), one, whole)
        if rows.has_more:
            at = QPointF(rows.name, self._baseline(rows, rows.rect(len(rows.listed))))
            font, room = self.theme.font(SMALL), rows.right - rows.name
            texts = (rows.more, rows.more.partition(",")[0])
            marks.write_fitting(painter, at, texts, font, self.theme.colours.muted, room, LEFT)
        self._paint_findings(painter, rows)

    def _paint_headings(self, painter: QPainter, rows: SequenceRows) -> None:
        theme, y = self.theme, 1.0 * self.theme.base
        names = ["p at τ", "p of model"] if rows.both else ["p at τ" if rows.is_turned else "p"]
        for x, name in zip(rows.columns, names, strict=True):
            marks.write(painter, QPointF(x, y), name, theme.font(SMALL), theme.colours.muted, RIGHT)
        if rows.tallied:
            marks.write(
                painter, QPointF(rows.tally, y), "drawn", theme.font(SMALL), theme.colours.muted, RIGHT
            )

    def _baseline(self, rows: SequenceRows, rect: QRectF) -> float:
        return rect.top() + 0.5 * rows.row + 0.2 * self.theme.base

    def _paint_row(
        self, painter: QPainter, rows: SequenceRows, rect: QRectF, one: RankedSequence, whole: float
    ) -> None:
        theme, base, y = self.theme, self.theme.base, self._baseline(rows, rect)
        if one.leaf in (self._hovered, rows.view.here):
            painter.fillRect(rect, theme.colours.selection)
        small = theme.font(SMALL)
        rank = f"{one.rank:,}"
        marks.write(painter, QPointF(rows.rank_end, y), rank, small, theme.colours.muted, RIGHT)
        self._paint_name(painter, rows, QPointF(rows.name, y), one)
        self._paint_bar(painter, rows, y + 0.32 * base, one, whole)
        numbers = [one.now, one.own] if rows.both else [one.now]
        for x, p in zip(rows.columns, numbers, strict=True):
            text = LITTLE if 0 < p < 0.00095 and rows.is_coarse else short_probability(p)
            marks.write(painter, QPointF(x, y), text, small, theme.colours.text, RIGHT)
        if rows.tallied:
            marks.write(painter, QPointF(rows.tally, y), f"{one.times:,}", small, theme.colours.muted, RIGHT)

    def _paint_name(self, painter: QPainter, rows: SequenceRows, at: QPointF, one: RankedSequence) -> None:
        """Write the sequence, and after it the methods that found it, if there is room for all of these."""
        theme, small = self.theme, self.theme.font(SMALL)
        found = ", ".join(one.marks)
        font = theme.font(0.94, strong=bool(found))
        name = _name(rows, one)
        room = rows.name_end - at.x() - 0.5 * theme.base
        text = marks.short(name, font, room, Qt.TextElideMode.ElideMiddle)
        marks.write(painter, at, text, font, theme.colours.text, LEFT)
        beside = at + QPointF(marks.text_width(text, font) + 0.6 * theme.base, 0)
        free = at.x() + room - beside.x()
        texts = (found, ", ".join(brief(one.marks)))
        marks.write_fitting(painter, beside, texts, small, theme.colours.muted, free, LEFT)

    def _paint_bar(
        self, painter: QPainter, rows: SequenceRows, y: float, one: RankedSequence, whole: float
    ) -> None:
        """Paint the probability at τ, and a tick at the model's own where it is another."""
        theme, height = self.theme, BAR * self.theme.base
        room = rows.name_end - rows.name - 0.5 * theme.base
        colour = theme.colours.of_class(one.colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        wide = room * one.now / whole
        painter.drawRoundedRect(QRectF(rows.name, y, wide, height), height / 2, height / 2)
        if rows.both:
            x = rows.name + room * one.own / whole
            painter.setPen(theme.pen(QColor(theme.colours.ghost), max(1.0, 0.6 * theme.line)))
            painter.drawLine(QPointF(x, y - 0.5 * height), QPointF(x, y + 1.5 * height))

    def _paint_findings(self, painter: QPainter, rows: SequenceRows) -> None:
        theme, base = self.theme, self.theme.base
        if not rows.lines:
            return
        y = rows.end + 0.45 * base
        painter.setPen(theme.pen(theme.colours.border, theme.hairline))
        painter.drawLine(QPointF(rows.left, y), QPointF(rows.right, y))
        for number, line in enumerate(rows.lines):
            for word in line:
                at = QPointF(rows.left + word.x, y + (number + 0.85) * 1.45 * base)
                colour = theme.colours.accent if word.hot else theme.colours.text
                marks.write(painter, at, word.text, rows.font(strong=word.strong), colour, LEFT)

    # The hand

    def sequence_at(self, point: QPointF) -> RankedSequence | None:
        """Return the sequence under the mouse."""
        rows = None if self.picture is None else self.rows_of(self.picture)
        place = (
            None if rows is None or not self.rect().contains(point.toPoint()) else rows.place_at(point.y())
        )
        return None if rows is None or place is None else rows.listed[place]

    def value_at(self, point: QPointF) -> str:
        """Exact numbers of the sequence under the mouse."""
        view, one = self.view(self.picture), self.sequence_at(point)
        return "" if view is None or one is None else "\n".join(_words(view, one))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the end of the sequence under the mouse."""
        view, one = self.view(self.picture), self.sequence_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and view is not None and one is not None:
            self.go(view, one.leaf)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the sequence above or below the present one; to the first if there is none."""
        step = _STEPS.get(Qt.Key(event.key()))
        view = self.view(self.picture)
        rows = None if self.picture is None else self.rows_of(self.picture)
        if step is None or view is None or rows is None:
            event.ignore()
            return
        leaves = [one.leaf for one in rows.listed]
        place = leaves.index(view.here) + step if view.here in leaves else 0
        if 0 <= place < len(leaves):
            self.go(view, leaves[place], self.walk)

    def node_at(self, point: QPointF) -> int | None:
        """Node of the sequence under the mouse."""
        found = self.sequence_at(point)
        return None if found is None else found.leaf

    def cursor_at(self, point: QPointF) -> Qt.CursorShape:
        """Return the pointing hand over sequences."""
        hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
        return arrow if self.sequence_at(point) is None else hand


def _name(rows: SequenceRows, one: RankedSequence) -> str:
    """Text of a sequence as it is listed; dots show that it goes on where the tree ends."""
    name = f"{rows.prompt} {one.name}" if rows.prompt else one.name
    return name if one.ended else f"{name} …"


def _nats(log_probability: float) -> str:
    return screen_number(log_probability, 3)


def _words(view: TreeView, one: RankedSequence) -> list[str]:
    """Exact numbers of a sequence, a line each."""
    draws = f"drawn {one.times:,} of {view.settings.draws:,} times"
    own = f"p {screen_probability(one.own)}, ln p {_nats(one.log_own)}"
    return [
        one.name,
        f"by the model: {own}, {view.rank_words(one.leaf)}",
        f"at the dial's τ: p {screen_probability(one.now)}, ln p {_nats(one.log_now)}",
        draws,
        *one.marks,
    ]
