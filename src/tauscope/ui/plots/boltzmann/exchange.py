"""Exchange of quanta: particles that pass quanta around at random settle into e^(−E/kT)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from tauscope.core.numbers import exact_percentage, screen_number, screen_percentage, screen_temperature
from tauscope.core.particles.exchange import LARGEST_MEAN, PARTICLES, shared_out, temperature_of
from tauscope.document.formulas import formula
from tauscope.document.picture.subjects.exchange import Exchange, exchange_of
from tauscope.ui.formulas.line import SMALL
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.tools.exchange_tools import ExchangeTools
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme

BAR, EXPECTED = 0.64, 0.86
"""Widths of a bar and of the outline of what is expected, in slots."""

MOST = 24
"""Most numbers of quanta that have a bar; the last bar is for all above."""

TOPS = (0.1, 0.2, 0.5, 1.0)
"""Ends of the axis: the first that holds all bars."""

NAMES = 0.87
"""Size of the names below the bars, in text heights."""


class ExchangePlot(Plot):
    """Share of the particles with each number of quanta, over what e^(−E/kT) says."""

    name = "exchange"
    card_height = 14.0
    explanation = (
        "Particles begin alike and pass quanta of energy to one another at random; the number with q quanta "
        "settles into e^(−q/τ), and the mean energy alone sets τ."
    )
    usage = (
        "Run the exchange, or begin again, with the buttons in the heading; click a column to select "
        "its level."
    )
    hint = "Let it run from equal shares: nobody aims at the exponential, and it comes all the same."

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._shown: list[tuple[float, float]] = []
        self._top = 1.0
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint)

    @cached_property
    def controls(self) -> ExchangeTools:
        """Tools that let the particles exchange quanta."""
        return ExchangeTools(self.perform)

    @property
    def tools(self) -> Sequence[QWidget]:
        """Run, and back to equal shares."""
        return (self.controls,)

    def show_in_tools(self, picture: Picture) -> None:
        """Show how many rounds there were."""
        self.controls.show_rounds(picture.document.rounds)

    def caption(self, picture: Picture) -> str:
        """State particles and rounds."""
        counted = f"{PARTICLES:,} particles, {picture.document.rounds:,} rounds"
        return f"{counted}, levels without end{OR}{counted}"

    def describe(self, picture: Picture) -> str:
        """Say what the particles have come to."""
        return f"{self.legend(picture)}. {'; '.join(_words(picture.once(exchange_of))[0])}."

    def on_temperature(self) -> None:
        """Arrange again: there are other bars at another temperature."""
        self.arrange()

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Per cent at the left, numbers of quanta below, two lines of words above."""
        base, one = self.theme.base, picture.once(exchange_of)
        self._shown = _bars(one)
        self._top = max(self.least_end, _top(one))
        few = self.height() < 15 * base
        levels = (0.0, 1.0) if few else (0.0, 0.25, 0.5, 0.75, 1.0)
        self._levels = [self._top * level for level in levels]
        self.axes.set_ticks("left", [(level, f"{100 * level:g}%") for level in self._levels])
        self.axes.set_ticks("bottom", [])
        self.axes.set_room("bottom", (1.6 if few else 2.9) * base)
        self.axes.set_margins(0, 3.0 * base, 0.6 * base, 0)
        return (-0.5, len(self._shown) - 0.5), (0.0, self._top)

    def hold_axis(self, picture: Picture) -> None:
        """Let the axis have room for `picture` as well."""
        self.least_end = max(self.least_end, _top(picture.once(exchange_of)))

    # Painting

    def _paint(self, painter: QPainter, picture: Picture) -> None:
        one = picture.once(exchange_of)
        self.paint_grid(painter, self._levels)
        colours = self._colours(picture)
        for slot, (share, expected) in enumerate(self._shown):
            row = self._row(picture, slot)
            if row is not None and self.focus.has(self.key(row)):
                painter.fillRect(self._rect(slot, self._top, 1.0), self.theme.colours.selection)
            if share:
                marks.fill_bar(painter, self._rect(slot, share, BAR), self.theme, colours[slot])
            marks.outline(painter, self._rect(slot, expected, EXPECTED), marks.ghost_pen(self.theme))
        self._paint_names(painter, one)
        self._paint_words(painter, one)

    def _paint_names(self, painter: QPainter, one: Exchange) -> None:
        """Write the numbers of quanta below their bars, as many as have room, and what they are."""
        theme, font, bottom = self.theme, self.theme.font(NAMES), self.frame.rect.bottom()
        names = [str(slot) for slot in range(len(self._shown))]
        names[-1] = f"≥ {names[-1]}" if one.quanta else names[-1]
        step = self.frame.x.pixel(1.0) - self.frame.x.pixel(0.0)
        widest = max(marks.text_width(name, font) for name in names) + 0.5 * theme.base
        last = len(names) - 1
        for slot in marks.apart((last, *range(last)), step, widest):
            at = QPointF(self.frame.x.pixel(slot), bottom + 1.2 * theme.base)
            at.setX(min(at.x(), self.width() - marks.text_width(names[slot], font) / 2))
            marks.write(painter, at, names[slot], font, theme.colours.text)
        if self.height() >= 15 * theme.base:
            at = QPointF(self.frame.rect.center().x(), bottom + 2.5 * theme.base)
            texts = ["quanta of a particle   ┄ expected", "quanta   ┄ expected", "quanta"]
            marks.write_fitting(painter, at, texts, font, theme.colours.muted, self.frame.rect.width())

    def _paint_words(self, painter: QPainter, one: Exchange) -> None:
        theme, font = self.theme, self.theme.font(0.93)
        room = self.width() - 1.2 * theme.base
        for line, texts in enumerate(_words(one)):
            if SMALL * font.pixelSize() < theme.least:  # raised letters would be too small to read
                texts = [text.replace("e^(", "exp(") for text in texts]  # noqa: PLW2901
            at = QPointF(self.width() / 2, (1.0 + 1.3 * line) * theme.base)
            marks.write_fitting(painter, at, texts, font, theme.colours.text, room)

    def _rect(self, slot: int, share: float, width: float) -> QRectF:
        x, y = self.frame.x, self.frame.y
        top_left = QPointF(x.pixel(slot - width / 2), y.pixel(share))
        return QRectF(top_left, QPointF(x.pixel(slot + width / 2), y.pixel(0.0)))

    def _row(self, picture: Picture, slot: int) -> int | None:
        """Row of the level with so many quanta; None above the table's last, and for a last bar of many."""
        return int(picture.logits.order[slot]) if slot < min(picture.logits.possible, MOST - 1) else None

    def _colours(self, picture: Picture) -> list[int | None]:
        by_row = {one.row: one.colour for one in picture.drawn if one.row is not None}
        rows = (self._row(picture, slot) for slot in range(len(self._shown)))
        return [None if row is None else by_row.get(row) for row in rows]

    # The hand

    def _slot_at(self, point: QPointF) -> int | None:
        if self.picture is None or not self.frame.rect.contains(point):
            return None
        slot = round(self.frame.x.value(point.x()))
        return slot if 0 <= slot < len(self._shown) else None

    def class_at(self, point: QPointF) -> int | None:
        """Row of the level in whose column the mouse is."""
        slot = self._slot_at(point)
        return None if slot is None or self.picture is None else self._row(self.picture, slot)

    def value_at(self, point: QPointF) -> str:
        """Share of the particles with so many quanta, and what is expected."""
        slot = self._slot_at(point)
        if slot is None:
            return ""
        share, expected = self._shown[slot]
        return f"{slot} quanta: {exact_percentage(share)}, expected {exact_percentage(expected)}"


