"""Engines: what each makes of the same logits and the same request, side by side on one axis."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from tauscope.core.bounds import counted, lower, upper
from tauscope.document.edits import chain_edits
from tauscope.document.picture.chains.engine_comparison import asked
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.axes import PER_CENT, per_cent
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.side_by_side import engine_layout, engine_lines, engine_words
from tauscope.ui.plots.side_by_side.engine_layout import Cell, Plan
from tauscope.ui.plots.tools.request_tool import RequestTool
from tauscope.ui.widgets.plain_text import tip_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFont, QMouseEvent, QPainter
    from PySide6.QtWidgets import QWidget

    from tauscope.core.chain.engines import Engine
    from tauscope.document.picture.chains.engine_comparison import Answer, EngineComparison
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme

BAR = 0.78
"""Width of a bar, in slots."""

FLAT = 0.6
"""Text heights below which a bar's hatch is not seen."""


class EnginesPlot(Plot):
    """One small distribution for each engine, the difference marked, and the sentence that explains it."""

    name = "engines"
    card_height = 16.5
    explanation = "The same logits and request in every engine; differences from the first are marked."
    usage = (
        "Set the request in the heading; click the title of an engine to use its chain; click a "
        "bar to select its class."
    )
    hint = "Ask for top-p and a high temperature together: engines differ in what they apply first."

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._plan = Plan(True, 1, 1, 3, 0.0)
        self._armed: Engine | None = None
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint)

    # What stands around it

    @cached_property
    def tool(self) -> RequestTool:
        """Tool for the request."""
        return RequestTool(self.perform, self.said.emit, self.around)

    @property
    def tools(self) -> Sequence[QWidget]:
        """Widgets for the request."""
        return (self.tool,)

    def show_in_tools(self, picture: Picture) -> None:
        """Show the present request."""
        document = picture.document
        recommended = document.source.recommended
        self.tool.show_request(
            document.request, picture.temperature, recommended if recommended.usable else None
        )

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        super().apply_theme(theme)
        if "tool" in vars(self):
            self.tool.apply_theme(theme)

    def caption(self, picture: Picture) -> str:
        """State the request if the fields are folded, and explain the marks."""
        side = picture.engines
        own = "at the request's τ, not the dial's" if picture.document.request.temperature is not None else ""
        own = asked(picture.document.request) if self.tool.is_folded else own
        cut = "hatched: cut" if any(any(answer.cut) for answer in side.answers) else ""
        differs = any(any(answer.differs) for answer in side.answers)
        mark = f"▬ not as in {side.first.engine.title}" if differs and side.first else ""
        parts = list(filter(None, (_open(side), own, cut, mark)))
        room, font = self.tool.beside, self.theme.font(0.9)
        while marks.text_width("   ".join(parts), font) > room:
            parts.pop()
        return "   ".join(parts)

    def legend(self, picture: Picture) -> str:
        """State the request: a figure has no fields."""
        cut = "hatched: cut" if any(any(answer.cut) for answer in picture.engines.answers) else ""
        return "   ".join(filter(None, (asked(picture.document.request), _open(picture.engines), cut)))

    def describe(self, picture: Picture) -> str:
        """Say why the engines differ, and how many classes each keeps."""
        side = picture.engines
        parts = (
            f"{one.engine.title}: {one.refusal or f'{counted(one.survivors)} kept'}"
            + ("" if one.decided else f" ({side.undecidable})")
            for one in side.answers
        )
        return f"{side.sentence} {'; '.join(parts)}."

    # Where everything is

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Sentence and titles above, per cent on the left, names and words below."""
        base, plan = self.theme.base, self._planned(picture)
        self._plan = plan
        room = self.height() / base - plan.top - plan.bottom
        self.axes.set_ticks("left", per_cent(room) if plan.across else [])
        self.axes.set_ticks("bottom", [])
        self.axes.set_room("bottom", plan.bottom * base)
        self.axes.set_margins(0, plan.top * base, 0.6 * base, 0)
        return (0.0, 1.0), (0.0, 1.0)

    def _planned(self, picture: Picture) -> Plan:
        return engine_layout.plan(picture, self.size(), self.theme)

    def on_temperature(self) -> None:
        """Show the answers; lay out again if texts changed."""
        if self.picture is not None and self._planned(self.picture) != self._plan:
            self.arrange()
        else:
            self.refresh()

    def _cells(self) -> list[Cell]:
        return engine_layout.cells(self._plan, self.frame.rect, self.theme.base)

    # Painting

    def _paint(self, painter: QPainter, picture: Picture) -> None:
        side, plan, theme = picture.engines, self._plan, self.theme
        engine_words.paint_sentence(painter, theme, side, self.width(), plan)
        if plan.across:
            self.paint_grid(painter, [level for level, _ in PER_CENT])
        cells = [(cell, side.answers[cell.places[0]]) for cell in self._cells()]
        largest = max((max(one.p) for one in side.answers if not one.refusal), default=0.0)
        for cell, answer in cells:
            engine_words.paint_words(painter, theme, side, cell, plan)
            if not answer.refusal:
                self._paint_bars(painter, cell.bars, answer, picture, largest)
        for cell, answer in cells if plan.across else cells[-1:]:
            if not (plan.across and answer.refusal):
                self._paint_names(painter, cell.bars, picture)
        if plan.left_out:
            row = self.frame.rect.height() / (len(cells) + 1)
            engine_words.paint_left_out(painter, theme, plan.left_out, self.frame.rect, row)

    def _paint_bars(
        self, painter: QPainter, area: QRectF, answer: Answer, picture: Picture, largest: float
    ) -> None:
        slot = area.width() / len(picture.drawn)
        font = marks.number_font(self.theme, slot, largest) if self._plan.across else None
        for place, one in enumerate(picture.drawn):
            column = QRectF(area.left() + place * slot, area.top(), slot, area.height())
            if one.row is not None and self.is_marked(one.row):
                painter.fillRect(column, self.theme.colours.selection)
            if lower(answer.number(place)) > 0:
                marks.fill_bar(painter, _bar(column, lower(answer.number(place))), self.theme, one.colour)
            if answer.bounds:
                low, high = (_bar(column, end) for end in answer.bounds[place])
                paint = marks.paint_range if slot < self.theme.base else marks.paint_whisker
                paint(painter, low, high, self.theme)
            if answer.cut[place] > 0:
                self._paint_cut(painter, column, answer, place, one.colour)
            if answer.differs[place]:
                under = QRectF(column.left(), area.bottom() + 1, slot, 0.28 * self.theme.base)
                painter.fillRect(under, self.theme.colours.accent)
            if font is not None:
                self._paint_number(painter, column, answer, place, font)

    def _paint_cut(
        self, painter: QPainter, column: QRectF, answer: Answer, place: int, colour: int | None
    ) -> None:
        """Hatch the bar of a class that was cut; write “cut” in a row too flat for hatches."""
        theme, bar = self.theme, _bar(column, answer.cut[place])
        font = theme.font(engine_words.SMALLEST)
        flat = not self._plan.across and bar.height() < FLAT * theme.base < column.height()
        if not flat or marks.text_width(marks.CUT, font) + 0.3 * theme.base > column.width():
            marks.paint_cut(painter, bar, theme, colour)
            return
        ink = theme.colours.accent if answer.differs[place] else theme.colours.muted
        at = QPointF(column.center().x(), column.bottom() - 0.1 * theme.base)
        marks.write(painter, at, marks.CUT, font, ink)

    def _paint_names(self, painter: QPainter, area: QRectF, picture: Picture) -> None:
        theme, font, plan = self.theme, self.theme.font(engine_layout.NAME), self._plan
        for place, one in enumerate(picture.drawn if plan.names else ()):
            middle = area.left() + (place + 0.5) * area.width() / len(picture.drawn)
            if plan.upright:
                text = marks.short(one.label, font, (plan.names - 0.5) * theme.base)
                at = QPointF(middle, area.bottom() + 0.6 * theme.base)
                marks.write_upright(painter, at, text, font, theme.colours.text)
            else:
                at = QPointF(middle, area.bottom() + 1.35 * theme.base)
                marks.write(painter, at, one.label[:40], font, theme.colours.text)

    def _paint_number(
        self, painter: QPainter, column: QRectF, answer: Answer, place: int, font: QFont
    ) -> None:
        """Write the probability, or “cut”, over a bar if it fits."""
        theme, room = self.theme, column.width()
        p, cut = answer.p[place], answer.cut[place]
        number = answer.number(place)
        texts = [marks.CUT] if cut and not p else marks.number_texts(number)
        text = next((text for text in texts if marks.text_width(text, font) <= room), None)
        at = QPointF(column.center().x(), _bar(column, max(upper(number), cut)).top() - 0.4 * theme.base)
        if text is not None:
            colour = theme.colours.accent if answer.differs[place] else theme.colours.text
            marks.write(painter, at, text, font, colour)

    # The hand

    def _slot_at(self, point: QPointF) -> tuple[Answer, int] | None:
        """Cell under the mouse, and place of the class among those drawn."""
        if self.picture is None:
            return None
        count = len(self.picture.drawn)
        for cell in self._cells():
            answer = self.picture.engines.answers[cell.places[0]]
            if cell.bars.contains(point) and not answer.refusal:
                across = (point.x() - cell.bars.left()) / cell.bars.width()
                return answer, min(int(across * count), count - 1)
        return None

    def class_at(self, point: QPointF) -> int | None:
        """Row of the bar in whose column the mouse is."""
        slot = self._slot_at(point)
        return self.picture.drawn[slot[1]].row if self.picture is not None and slot is not None else None

    def value_at(self, point: QPointF) -> str:
        """The class under the mouse and its probability in the engine of its cell."""
        slot = self._slot_at(point)
        if self.picture is None or slot is None:
            return ""
        answer, place = slot
        text = marks.value_text(self.picture.drawn[place].label, answer.number(place), answer.cut[place])
        return f"{text} in {answer.engine.title}"

    def _answers_at(self, point: QPointF) -> list[Answer]:
        """Answers of the engines over whose title the mouse is: several that answer alike share one."""
        if self.picture is None:
            return []
        answers = self.picture.engines.answers
        found = (cell.places for cell in self._cells() if cell.title.contains(point))
        return [answers[place] for place in next(found, ())]

    def _engine_at(self, point: QPointF) -> Engine | None:
        """The first engine over whose title the mouse is."""
        return next((answer.engine for answer in self._answers_at(point)), None)

    def cursor_at(self, point: QPointF) -> Qt.CursorShape:
        """Return the pointing hand over a title."""
        shapes = Qt.CursorShape
        return shapes.PointingHandCursor if self._engine_at(point) else shapes.ArrowCursor

    def press(self, point: QPointF) -> bool:
        """Remember the engine whose title is pressed."""
        self._armed = self._engine_at(point)
        return self._armed is not None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Use the chain of the engine whose title was clicked."""
        armed, self._armed = self._armed, None
        if armed is not None and armed is self._engine_at(event.position()):
            self.take(armed)
        super().mouseReleaseEvent(event)

    def take(self, engine: Engine) -> None:
        """Use the chain on the bench that an engine makes of the request."""
        if self.picture is None:
            return
        edit = partial(chain_edits.use_engine, name=engine.name, **self.picture.request.given)
        sentence = self.perform(EditRequest(f"use the chain of {engine.title}", edit))
        self.refuse(sentence)
        if not sentence:
            self.said.emit(f"The bench now uses the chain of {engine.title}. {engine.read_in}")

    def viewportEvent(self, event: QEvent) -> bool:
        """Show the tooltip of a title."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            if tip := self._tip_at(QPointF(event.pos())):
                QToolTip.showText(event.globalPos(), tip, self)
            else:
                QToolTip.hideText()
            return True
        return bool(super().viewportEvent(event))

    def _tip_at(self, point: QPointF) -> str:
        """Text of the tooltip: facts on an engine at its title, elsewhere a sentence that did not fit."""
        answers = self._answers_at(point)
        if answers and self.picture is not None:
            return tip_text(_tip(answers, self.picture.engines))
        if self.picture is None or point.y() > self.frame.rect.top() or self._plan.sentence:
            return ""
        return tip_text(self.picture.engines.sentence)


def _open(side: EngineComparison) -> str:
    """Say what a range of kept classes means; empty if each engine's number is known."""
    return "" if all(answer.decided for answer in side.answers) else f"a range: {side.undecidable}"


def _tip(answers: Sequence[Answer], side: EngineComparison) -> str:
    """Tooltip of an engine: its chain, its source, and the engines with the same answer."""
    answer, others = answers[0], [one.engine.title for one in answers[1:]]
    engine = answer.engine
    lines = (
        f"{engine.title} ({engine.edition}). Click to use this chain on the bench.",
        answer.reason or f"Chain: {engine_lines.chain_line(answer.outcome)}",
        "" if answer.decided else f"Which classes it keeps is {side.undecidable}.",
        "" if answer.compared is not None else f"{side.versus(answer)}.",
        f"The same answer: {', '.join(others)}." if others else "",
        f"Source: {engine.source}.",
        f"Temperature: {engine.at_zero}",
        engine.note,
    )
    return "\n".join(filter(None, lines))


def _bar(column: QRectF, p: float) -> QRectF:
    """Rectangle of a bar of this height in its column."""
    width, height = BAR * column.width(), p * column.height()
    return QRectF(column.center().x() - width / 2, column.bottom() - height, width, height)
