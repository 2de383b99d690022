"""The readouts: the numbers of the present picture, each with its formula in a tooltip."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from tauscope.core.measures import nats_to_bits
from tauscope.core.numbers import screen_number, screen_percentage, screen_ratio
from tauscope.document.picture import Picture
from tauscope.document.temperature_words import softmax_note
from tauscope.ui.formula_text import rich
from tauscope.ui.plots import marks
from tauscope.ui.theme import Theme

if TYPE_CHECKING:
    from tauscope.ui.pin_readout import PinCell

NARROW = 15.0
"""Below this width, in text heights, the note goes under the number."""

SMALL = 1.1
"""Size of a number where there is no room for the theme's, in text heights."""

BEFORE = (
    "It is of softmax(z/τ) itself; what other knobs do is in entropy, choices and the most likely class.\n"
    "With several temperatures in the chain τ is the dial's, τ₁."
)

LEFT = 0.9
"""Where the text of a cell begins, in text heights."""


class Readout(NamedTuple):
    """One number: what it is called, what is written, what it means, and how much room it needs."""

    name: str
    title: str
    value: Callable[[Picture], str]
    note: Callable[[Picture], str]
    meaning: str
    share: int = 84


def _most_likely(picture: Picture) -> str:
    p = float(picture.probabilities[picture.top])
    return f"{picture.logits.labels[picture.top][:40]} {screen_percentage(p)}"


def _lead(picture: Picture) -> str:
    if picture.second is None:
        return "the only class"
    lead = screen_ratio(picture.ratio(picture.top, picture.second))
    return f"× {lead} over {picture.logits.labels[picture.second][:40]}"


def _of_softmax(formula: str) -> Callable[[Picture], str]:
    """Name the formula; where knobs changed the distribution, what it is about: U − τS is not theirs."""
    return lambda picture: formula if picture.plain else softmax_note(picture.document.chain)


READOUTS = (
    Readout(
        "entropy",
        "Entropy",
        lambda picture: f"{screen_number(picture.entropy, 3)} nats",
        lambda picture: f"{screen_number(nats_to_bits(picture.entropy), 3)} bits",
        "How undecided the distribution is: S = −Σ p ln p. 0 when one class has everything, ln n at most.",
    ),
    Readout(
        "perplexity",
        "Effective choices",
        lambda picture: screen_number(picture.perplexity),
        lambda picture: f"of {len(picture.logits):,}",
        "The perplexity e^S: so many equally likely classes would have the same entropy.",
        89,
    ),
    Readout(
        "top",
        "Most likely",
        _most_likely,
        _lead,
        "The class with the largest logit, and how many times likelier it is than the next: e^((z₁ − z₂)/τ).",
        98,
    ),
    Readout(
        "free_energy",
        "Free energy F",
        lambda picture: screen_number(picture.thermodynamics.free_energy, 3),
        _of_softmax("= U − τS"),
        "F = −τ ln Z with Z = Σ e^(z/τ). What a system at temperature τ minimises: U − τS.\n" + BEFORE,
        76,
    ),
    Readout(
        "mean_energy",
        "Mean energy U",
        lambda picture: screen_number(picture.thermodynamics.mean_energy, 3),
        _of_softmax("⟨E⟩"),
        "U = Σ p E with E = −z: the mean energy, which is minus the mean logit.\n" + BEFORE,
        84,
    ),
    Readout(
        "heat_capacity",
        "Heat capacity C",
        lambda picture: screen_number(picture.thermodynamics.heat_capacity, 3),
        _of_softmax("Var(E)/τ²"),
        "C = Var(E)/τ² = dU/dτ: how much the mean energy answers to a turn of the dial.\n" + BEFORE,
        86,
    ),
)


