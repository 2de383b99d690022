"""Compare: the same logits at several temperatures, side by side on one axis, and what is claimed of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from tauscope.core.bar_scale import BarScale
from tauscope.core.bounds import upper, written
from tauscope.core.numbers import screen_percentage, screen_temperature
from tauscope.document.formulas import ENTROPY
from tauscope.document.picture.claims import needed_temperature
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.axes import GAP
from tauscope.ui.plots.base.parts import PartsPlot
from tauscope.ui.plots.side_by_side.entropy_words import shorter_entropy_texts
from tauscope.ui.plots.tools.comparison_field import ComparisonField
from tauscope.ui.widgets.card import OR
from tauscope.ui.widgets.plain_text import tip_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor, QFont, QPainter
    from PySide6.QtWidgets import QWidget

    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.plotted_class import Compared, PlottedClass
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme

LEAST = 9.0
"""Text heights that bars need where a sentence stands below them."""

LINE, SENTENCE = 1.35, 0.93
"""Line pitch and text size of the sentence, in text heights."""

LABEL, LABEL_LINE, LABEL_ROOM = 0.82, 1.1, 0.94
"""Size of what is written at a claim, the height of that line, and the share of a slot that it may take."""


class ComparePlot(PartsPlot):
    """One small distribution for each temperature; entropy and leader stand under it."""

    name = "compare"
    explanation = "The same logits at several temperatures, on one axis: they look like several models."
    usage = "Type the temperatures in the heading; click a bar to select its class."
    hint = "Compare τ = 0.5 with τ = 2: the order of the bars is the same, their ratios are not."
    between = 0.8

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._compared: tuple[float, ...] = ()
        self._sentences, self._labelled = "", False
        self._lines: list[str] = []
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint)

    @cached_property
    def field(self) -> ComparisonField:
        """Field for the temperatures."""
        return ComparisonField(self.perform)

    @property
    def tools(self) -> Sequence[QWidget]:
        """The field of temperatures."""
        return (self.field,)

    def show_in_tools(self, picture: Picture) -> None:
        """Show which temperatures are compared."""
        self.field.show_temperatures(picture.document.comparison)

    def caption(self, picture: Picture) -> str:
        """Explain the dashes, if there are any."""
        claims = picture.claims
        if claims is None or not _sentences(picture):
            return ""
        return OR.join((f"┄ what {claims.by[0].lower()}{claims.by[1:]} says", f"┄ {claims.tag}", ""))

    def describe(self, picture: Picture) -> str:
        """Describe the leader at each temperature, what is claimed of it, and what is true."""
        leaders = []
        for compared in picture.comparison:
            top = max(compared.drawn, key=lambda one: upper(one.number))
            value = marks.value_text(top.label, top.number, top.cut)
            leaders.append(f"at τ = {screen_temperature(compared.temperature)} {value}")
        return f"Most likely: {', '.join(leaders)}. {_sentences(picture)}".rstrip()

    # Where everything is

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Per cent on the left; τ above each part, names and numbers below, what is claimed under all."""
        base, count = self.theme.base, len(picture.document.comparison)
        self._compared, self._sentences = picture.document.comparison, _sentences(picture)
        self.scale = _scale(picture)
        slot = self.share_out(picture, count) / (len(picture.drawn) + self.between)
        wide = LABEL_ROOM * slot >= marks.text_width("┄ 88%", self.theme.font(LABEL))
        self._labelled = bool(self._sentences) and wide
        above = (2.4 if self.low else 3.6) * base + (LABEL_LINE * base if self._labelled else 0.0)
        below = (2.0 if self.low else 3.4) * base
        self._lines = self._sentence_lines(picture, above + below)
        self.setToolTip(tip_text(self._sentences))
        self.set_rooms(above, below + (LINE * len(self._lines) + 0.3 * bool(self._lines)) * base)
        return self.ranges(picture, count)

    def _sentence_lines(self, picture: Picture, words: float) -> list[str]:
        """Lines of the sentence; at most one line if the bars need the room."""
        if picture.claims is None or not self._sentences:
            return []
        base, font = self.theme.base, self.theme.font(SENTENCE)
        room = self.width() - 1.2 * base
        lines = marks.wrapped(self._sentences, font, room)
        if self.height() - words - self.names_height - LINE * len(lines) * base >= LEAST * base:
            return lines
        short = picture.claims.in_short(picture.logits)
        return [next((text for text in short if marks.text_width(text, font) <= room), short[-1])]

    def on_temperature(self) -> None:
        """Mark the dial's τ; lay out again if temperatures or claims changed."""
        if self.picture is None:
            return
        now = (self.picture.document.comparison, _sentences(self.picture), _scale(self.picture))
        if now == (self._compared, self._sentences, self.scale):
            self.refresh()
        else:
            self.arrange()

    # Painting

    def _paint(self, painter: QPainter, picture: Picture) -> None:
        self.paint_scale(painter)
        self.fit_numbers(max(upper(one.number) for compared in picture.comparison for one in compared.drawn))
        for part, compared in enumerate(picture.comparison):
            start = self.start(picture, part)
            for place, one in enumerate(compared.drawn):
                self._paint_slot(painter, picture, start + place, one, compared)
            if not self.low:
                self._paint_leader(painter, picture, compared, part)
        self._paint_headings(painter, picture)
        self._paint_entropies(painter, picture)
        self._paint_sentence(painter)

    def _paint_slot(
        self, painter: QPainter, picture: Picture, slot: float, one: PlottedClass, compared: Compared
    ) -> None:
        self.paint_bar(painter, slot, one, one.number, one.cut)
        claimed = compared.claim.of(one.row) if compared.claim else None
        if claimed is not None and picture.claims is not None:
            self._paint_claim(painter, slot, claimed, max(one.p, claimed), picture.claims.tag)
        self.paint_name(painter, slot, one.label)
        height = max(upper(one.number), one.cut, claimed or 0.0)
        self.paint_number(painter, slot, one.number, height, cut=one.is_cut)

    def _paint_claim(self, painter: QPainter, slot: float, claimed: float, height: float, tag: str) -> None:
        """Paint dashes at the claimed end of a bar, and write over its number whose claim this is."""
        theme, top = self.theme, self.bar_rect(slot, claimed, 0.96)
        painter.setPen(theme.pen(theme.colours.card, theme.line + 2.0))
        painter.drawLine(top.topLeft(), top.topRight())
        pen = theme.pen(theme.colours.text, theme.line)
        pen.setDashPattern([2, 1.5])
        painter.setPen(pen)
        painter.drawLine(top.topLeft(), top.topRight())
        if self._labelled:
            at = QPointF(top.center().x(), self.top_of(height) - 1.55 * theme.base)
            texts = [f"{tag}: {claimed:.0%}", f"┄ {claimed:.0%}"]
            room = self.bar_rect(slot, 1.0, LABEL_ROOM).width()
            marks.write_fitting(painter, at, texts, theme.font(LABEL), theme.colours.muted, room)

    def _paint_headings(self, painter: QPainter, picture: Picture) -> None:
        """Write τ over each part, in the colour of the dial where the dial stands there."""
        theme = self.theme
        y = self.frame.rect.top() - (1.5 if self.low else 2.3) * theme.base
        y -= LABEL_LINE * theme.base if self._labelled else 0.0
        numbers = [screen_temperature(compared.temperature) for compared in picture.comparison]
        here = [compared.temperature == picture.temperature for compared in picture.comparison]
        colours = [theme.colours.accent if there else theme.colours.text for there in here]
        ways = [[f"τ = {number}", f"τ {number}", number] for number in numbers]
        font = theme.font(1.0 if self.low else 1.15, strong=True)
        self._paint_row(painter, picture, y, "τ", ways, font, colours)

    def _paint_entropies(self, painter: QPainter, picture: Picture) -> None:
        """Write the entropy under each part."""
        ways = [shorter_entropy_texts(compared.entropy) for compared in picture.comparison]
        colours = [self.theme.colours.text] * len(ways)
        self._paint_row(painter, picture, self.below(0), ENTROPY, ways, self.theme.font(0.93), colours)

    def _paint_row(
        self,
        painter: QPainter,
        picture: Picture,
        y: float,
        symbol: str,
        ways: Sequence[Sequence[str]],
        font: QFont,
        colours: Sequence[QColor],
    ) -> None:
        """Write a number for each part, all in the same form; bare numbers follow a symbol at the left."""
        places = [self.part(picture, part) for part in range(len(ways))]
        room = places[0][1]
        lengths = zip(*ways, strict=True)
        shown = next((texts for texts in lengths if marks.all_fit(texts, font, room)), ())
        for (middle, _), text, colour in zip(places, shown, colours, strict=False):
            marks.write(painter, QPointF(middle, y), text, font, colour)
        if shown and not shown[0].startswith(symbol):
            at = QPointF(self.frame.rect.left() - GAP * self.theme.base, y)
            marks.write(painter, at, symbol, font, self.theme.colours.muted, Qt.AlignmentFlag.AlignRight)

    def _paint_leader(self, painter: QPainter, picture: Picture, compared: Compared, part: int) -> None:
        """Write under a part what its leader is claimed to need, or the leader."""
        texts, colour = self._claim(picture, compared) or self._leader(compared)
        middle, room = self.part(picture, part)
        at, font = QPointF(middle, self.below(1)), self.theme.font(0.93)
        marks.write_fitting(painter, at, texts, font, colour, room)

    def _leader(self, compared: Compared) -> tuple[list[str], QColor]:
        top = compared.top
        p = written(top.number, screen_percentage)
        return [f"{top.label[:40]} {p}", f"{top.label[:12]}… {p}", p], self.theme.colours.muted

    def _claim(self, picture: Picture, compared: Compared) -> tuple[list[str], QColor] | None:
        """Say at which τ the claim on the leader would hold."""
        claimed = compared.claim.of(compared.top.row) if compared.claim else None
        if claimed is None:
            return None
        needed = needed_temperature(picture.logits, claimed)
        texts = [f"{claimed:.0%} would need τ = {needed}", f"{claimed:.0%} needs τ = {needed}"]
        return [*texts, f"{claimed:.0%}: τ {needed}"], self.theme.colours.muted

    def _paint_sentence(self, painter: QPainter) -> None:
        """Write what is claimed and what is true under all."""
        theme, font = self.theme, self.theme.font(SENTENCE)
        top = self.frame.rect.bottom() + self.names_height + (2.0 if self.low else 3.4) * theme.base
        for place, line in enumerate(self._lines):
            at = QPointF(0.4 * theme.base, top + (1.3 + LINE * place) * theme.base)
            marks.write(painter, at, line, font, theme.colours.text, Qt.AlignmentFlag.AlignLeft)

    # The hand

    def value_at(self, point: QPointF) -> str:
        """The class under the mouse and its probability at the temperature of its part."""
        slot = self.slot_at(point)
        if self.picture is None or slot is None or slot[0] >= len(self.picture.comparison):
            return ""
        compared = self.picture.comparison[slot[0]]
        one = compared.drawn[slot[1]]
        value = marks.value_text(one.label, one.number, one.cut)
        text = f"{value} at τ = {screen_temperature(compared.temperature)}"
        claimed = compared.claim.of(one.row) if compared.claim else None
        return text if claimed is None else f"{text}\n{_claimant(self.picture)} {claimed:.0%}"


def _claimant(picture: Picture) -> str:
    """Beginning of a line on a claim: "napkin says"."""
    return f"{picture.claims.tag} says" if picture.claims is not None else ""


def _scale(picture: Picture) -> BarScale:
    """One scale for all temperatures and claims."""
    shown = [
        p for compared in picture.comparison for one in compared.drawn for p in (upper(one.number), one.cut)
    ]
    claims = (compared.claim for compared in picture.comparison if compared.claim)
    return BarScale.of(picture.document.scale, (*shown, *(p for claim in claims for p in claim.p)))


def _sentences(picture: Picture) -> str:
    """Sentences on what is claimed of these temperatures and what is true; empty if nothing is claimed."""
    claims = picture.claims
    if claims is None or not any(compared.claim for compared in picture.comparison):
        return ""
    return claims.sentences(picture.logits)
