"""The pins as chips beside the heading of the distribution: what each is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from tauscope.document.picture.pins import LatePin
from tauscope.ui.pins import PIN_KEYS, PIN_TIP
from tauscope.ui.pins.pin_chip import HEIGHT, PinChip
from tauscope.ui.pins.pin_menu import ASIDE, clear_request, fill_pin_menu, pin_request
from tauscope.ui.widgets.bubble import hide_bubble, show_bubble
from tauscope.ui.widgets.buttons import menu_button, word_button
from tauscope.ui.widgets.keys import with_key
from tauscope.ui.widgets.plain_text import menu_text, tip_text

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.pins import AnyPin, PinView
    from tauscope.ui.editing.history import EditRequest, Perform
    from tauscope.ui.theme import Theme

GAP = 4
"""Between chips, in pixels."""


class PinChips(QWidget):
    """A chip for each pin, and a button that pins; the longest names are shortened first."""

    picture: Picture | None = None

    again = Signal()
    """Emitted when a pin whose logits could not be had is to be asked for once more."""

    def __init__(self, perform: Perform, theme: Theme) -> None:
        super().__init__()
        self._perform, self.theme = perform, theme
        self.setObjectName("pinChips")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.chips: list[PinChip] = []
        self._titles: list[str] = []
        self._short = False
        self.word = word_button("Pin", with_key(PIN_TIP, PIN_KEYS), self.pin)
        self.word.setParent(self)
        menu = QMenu(self)
        menu.aboutToShow.connect(lambda: self._fill_overflow(menu))
        self.aside = menu_button("", "", menu)
        self.aside.setObjectName("pinsAside")
        self.aside.setParent(self)
        self.aside.hide()

    def _fill_overflow(self, menu: QMenu) -> None:
        """Fill the menu: a submenu of commands for each pin that is set aside."""
        menu.clear()
        for one in self._overflow:
            each = QMenu(menu_text(one.title), menu)
            self.fill_menu(each, one)
            menu.addMenu(each)

    def fill_menu(self, menu: QMenu, one: AnyPin) -> None:
        """Offer what can be done with a pin."""
        if self.picture is None:
            return
        for present in self.picture.in_order:  # its numbers are other ones than when the chip was made
            if present.pin == one.pin:
                fill_pin_menu(menu, self.picture, present, self.ask, self.again.emit)

    @property
    def _overflow(self) -> tuple[PinView, ...]:
        return () if self.picture is None else self.picture.aside

    def show_picture(self, picture: Picture) -> None:
        """Show the pins; this edits nothing."""
        self.picture = picture
        titles = [one.title + ("" if one.fits else ASIDE) for one in picture.every_pin]
        titles += [f"{one.title} {one.note}" for one in picture.late_pins]
        if titles != self._titles:
            self._titles = titles
            self._rebuild()

    def _rebuild(self) -> None:
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()
        every = () if self.picture is None else self.picture.in_order
        self.chips = [PinChip(self, one) for one in every if isinstance(one, LatePin) or one.fits]
        for chip in self.chips:
            chip.setParent(self)
            chip.show()
        tags = self._show_overflow()
        lines = ["Pins of other classes; each returns when its classes do:", *_titles(self._overflow)]
        self.aside.setToolTip(tip_text("\n".join(lines)))
        self.aside.setVisible(bool(tags))
        for one, other in pairwise([*self.chips, self.aside, self.word]):
            QWidget.setTabOrder(one, other)
        self._place()
        self.updateGeometry()

    def _show_overflow(self) -> str:
        """Write the numbers of the pins that are set aside."""
        tags = "".join(one.tag for one in self._overflow)
        self.aside.setText(f"{tags} ▾" if self._short else f"{tags} aside ▾")
        return tags

    def shorten(self, short: bool) -> None:
        """Write the numbers of the pins that are set aside, with the word “aside” if not `short`."""
        if short != self._short:
            self._short = short
            self._show_overflow()
            self._place()
            self.updateGeometry()

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self.theme = theme
        self._place()
        self.updateGeometry()

    # Layout

    def _size(self, widths: Sequence[int], *, worded: bool = True) -> QSize:
        word = self.word.sizeHint() if worded else QSize(-GAP if widths else 0, 0)
        height = max(word.height(), round(HEIGHT * self.theme.base))
        aside = 0 if self.aside.isHidden() else self.aside.sizeHint().width() + GAP
        return QSize(sum(widths) + GAP * len(widths) + aside + word.width(), height)

    def sizeHint(self) -> QSize:
        """Size with all names."""
        return self._size([chip.sizeHint().width() for chip in self.chips])

    def minimumSizeHint(self) -> QSize:
        """Size with all numbers, without the button that pins."""
        return self._size(self._least, worded=not self.chips)

    @property
    def _least(self) -> list[int]:
        return [chip.minimumSizeHint().width() for chip in self.chips]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the width among the chips."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        worded = not self.chips or self.width() >= self._size(self._least).width()
        self.word.setVisible(worded)
        room = self.width() - self._size([0] * len(self.chips), worded=worded).width()
        left, middle = 0, self.height() // 2
        widths = shared_out(room, [chip.sizeHint().width() for chip in self.chips])
        for chip, width in zip(self.chips, widths, strict=True):
            height = chip.sizeHint().height()
            chip.setGeometry(left, middle - height // 2, width, height)
            left += width + GAP
        if not self.aside.isHidden():
            hint = self.aside.sizeHint()
            self.aside.setGeometry(left, middle - hint.height() // 2, hint.width(), hint.height())
            left += hint.width() + GAP
        word = self.word.sizeHint()
        self.word.setGeometry(left, middle - word.height() // 2, word.width(), word.height())

    # The hand

    def ask(self, request: EditRequest) -> None:
        """Ask for an edit; show the reason beside the widget if it is refused."""
        sentence = self._perform(request)
        if sentence:
            show_bubble(self, sentence)
        else:
            hide_bubble(self)

    def pin(self) -> None:
        """Pin the present distribution."""
        if self.picture is not None:
            self.ask(pin_request(self.picture.document.chain))

    def clear(self, one: AnyPin) -> None:
        """Clear one pin; the focus moves to a remaining chip."""
        focused = any(chip.hasFocus() for chip in self.chips)
        number = next((number for number, chip in enumerate(self.chips) if chip.one is one), 0)
        self.ask(clear_request(one))
        if focused:
            (self.chips[min(number, len(self.chips) - 1)] if self.chips else self.word).setFocus()


def _titles(pins: Sequence[PinView]) -> list[str]:
    return [one.title for one in pins]


def shared_out(room: int, wanted: Sequence[int]) -> list[int]:
    """Give each its wanted width; the widest share the rest if the room is too small.

    Examples
    --------
    >>> shared_out(200, [50, 120, 80])
    [50, 75, 75]
    """
    given, left = dict[int, int](), room
    for number, place in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        given[place] = max(0, min(wanted[place], left // (len(wanted) - number)))
        left -= given[place]
    return [given[place] for place in range(len(wanted))]