class ReadoutCell(QWidget):
    """One readout, painted in place: nothing around it moves while its number changes."""

    def __init__(self, readout: Readout, theme: Theme) -> None:
        super().__init__()
        self.readout, self.theme = readout, theme
        self.value, self.note = "", ""
        self.setObjectName(f"readout_{readout.name}")
        self.setToolTip(rich(readout.meaning))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(readout.title)

    def show_picture(self, picture: Picture) -> None:
        """Show the number of this picture."""
        value, note = self.readout.value(picture), self.readout.note(picture)
        if (value, note) != (self.value, self.note):
            self.value, self.note = value, note
            self.setAccessibleDescription(f"{value}, {note}")
            self.update()

    def wear(self, theme: Theme) -> None:
        """Put on a theme."""
        self.theme = theme
        self.updateGeometry()
        self.update()

    @property
    def narrow(self) -> bool:
        """Whether the row is: all cells break their lines alike."""
        row = self.parentWidget()
        return isinstance(row, Readouts) and row.width() < NARROW * self.theme.base * len(row.shown)

    @property
    def _taller(self) -> float:
        """How much higher the number is than an ordinary one, in text heights."""
        return self.theme.number - Theme.number

    def sizeHint(self) -> QSize:
        """Two lines, or three where there is little room beside the number."""
        lines = (4.6 if self.narrow else 3.4) + self._taller
        return QSize(round(9 * self.theme.base), round(lines * self.theme.base))

    def minimumSizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(round(7 * self.theme.base), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for another height where the lines are broken anew."""
        super().resizeEvent(event)
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write title, number and note."""
        del event
        theme, base = self.theme, self.theme.base
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colours.card)
        if self.x() > base:
            painter.setPen(theme.pen(theme.colours.border, 1.0))
            painter.drawLine(QPointF(0.5, 0), QPointF(0.5, self.height()))
        at = QPointF(LEFT * base, 1.15 * base)
        self.write(painter, at, self.readout.title, 0.9, self.width() - 1.2 * base, strong=False)
        self.paint_numbers(painter)
        painter.end()

    def paint_numbers(self, painter: QPainter) -> None:
        """Write the number, with the note beside it or under it."""
        base, left, room = self.theme.base, LEFT * self.theme.base, self.width() - 1.2 * self.theme.base
        sizes = (self.theme.number, SMALL)
        widths = {size: marks.text_width(self.value, self.theme.font(size, strong=True)) for size in sizes}
        size = next((size for size in sizes if widths[size] <= room), SMALL)
        line = (2.6 + self._taller) * base
        width = min(room, widths[size])
        self.write(painter, QPointF(left, line), self.value, size, room, strong=True)
        below = self.narrow
        at = QPointF(left, line + 1.25 * base) if below else QPointF(left + width + 0.6 * base, line)
        self.write(painter, at, self.note, 0.9, room if below else room - width - 0.6 * base, strong=False)

    def write(
        self, painter: QPainter, at: QPointF, text: str, size: float, room: float, *, strong: bool
    ) -> None:
        """Write a line, as much of it as there is room for."""
        font = self.theme.font(size, strong=strong)
        colour = self.theme.colours.text if strong else self.theme.colours.muted
        shown = _with_its_number(text, font, room) if strong else marks.short(text, font, room)
        marks.write(painter, at, shown, font, colour, Qt.AlignmentFlag.AlignLeft)


def _with_its_number(text: str, font: QFont, room: float) -> str:
    """Shorten a name before its number, which stays whole."""
    name, space, number = text.rpartition(" ")
    left = room - marks.text_width(space + number, font)
    if not space or marks.text_width(text, font) <= room or left < marks.text_width("…", font):
        return marks.short(text, font, room, Qt.TextElideMode.ElideMiddle)
    return f"{marks.short(name, font, left)}{space}{number}"


class Readouts(QFrame):
    """All readouts in a row."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setObjectName("readouts")
        self.cells = [ReadoutCell(readout, theme) for readout in READOUTS]
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 1, 4, 1)
        self._row.setSpacing(0)
        for cell in self.cells:
            self._row.addWidget(cell, cell.readout.share)
        self.pins = self._pin_cell()
        self._row.addWidget(self.pins, self.pins.readout.share)

    def _pin_cell(self) -> PinCell:
        """How far the distribution is from the pins; its room is kept while there are none."""
        from tauscope.ui.pin_readout import PinCell  # noqa: PLC0415  # which imports this module

        return PinCell(self.theme)

    @property
    def shown(self) -> list[ReadoutCell]:
        """All cells."""
        return [*self.cells, self.pins]

    def show_picture(self, picture: Picture) -> None:
        """Show the numbers of this picture."""
        for cell in self.shown:
            cell.show_picture(picture)

    def wear(self, theme: Theme) -> None:
        """Put on a theme."""
        self.theme = theme
        for cell in self.shown:
            cell.wear(theme)
