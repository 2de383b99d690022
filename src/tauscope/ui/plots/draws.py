"""Draws: a sample beside the probabilities that it is drawn with, and the dice that decide it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QWidget

from tauscope.core.bounds import written
from tauscope.core.numbers import screen_percentage, screen_probability
from tauscope.document.formulas import formula
from tauscope.document.picture.partial_words import one_of_others
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.details.bar_names import OTHERS, NamedBars, name_in
from tauscope.ui.plots.details.dice import CHIP, RULER, DicePanel, chip_width
from tauscope.ui.plots.details.running import LABELS, RunningPanel, band_colour, end_of_axis, exact_pen
from tauscope.ui.plots.tools.draw_tools import DrawTools
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QPainter

    from tauscope.document.picture.chains.sample import Sample, Share
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme

BAR, BAND = 0.56, 0.76
"""Widths, in slots."""

TOPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
"""Ends of the axis of shares for many classes: the first that holds all shares is used."""

FEW = 10
"""Up to this number of classes the axis ends at 100%, to show how flat the distribution is."""

WIDE, SHARE = 46.0, 0.42
"""Width of a plot, in text heights, above which the running estimate has a share of it, and this share."""

WITH_STRIP, WITH_DICE, WITH_KEY, WITH_WORDS = 12.5, 15.5, 19.0, 22.5
"""How high, in text heights, a plot must be for strip, ruler, what the marks mean, and all the words."""

BAND_FORMULA, P = formula("p ± 2σ"), formula("p")
KEY = (
    f"bar: drawn   line: exact {P}   band: {BAND_FORMULA}, 95% of samples",
    f"line: exact {P}   band: {BAND_FORMULA}",
)
OF_A_LIST = "drawn from one distribution that the list allows: that with the fewest others"
"""Caption where a source lists only some classes."""

TITLES = (
    f"share of {{}} in the first 1 … {{:,}} draws, and {BAND_FORMULA}",
    f"share of {{}} so far, and {BAND_FORMULA}",
    "{}",
)


LEFT = Qt.AlignmentFlag.AlignLeft


class DrawsPlot(Plot):
    """Shares of the draws over exact probabilities with their band; the running estimate; the last dice."""

    name = "draws"
    explanation = "Tokens drawn from the final distribution, with the same dice at every τ."
    usage = (
        "Draw tokens, and choose number and seed, with the buttons in the heading; click a bar to "
        "select its class."
    )
    hint = "Draw ten, then ten thousand: the shares come close to the probabilities."

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._shape: tuple[float, int] = (1.0, 10)
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint)

    @cached_property
    def controls(self) -> DrawTools:
        """Tools that draw."""
        return DrawTools(self.perform, self.said.emit)

    @property
    def tools(self) -> Sequence[QWidget]:
        """Buttons that draw, number and seed."""
        return (self.controls,)

    @property
    def stage_tools(self) -> Sequence[QWidget]:
        """Draws are drawn before the room; number and seed are in a menu there."""
        self.controls.shorten()
        return self.tools

    def show_in_tools(self, picture: Picture) -> None:
        """Show how many draws there are, and from which seed."""
        self.controls.show_document(picture.document)

    def caption(self, picture: Picture) -> str:
        """Say that τ and all knobs act before the draws, or what a list leaves open."""
        if picture.partial is not None:
            return OR.join((OF_A_LIST, "a distribution that the list allows", ""))
        return "τ and every knob act before the dice are thrown"

    def describe(self, picture: Picture) -> str:
        """Describe number and distance of the draws, and the share of the most likely class."""
        sample = picture.sample
        running, label = sample.running(picture.top), picture.logits.labels[picture.top]
        word, share = "exactly" if picture.partial is None else "of an expected", float(running.shares[-1])
        drawn = f"{label}: drawn {screen_percentage(share)}, {word} {screen_percentage(running.p)}"
        return f"{', '.join(_stats(sample)[0].split('   '))}. {drawn}."

    # Where everything stands

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Per cent on the left; names, dice and strip below; the running estimate at the right."""
        base, sample = self.theme.base, picture.sample
        self._shape = top, _ = _shape(sample, self.least_end)
        self._levels = [top * part / 5 for part in range(6)] if top < 1 else [0, 0.25, 0.5, 0.75, 1.0]
        ticks = [(level, f"{100 * level:g}%") for level in self._levels]
        self.axes.set_ticks("left", ticks if self.height() >= WITH_DICE * base else [ticks[0], ticks[-1]])
        self.axes.set_ticks("bottom", [])
        self._running_width = SHARE * self.width() if self.width() >= WIDE * base else 0.0
        slot = max(1.0, self.width() - 4.5 * base - self._running_width) / len(picture.drawn)
        self._fit_names(picture, slot)
        self._keyed = self.height() >= WITH_KEY * base
        self.axes.set_room("bottom", self._names_height + self._fit_dice(picture))
        beside = self._running_width or 0.6 * base
        self.axes.set_margins(0, (4.4 if self._keyed else 3.2) * base, beside, 0)
        return (-0.5, len(picture.drawn) - 0.5), (0.0, top)

    def hold_axis(self, picture: Picture) -> None:
        """Let the axis have room for `picture` as well."""
        self.least_end = _shape(picture.sample, self.least_end)[0]

    def _fit_names(self, picture: Picture, slot: float) -> None:
        """Set the names upright if one is wider than its slot."""
        base, font = self.theme.base, self.theme.font()
        longest = max(marks.text_width(one.label[:40], font) for one in picture.drawn)
        self._upright = slot < min(4.2 * base, longest + 0.6 * base)
        self._named = NamedBars.of(picture, slot, self.theme)
        self._with_p = (
            not self._upright and self._fits(f"{P} 88.8%", slot) and self.height() >= WITH_WORDS * base
        )
        if self._upright:
            least = marks.text_width(OTHERS, self._small) + base
            share = max(0.25 * self.height(), least)
            self._names_height = min(5.2 * base, longest + 0.8 * base, share)
        else:
            self._names_height = (3.1 if self._with_p else 1.9) * base
        self._with_counts = self._fits(f"{self._shape[1]:,} (88.8%)", slot)

    def _fits(self, text: str, slot: float) -> bool:
        return marks.text_width(text, self._small) + 0.3 * self.theme.base <= slot

    @property
    def _small(self) -> QFont:
        return self.theme.font(0.87)

    def _fit_dice(self, picture: Picture) -> float:
        """Reserve room for strip and ruler at the lower edge, and return their height."""
        base, height = self.theme.base, self.height()
        others = "" if picture.prepared.unlisted == 0 else one_of_others(picture.prepared.unlisted)
        self._chip = chip_width([one.label for one in picture.drawn], others, self.theme)
        self._strip = height - (CHIP + 0.1) * base if height >= WITH_STRIP * base else None
        self._ruler, self._worded = None, False
        if self._strip is None:
            return 0.0
        if height < WITH_DICE * base:
            return float(height - self._strip + 0.6 * base)
        self._ruler = self._strip - (RULER + 0.5) * base
        self._worded = height >= WITH_WORDS * base
        return float(height - self._ruler + (2.8 if self._worded else 1.3) * base)

    @property
    def dice(self) -> DicePanel | None:
        """Panel of the last dice; None without room."""
        if self._strip is None:
            return None
        left, right = self.frame.rect.left(), self.width() - 0.6 * self.theme.base
        return DicePanel(self.theme, left, right, self._ruler, self._strip, self._chip, self._worded)

    @property
    def running_panel(self) -> RunningPanel | None:
        """Panel of the running estimate; None without room."""
        if not self._running_width:
            return None
        frame, base = self.frame.rect, self.theme.base
        left, right = frame.right() + 1.8 * base, self.width() - LABELS * base
        rect = QRectF(QPointF(left, frame.top()), QPointF(right, frame.bottom()))
        return RunningPanel(self.theme, rect, *self._shape)

    def on_temperature(self) -> None:
        """Repaint for another τ; lay out again if the end of an axis changed."""
        if self.picture is not None and _shape(self.picture.sample, self.least_end) != self._shape:
            self.arrange()
        else:
            self.refresh()

    # Painting

    def _paint(self, painter: QPainter, picture: Picture) -> None:
        sample = picture.sample
        self.paint_grid(painter, self._levels)
        for place, share in enumerate(sample.shares):
            self._paint_slot(painter, place, share)
        self._named.paint_count(painter, self.frame, self.theme)
        self._paint_header(painter, sample)
        self._paint_running(painter, picture)
        if dice := self.dice:
            dice.paint(painter, sample)

    def _rect(self, place: int, p: float, width: float) -> QRectF:
        x, y = self.frame.x, self.frame.y
        left, right = x.pixel(place - width / 2), x.pixel(place + width / 2)
        return QRectF(QPointF(left, y.pixel(p)), QPointF(right, y.pixel(0.0)))

    def _paint_slot(self, painter: QPainter, place: int, share: Share) -> None:
        one, theme = share.drawn, self.theme
        if one.row is not None and self.is_marked(one.row):
            painter.fillRect(self._rect(place, self._shape[0], 1.0), theme.colours.selection)
        if share.share > 0:
            marks.fill_bar(painter, self._rect(place, share.share, BAR), theme, one.colour)
        if one.cut > 0:
            marks.paint_cut(painter, self._rect(place, one.cut, BAR), theme, one.colour)
        if place in self._named.places:
            self._paint_name(painter, place, share)
        if one.kept:
            self._paint_exact(painter, place, share)
            self._paint_number(painter, place, share)

    def _paint_exact(self, painter: QPainter, place: int, share: Share) -> None:
        """Paint a line at p, and the band of p."""
        low, high = share.band
        upper, lower = self._rect(place, high, BAND), self._rect(place, low, BAND)
        painter.fillRect(QRectF(upper.topLeft(), lower.topRight()), band_colour(self.theme))
        if share.drawn.bounds is not None:
            least, most = (self._rect(place, end, BAND) for end in share.drawn.bounds)
            marks.paint_whisker(painter, least, most, self.theme)
            return
        exact = self._rect(place, share.drawn.p, BAND)
        painter.setPen(exact_pen(self.theme))
        painter.drawLine(exact.topLeft(), exact.topRight())

    def _paint_name(self, painter: QPainter, place: int, share: Share) -> None:
        theme, x, bottom = self.theme, self.frame.x.pixel(place), self.frame.rect.bottom()
        if self._upright:
            text = name_in(share.drawn, self._small, self._names_height - 0.6 * theme.base)
            at = QPointF(x, bottom + 0.4 * theme.base)
            marks.write_upright(painter, at, text, self._small, theme.colours.text)
            return
        text = name_in(share.drawn, theme.font(), self._rect(place, 1, 0.96).width())
        marks.write(painter, QPointF(x, bottom + 1.4 * theme.base), text, theme.font(), theme.colours.text)
        if self._with_p:
            at = QPointF(x, bottom + 2.6 * theme.base)
            p = marks.CUT if share.drawn.is_cut else f"{P} {written(share.drawn.number, screen_percentage)}"
            marks.write(painter, at, p, self._small, theme.colours.muted)

    def _paint_number(self, painter: QPainter, place: int, share: Share) -> None:
        """Write how often it was drawn over everything that stands in its slot."""
        text = screen_percentage(share.share)
        if self._with_counts:
            text = f"{share.count:,} ({text})"
        if marks.text_width(text, self._small) > self._rect(place, 1.0, 1.0).width():
            return
        height = max(share.share, share.drawn.cut, share.band[1])
        at = QPointF(self.frame.x.pixel(place), self.frame.y.pixel(height) - 0.5 * self.theme.base)
        marks.write(painter, at, text, self._small, self.theme.colours.text)

    def _paint_header(self, painter: QPainter, sample: Sample) -> None:
        """Write number, seed and total variation distance of the draws; below, a key of the marks."""
        theme, left = self.theme, self.frame.rect.left()
        room = self.width() - self._running_width - left
        at, font = QPointF(left, 1.1 * theme.base), theme.font(strong=True)
        marks.write_fitting(painter, at, _stats(sample), font, theme.colours.text, room, LEFT)
        if self._keyed:
            at = QPointF(left, 2.4 * theme.base)
            room = self.width() - left
            # Of a list p is that of one of the distributions that it allows.
            whole = self.picture is None or self.picture.partial is None
            key = KEY if whole else [text.replace("exact ", "") for text in KEY]
            marks.write_fitting(painter, at, key, self._small, theme.colours.muted, room, LEFT)

    def _paint_running(self, painter: QPainter, picture: Picture) -> None:
        panel = self.running_panel
        if panel is None:
            return
        row = self.followed(picture)
        running, colour = picture.sample.running(row), picture.prepared.entry_colour(row)
        panel.paint(painter, running, colour, self._levels)
        label = picture.prepared.name_of(row)[:24]
        titles = [title.format(f"\u2068{label}\u2069", len(picture.sample)) for title in TITLES]
        at = QPointF(panel.rect.left(), 1.1 * self.theme.base)
        room = self.width() - at.x()
        marks.write_fitting(painter, at, titles, self._small, self.theme.colours.muted, room, LEFT)

    def followed(self, picture: Picture) -> int:
        """Row whose estimate is shown: the hovered class, else the last selected, else the most likely."""
        for key in chain((self.focus.hovered,), reversed(self.focus.selected)):
            row = None if key is None else picture.logits.row_of(key)
            if row is not None:
                return row
        return picture.top

    # The hand

    def value_at(self, point: QPointF) -> str:
        """Share and probability of the class under the mouse."""
        if self.picture is None:
            return ""
        if not self.frame.rect.contains(point):
            return self._named.text_at(point, self.frame)
        shares = self.picture.sample.shares
        share = shares[min(max(round(self.frame.x.value(point.x())), 0), len(shares) - 1)]
        exact = marks.value_text(share.drawn.label, share.drawn.p, share.drawn.cut)
        return f"{exact}\ndrawn {share.count:,} times: {screen_percentage(share.share)}"

    def class_at(self, point: QPointF) -> int | None:
        """Row of the bar, of the chip or of the part of the ruler under the mouse."""
        if self.picture is None:
            return None
        if (dice := self.dice) and (row := dice.row_at(point, self.picture.sample)) is not None:
            return row
        if not self.frame.rect.adjusted(0, 0, 0, self._names_height).contains(point):
            return None
        place = round(self.frame.x.value(point.x()))
        return self.picture.drawn[min(max(place, 0), len(self.picture.drawn) - 1)].row


def _stats(sample: Sample) -> Sequence[str]:
    """Texts of the number of draws, seed and total variation distance, longest first."""
    count, distance = f"{formula('n')} = {len(sample):,}", screen_probability(sample.total_variation)
    return (
        f"{count}   seed {sample.seed}   total variation {distance}",
        f"{count}   total variation {distance}",
        count,
    )


def _shape(sample: Sample, least: float = 0.0) -> tuple[float, int]:
    """Ends of the axes of shares, `least` or more, and of draws."""
    tops = TOPS if len(sample.shares) > FEW else ()
    highest = max(max(share.share, share.drawn.cut, share.band[1]) for share in sample.shares)
    highest = max(highest, least)
    return next((top for top in tops if highest <= top), 1.0), end_of_axis(len(sample))
