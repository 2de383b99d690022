"""The chip of one pin: number, name, a cross that clears the pin, and a menu."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QCursor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton

from tauscope.document.picture.answers import ELLIPSIS
from tauscope.document.picture.pins import LatePin
from tauscope.ui.painting import marks, pin_marks
from tauscope.ui.pins.pin_menu import divergence_text
from tauscope.ui.widgets.buttons import give_menu
from tauscope.ui.widgets.plain_text import tip_text

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.pins import AnyPin
    from tauscope.ui.theme import Theme

LONGEST = 11.0
"""Width, in text heights, beyond which names are elided even where there is room."""

HEIGHT, DISC, CROSS = 1.75, 1.7, 1.3
"""Height of a chip, and widths of its ends, in text heights."""

MARGIN = 0.4
"""Margin after a name, in text heights."""


class ChipOwner(Protocol):
    """What a chip asks of the row in which it stands."""

    theme: Theme
    picture: Picture | None

    def fill_menu(self, menu: QMenu, one: AnyPin) -> None:
        """Fill a menu with the commands on a pin."""

    def clear(self, one: AnyPin) -> None:
        """Clear one pin."""


class PinChip(QToolButton):
    """Chip of a pin: its number, its name as far as it fits, a cross that clears the pin, and a menu."""

    def __init__(self, chips: ChipOwner, one: AnyPin) -> None:
        super().__init__()
        self._chips, self.one = chips, one
        self.setObjectName("pinChip")
        self.setAccessibleName(f"Pin {one.place + 1}: {one.name}")
        self.setToolTip(tip_text(one.title))
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        menu = QMenu(self)
        menu.aboutToShow.connect(lambda: chips.fill_menu(menu, one))
        give_menu(self, menu)

    @property
    def _font(self) -> QFont:
        return self._chips.theme.font(0.93)

    @property
    def cross(self) -> QRectF:
        """Area of the cross; empty if the chip has no room for a cross."""
        base = self._chips.theme.base
        free = not self._name(MARGIN) and self.width() >= (DISC + CROSS) * base
        width = CROSS * base if free or self._name(CROSS) else 0.0
        return QRectF(self.width() - width, 0, width, self.height())

    def _name(self, kept: float) -> str:
        """Name as far as it fits beside the `kept` room at the right."""
        return shortened(self.one.name, self._font, self.width() - (DISC + kept) * self._chips.theme.base)

    def sizeHint(self) -> QSize:
        """Size with the name."""
        base = self._chips.theme.base
        name = min(marks.text_width(self.one.name, self._font), LONGEST * base)
        return QSize(math.ceil(name + (DISC + CROSS) * base), round(HEIGHT * base))

    def minimumSizeHint(self) -> QSize:
        """Size with the number alone."""
        base = self._chips.theme.base
        return QSize(round(DISC * base), round(HEIGHT * base))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, number, name and cross."""
        del event
        theme, middle = self._chips.theme, self.height() / 2
        base, colours = theme.base, theme.colours
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.pen(colours.accent if self.hasFocus() else colours.border, 1.0))
            painter.setBrush(colours.button_hover if self.underMouse() else colours.card)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            disc = pin_marks.disc_at(QPointF(DISC / 2 * base, middle), theme)
            pin_marks.paint_disc(painter, disc, self.one, theme)
            at = QPointF(DISC * base, middle + 0.34 * base)
            name = self._name(CROSS if self.cross.width() else MARGIN)
            colour = colours.muted if isinstance(self.one, LatePin) else colours.text
            marks.write(painter, at, name, self._font, colour, Qt.AlignmentFlag.AlignLeft)
            if self.cross.width():
                at = QPointF(self.cross.center().x(), middle + 0.34 * base)
                colour = colours.text if self._on_cross() else colours.muted
                marks.write(painter, at, "×", theme.font(), colour)

    # The hand

    def _on_cross(self) -> bool:
        return self.cross.contains(QPointF(self.mapFromGlobal(QCursor.pos())))

    def event(self, event: QEvent) -> bool:
        """Compute the tooltip on demand: how far the present distribution is from this pin."""
        if event.type() == QEvent.Type.ToolTip:
            clears = "Clear this pin" if self._on_cross() else f"{self._apart()}\nDel clears it"
            # Divergences are computed only for a pin that is pointed at.
            self.setToolTip(tip_text(f"{self.one.title}\n{clears}"))
        return super().event(event)

    def _apart(self) -> str:
        """How far the present distribution is from this pin, or why that is not known."""
        if isinstance(self.one, LatePin):
            return self.one.note
        picture = self._chips.picture
        nats = ELLIPSIS if picture is None else divergence_text(picture.divergence(self.one))
        return f"KL from this pin: {nats}"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Clear the pin at a press on the cross; open the menu elsewhere."""
        if event.button() == Qt.MouseButton.LeftButton and self.cross.contains(event.position()):
            self._chips.clear(self.one)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what is under the mouse."""
        super().mouseMoveEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear the pin at Del."""
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self._chips.clear(self.one)
        else:
            super().keyPressEvent(event)


def shortened(name: str, font: QFont, room: float) -> str:
    """Name shortened to whole words within `room` pixels, but to no less than its first setting, "τ 0.70"."""
    words = name.split(" ")
    for count in range(len(words), 1, -1):
        text = " ".join(words[:count]).rstrip(" ·(,") + ("…" if count < len(words) else "")
        if marks.text_width(text, font) <= room:
            return text
    return ""