def _top(one: Exchange) -> float:
    """End of the axis: room for equal shares and for what is expected, so that it stays during a run."""
    alike = max(shared / PARTICLES for shared in Counter(shared_out(PARTICLES, one.quanta).tolist()).values())
    largest = max(alike, *(max(bar) for bar in _bars(one)))
    return next(top for top in TOPS if top >= largest - 1e-9)


def _bars(one: Exchange) -> list[tuple[float, float]]:
    """Share and expected share of each number of quanta; the last entry has all above."""
    length = min(one.usual, MOST)
    shares = [count / PARTICLES for count in one.counts]
    shares += [0.0] * (length - len(shares))
    shares[length - 1 :] = [sum(shares[length - 1 :])]
    expected = list(one.expected[: length - 1])
    return list(zip(shares, [*expected, 1.0 - sum(expected)], strict=True))


def _words(one: Exchange) -> tuple[list[str], list[str]]:
    """Two lines: the mean energy with its temperature, and how near the shares are to what is expected."""
    if one.too_hot:
        hottest = screen_temperature(float(f"{one.quantum * temperature_of(LARGEST_MEAN):.3g}"))
        limit = f"At most {LARGEST_MEAN:g} quanta a particle: this is τ = {hottest}"
        return [limit, f"at most τ = {hottest}"], _near(one)
    mean, unit = screen_number(one.mean, 3), "" if one.quantum == 1 else f"{screen_number(one.quantum)}·"
    tau = screen_number(one.temperature)
    if not one.quanta:
        return ["No quanta at this τ: every particle is in its lowest state", "no quanta at this τ"], _near(
            one
        )
    rule = formula(f"τ = {unit}1/ln(1 + 1/⟨q⟩) = {tau}")
    return [f"mean {formula(f'⟨q⟩ = {mean}')} quanta, so {rule}", rule, formula(f"τ = {tau}")], _near(one)


def _near(one: Exchange) -> list[str]:
    distance = screen_percentage(one.distance)
    shape = formula("e^(−E/kT)")
    return [f"{distance} of the particles would have to move to match {shape}", f"{distance} from {shape}"]
