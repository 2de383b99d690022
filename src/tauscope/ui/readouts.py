"""The readouts: the numbers of the present picture, each with its formula in a tooltip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from tauscope.core.measures import nats_to_bits
from tauscope.core.numbers import screen_number, screen_percentage, screen_ratio
from tauscope.document.picture import Picture
from tauscope.ui.plots import marks
from tauscope.ui.theme import Theme

NARROW = 15.0
"""Below this width, in text heights, the note goes under the number."""


@dataclass(frozen=True)
class Readout:
    """One number: what it is called, what is written, and what it means."""

    name: str
    title: str
    value: Callable[[Picture], str]
    note: Callable[[Picture], str]
    meaning: str


def _most_likely(picture: Picture) -> str:
    p = float(picture.probabilities[picture.top])
    return f"{picture.logits.labels[picture.top][:40]} {screen_percentage(p)}"


def _lead(picture: Picture) -> str:
    if picture.second is None:
        return "the only class"
    lead = screen_ratio(picture.ratio(picture.top, picture.second))
    return f"× {lead} over {picture.logits.labels[picture.second][:40]}"


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
    ),
    Readout(
        "top",
        "Most likely",
        _most_likely,
        _lead,
        "The class with the largest logit, and how many times likelier it is than the next: e^((z₁ − z₂)/τ).",
    ),
    Readout(
        "free_energy",
        "Free energy F",
        lambda picture: screen_number(picture.thermodynamics.free_energy, 3),
        lambda _: "= U − τS",
        "F = −τ ln Z with Z = Σ e^(z/τ). What a system at temperature τ minimises: U − τS.",
    ),
    Readout(
        "mean_energy",
        "Mean energy U",
        lambda picture: screen_number(picture.thermodynamics.mean_energy, 3),
        lambda _: "⟨E⟩",
        "U = Σ p E with E = −z: the mean energy, which is minus the mean logit.",
    ),
    Readout(
        "heat_capacity",
        "Heat capacity C",
        lambda picture: screen_number(picture.thermodynamics.heat_capacity, 3),
        lambda _: "Var(E)/τ²",
        "C = Var(E)/τ² = dU/dτ: how much the mean energy answers to a turn of the dial.",
    ),
)


class ReadoutCell(QWidget):
    """One readout, painted in place: nothing around it moves while its number changes."""

    def __init__(self, readout: Readout, theme: Theme) -> None:
        super().__init__()
        self.readout, self._theme = readout, theme
        self.value, self.note = "", ""
        self.setObjectName(f"readout_{readout.name}")
        self.setToolTip(readout.meaning)
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
        self._theme = theme
        self.updateGeometry()
        self.update()

    @property
    def _narrow(self) -> bool:
        """Whether the row is: all cells break their lines alike."""
        row = self.parentWidget()
        return row is not None and row.width() < NARROW * self._theme.base * len(READOUTS)

    def sizeHint(self) -> QSize:
        """Two lines, or three where there is little room beside the number."""
        return QSize(round(9 * self._theme.base), round((4.6 if self._narrow else 3.4) * self._theme.base))

    def minimumSizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(round(7 * self._theme.base), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for another height where the lines are broken anew."""
        super().resizeEvent(event)
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write title, number and note."""
        del event
        theme, base, left = self._theme, self._theme.base, self._theme.base * 0.9
        room = self.width() - 1.2 * base
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colours.card)
        if self.x() > base:
            painter.setPen(theme.pen(theme.colours.border, 1.0))
            painter.drawLine(QPointF(0.5, 0), QPointF(0.5, self.height()))
        self._write(painter, QPointF(left, 1.15 * base), self.readout.title, 0.9, room, strong=False)
        large = theme.font(1.3, strong=True)
        width = min(room, marks.text_width(marks.short(self.value, large, room), large))
        self._write(painter, QPointF(left, 2.6 * base), self.value, 1.3, room, strong=True)
        below = self._narrow
        at = QPointF(left, 3.85 * base) if below else QPointF(left + width + 0.6 * base, 2.6 * base)
        self._write(painter, at, self.note, 0.9, room if below else room - width - 0.6 * base, strong=False)
        painter.end()

    def _write(
        self, painter: QPainter, at: QPointF, text: str, size: float, room: float, *, strong: bool
    ) -> None:
        font = self._theme.font(size, strong=strong)
        colour = self._theme.colours.text if strong else self._theme.colours.muted
        marks.write(painter, at, marks.short(text, font, room), font, colour, Qt.AlignmentFlag.AlignLeft)


class Readouts(QFrame):
    """All readouts in a row."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("readouts")
        self.cells = [ReadoutCell(readout, theme) for readout in READOUTS]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 1, 4, 1)
        layout.setSpacing(0)
        for cell in self.cells:
            # The class's name needs more room than a number does.
            layout.addWidget(cell, 5 if cell.readout.name == "top" else 4)

    def show_picture(self, picture: Picture) -> None:
        """Show the numbers of this picture."""
        for cell in self.cells:
            cell.show_picture(picture)

    def wear(self, theme: Theme) -> None:
        """Put on a theme."""
        for cell in self.cells:
            cell.wear(theme)
