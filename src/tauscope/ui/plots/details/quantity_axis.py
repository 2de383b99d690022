"""The axis at the right of the curves: ranges of S and of the chosen quantity."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, Qt

from tauscope.core.bounds import lower
from tauscope.core.numbers import told_apart
from tauscope.document.document import QUANTITIES
from tauscope.document.formulas import formula
from tauscope.document.picture.prepared_logits import GRID
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.axes import GAP, TICK_FONT

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.core.logits import Floats
    from tauscope.document.picture.chain_curves import Curves
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.painting.frame import Frame
    from tauscope.ui.theme import Theme

GROUND = "E₀"
"""Symbol of the lowest energy."""

LARGEST_SHARE = 0.2
"""Share of a plot's width that the numbers of energies may take."""

ENERGIES = ("mean_energy", "free_energy")


class QuantityRange(NamedTuple):
    """Range of an axis.

    Attributes
    ----------
    low, high : float
        Measured from `ground`: differences stay exact beside a large offset.
    ground : float
        Energy of the most likely class for U and F, 0 for S and C.
    """

    low: float
    high: float
    ground: float

    @property
    def texts(self) -> list[str]:
        """Texts of both ends."""
        return told_apart([self.ground + self.low, self.ground + self.high])

    @property
    def above_ground(self) -> list[str]:
        """Texts of both ends, measured from the ground."""
        return told_apart([self.low, self.high])

    def share(self, value: Floats | float) -> Floats | float:
        """Part of the way from low to high of a value above the ground; halves do not overflow."""
        return (value / 2 - self.low / 2) / (self.high / 2 - self.low / 2)


def drawn_quantities(picture: Picture) -> tuple[str, ...]:
    """Names of the entropy and of the chosen quantity, in this order."""
    chosen = picture.document.quantity
    return (chosen,) if chosen == "entropy" else ("entropy", chosen)


def known_quantities(picture: Picture) -> tuple[str, ...]:
    """The quantities that are drawn, without those of which nothing is known, or not yet."""
    drawn = drawn_quantities(picture)
    if picture.curve_bounds is None:
        return drawn
    from tauscope.document.picture.energy_curve import quantity_bounds  # noqa: PLC0415  # the window opens without it

    return tuple(one for one in drawn if quantity_bounds(picture, one) is not None)


def values_above_ground(picture: Picture, curves: Curves, quantity: str) -> Floats:
    """A quantity over `GRID`; U and F above the energy of the most likely class."""
    if quantity == "entropy":
        return curves.entropy
    if picture.curve_bounds is not None:
        from tauscope.document.picture.energy_curve import quantity_bounds  # noqa: PLC0415  # the window opens without it

        bounds = quantity_bounds(picture, quantity)
        if bounds is not None:
            ground = -picture.prepared.sweep.top if quantity in ENERGIES else 0.0
            return bounds[0] - ground
    sweep = picture.prepared.sweep
    if quantity not in ENERGIES:
        return np.asarray(getattr(sweep, quantity))
    log_partition = sweep.log_partition_of_gaps
    scaled = sweep.entropy - log_partition if quantity == "mean_energy" else -log_partition
    with np.errstate(over="ignore", invalid="ignore"):  # ∞ · 0 at τ = ∞
        values = GRID * scaled
        values[-1] = getattr(sweep, quantity)[-1] + sweep.top
    return np.asarray(values)


def quantity_range(picture: Picture, curves: Curves, quantity: str) -> QuantityRange:
    """Range of a quantity: S and C from 0, U and F over τ up to 10.

    F falls without bound as τ grows; to show all of it would leave nothing to see where it matters.
    """
    values = values_above_ground(picture, curves, quantity)
    if quantity == "free_energy":
        values = values[GRID <= 10]
    finite = values[np.isfinite(values)]
    low, high = float(finite.min()), float(finite.max())
    if picture.curve_bounds is not None and quantity == "entropy":
        upper = picture.curve_bounds.quantities["entropy"][1]
        high = max(high, float(upper.max(where=np.isfinite(upper), initial=high)))
    ground = -picture.prepared.sweep.top + 0.0 if quantity in ENERGIES else 0.0
    if quantity not in ENERGIES:
        low = 0.0
    if high / 2 - low / 2 <= 1e-12 * max(1.0, abs(low)):
        margin = max(1.0, 1e-6 * abs(ground))
        low, high = (low, low + margin) if ground <= 0 else (low - margin, low)
    return QuantityRange(low, high, ground)


def quantity_curve(picture: Picture, curves: Curves, quantity: str) -> Floats:
    """A quantity over `GRID`, as a share of its range."""
    span = quantity_range(picture, curves, quantity)
    return np.clip(span.share(values_above_ground(picture, curves, quantity)), -0.2, 1.2)


def share_now(picture: Picture, curves: Curves, quantity: str, span: QuantityRange) -> float:
    """A quantity at the dial's τ, as a share of `span`, its range."""
    value = lower(picture.quantity(quantity)) - span.ground
    if quantity == "entropy" and curves.after_knobs:
        value = picture.entropy
    return min(max(float(span.share(value)), 0.0), 1.0)


DISC = 2.5
"""Radius of the disc at the dial's τ, in widths of a line."""


class QuantityAxis:
    """Numbers at both ends of the axis, a column for each quantity; two are headed by their symbols."""

    def __init__(self) -> None:
        self._columns: list[tuple[str, list[str], float]] = []

    def lay_out(self, picture: Picture, curves: Curves, theme: Theme, width: float) -> float:
        """Arrange the columns, the chosen quantity first, and return their width.

        Numbers that would take too much of the plot's `width` are measured from the lowest energy, E₀.
        """
        font, gap = theme.font(TICK_FONT), (GAP + 0.3) * theme.base
        # At ∞ the disc of the dial's τ lies on the end of the axis.
        self._columns, left = [], max(GAP * theme.base, DISC * theme.line + 0.3 * theme.base)
        for quantity in reversed(known_quantities(picture)):
            span, symbol = quantity_range(picture, curves, quantity), QUANTITIES[quantity]
            texts = span.texts
            if span.ground and max(marks.text_width(text, font) for text in texts) > LARGEST_SHARE * width:
                texts, symbol = span.above_ground, f"{symbol} − {GROUND}"
            symbol = formula(symbol)
            self._columns.append((symbol, texts, left))
            left += max(marks.text_width(text, font) for text in (symbol, *texts)) + gap
        return left

    @property
    def headed(self) -> bool:
        """Whether the symbols stand over the columns: one column of a quantity as such needs none."""
        return len(self._columns) > 1

    def paint(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        """Write the columns of numbers."""
        font, align = theme.font(TICK_FONT), Qt.AlignmentFlag.AlignLeft
        for symbol, (low, high), left in self._columns:
            x = frame.rect.right() + left
            for text, share in ((low, 0.0), (high, 1.0)):
                at = QPointF(x, frame.y.pixel(share) + 0.35 * theme.base)
                marks.write(painter, at, text, font, theme.colours.muted, align)
            if self.headed:
                head = QPointF(x, frame.y.pixel(1.0) - 0.9 * theme.base)
                marks.write(painter, head, symbol, font, theme.colours.text, align)
