"""How far the distribution is from each pin, as readouts."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QPainter

from tauscope.core.bounds import UNKNOWN, Bounds, Number, mapped
from tauscope.core.measures import nats_to_bits
from tauscope.document.formulas import formula, name, plain, with_formulas
from tauscope.document.picture.answers import ELLIPSIS, Failed
from tauscope.ui.bench.readout_cell import LEFT, NONE, ReadoutCell
from tauscope.ui.bench.readout_texts import Readout
from tauscope.ui.painting import marks, pin_marks
from tauscope.ui.pins.pin_menu import UNBOUNDED, divergence_number, divergence_text
from tauscope.ui.widgets.plain_text import tip_text

if TYPE_CHECKING:
    from tauscope.document.picture.answers import Late
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme

NO_PINS = "Ctrl + D: pin"

MEANING = with_formulas(
    "$KL(p ‖ q) = Σ p ln(p/q)$, with $p$ as it is now and $q$ as pinned: 0 if they agree, ∞ if $q$ is 0"
    " for a class that $p$ allows."
)


def pin_readouts(picture: Picture) -> tuple[Readout, ...]:
    """Readout of the divergence from each pin."""
    return tuple(
        Readout(
            f"pin_{one.place + 1}",
            f"KL from {one.tag if len(picture.pins) > 1 else one.name}",
            partial(_nats, place=place),
            partial(_note, place=place),
            MEANING,
            unit=" nats",
        )
        for place, one in enumerate(picture.pins)
    )


def late_readouts(picture: Picture) -> tuple[Readout, ...]:
    """Readout of each pin whose logits are awaited or failed."""
    return tuple(
        Readout(
            f"pin_{one.place + 1}",
            f"KL from {one.tag}",
            partial(_written, text=NONE if isinstance(one.answer, Failed) else ELLIPSIS),
            partial(_written, text=one.note if isinstance(one.answer, Failed) else ""),
            MEANING,
        )
        for one in picture.late_pins
    )


def _written(_: Picture, text: str) -> str:
    return text


WITHOUT_PINS = Readout("pins", "KL from a pin", lambda _: "—", lambda _: NO_PINS, MEANING, 96)
"""Readout while there are no pins: its room is kept, so that the first pin moves no other number."""


def _nats(picture: Picture, place: int) -> str:
    return _with_unit(picture.divergences[place], "nats")


def _with_unit(nats: Number, unit: str) -> str:
    text = divergence_number(nats)
    return text if text == UNKNOWN else f"{text} {unit}"


def _note(picture: Picture, place: int) -> str:
    """The divergence in bits; if infinite, the class for which q = 0."""
    row, nats = picture.pins[place].lacking(picture.final), picture.divergences[place]
    if row is not None and nats == math.inf:
        return formula(f"q({name(picture.logits.labels[row][:40])}) = 0")
    return _with_unit(mapped(nats, nats_to_bits), "bits").replace(UNKNOWN, NOT_DECIDED)


NOT_DECIDED = "the list does not decide it"
"""What stands under a divergence of which nothing is known."""

DISC = 1.35
"""From a pin's disc to its number, in text heights."""


class PinCell(ReadoutCell):
    """Readout of the divergence from one pin, or from several pins side by side."""

    picture: Picture | None = None

    def __init__(self, theme: Theme) -> None:
        super().__init__(Readout("pins", "KL from pins, nats", _all, lambda _: "", MEANING, 96), theme)
        self._several = self.readout

    def show_picture(self, picture: Picture) -> None:
        """Show the numbers of this picture."""
        self.picture = picture
        several = len(picture.pins) > 1
        one = (*pin_readouts(picture), *late_readouts(picture), WITHOUT_PINS)[0]
        readout = self._several if several else one
        if readout.title != self.readout.title:
            self.setAccessibleName(plain(readout.title))
            self._forget_ground()
        self.readout = readout
        super().show_picture(picture)

    def show_late(self, answer: Late) -> None:
        """Show that the numbers are awaited or failed."""
        self.picture = None
        super().show_late(answer)

    def event(self, event: QEvent) -> bool:
        """Compute the tooltip on demand: meaning and numbers for every pin, in nats and bits."""
        if event.type() == QEvent.Type.ToolTip and self.picture is not None:
            pairs = zip(self.picture.pins, self.picture.divergences, strict=True)
            lines = [f"{one.title}: {divergence_text(nats)}" for one, nats in pairs]
            open_above = (
                isinstance(nats, Bounds) and nats.high == math.inf for nats in self.picture.divergences
            )
            lines += [UNBOUNDED] if any(open_above) else []
            self.setToolTip(tip_text("\n".join((MEANING, *lines))))
        return super().event(event)

    def paint_number(self, painter: QPainter) -> None:
        """Write the divergence of one pin, or of each pin in a column of fixed width."""
        pins, base = self.picture.pins if self.picture else (), self.theme.base
        if self.picture is None or len(pins) < 2:
            super().paint_number(painter)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lines = 2 if self.narrow else 1
        columns = -(-len(pins) // lines)
        room = (self.width() - (LEFT + 0.3) * base) / columns
        for number, (one, nats) in enumerate(zip(pins, self.picture.divergences, strict=True)):
            line, column = divmod(number, columns)
            left, y = LEFT * base + column * room, (2.5 + 1.4 * line) * base
            disc = pin_marks.disc_at(QPointF(left + pin_marks.RADIUS * base, y - 0.37 * base), self.theme)
            pin_marks.paint_disc(painter, disc, one, self.theme)
            after = QPointF(left + DISC * base, y)
            self.write(painter, after, self._fitting(nats, room - (DISC + 0.4) * base), 1, room, strong=True)

    def _fitting(self, nats: Number, room: float) -> str:
        """The number with as many decimals as `room` pixels hold."""
        font = self.theme.font(strong=True)
        texts = [divergence_number(nats, decimals) for decimals in (3, 2, 1, 0)]
        return next((text for text in texts if marks.text_width(text, font) <= room), texts[-1])


def _all(picture: Picture) -> str:
    pairs = zip(picture.pins, picture.divergences, strict=True)
    return ", ".join(f"{one.place + 1}: {divergence_number(nats)}" for one, nats in pairs)
