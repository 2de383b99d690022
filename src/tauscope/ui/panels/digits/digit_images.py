"""First row of the panel of digits: which image is on the bench."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from tauscope.document.edits import digit_edits
from tauscope.document.panel_settings.digits import DigitsSettings
from tauscope.document.picture.subjects.taught_digit import digit_of
from tauscope.sources.digits import IMAGE
from tauscope.sources.teacher import IMAGES, SURPRISE_TEMPERATURE, WORTH_SHOWING, most_surprising
from tauscope.ui.editing.history import Edit, EditRequest
from tauscope.ui.panels.digits.digit_strip import DigitStrip
from tauscope.ui.widgets.buttons import word_button
from tauscope.ui.widgets.card import OR
from tauscope.ui.widgets.fields.whole_field import WholeField

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QKeyEvent

    from tauscope.document.document import Document
    from tauscope.sources.digits import TaughtDigit
    from tauscope.ui.panels.panel import PanelContext
    from tauscope.ui.theme import Theme

GAP = 5
"""Pixels between two parts of the row."""

_TEXTS = ("Most surprising at τ = 20", "Most surprising", "Surprising")
"""Texts of the button of the ranking, at more and at less length."""

_FORMS = (
    (True, _TEXTS[0], 0),
    (False, _TEXTS[0], 0),
    (False, _TEXTS[1], 0),
    (False, _TEXTS[1], 1),
    (False, _TEXTS[2], 1),
    (False, _TEXTS[2], 2),
)
"""Forms of the row, the longest first: whether it has a label, text of the button, sizes off the strip."""

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}


class ImageField(WholeField):
    """Number of the image; ↑ and ↓ go to the next and the one before."""

    def __init__(self, images: DigitImages) -> None:
        super().__init__(IMAGE, images.show_number)
        self._images = images
        self.setObjectName("imageNumber")
        self.setToolTip(
            f"Number of the image, {IMAGE}; the first 1,297 are training images (↑ ↓, Page Up, Page Down)"
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to another image."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._images.step(step, again=event.isAutoRepeat())


class DigitImages(QWidget):
    """Strip of images, field and buttons; each shows the image on the bench."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self.setObjectName("digitImages")
        self._perform = context.perform
        self._gesture = object()
        self.strip = DigitStrip(WORTH_SHOWING, context.theme)
        self.strip.chosen.connect(self.show_number)
        self.number = ImageField(self)
        self.before = word_button("‹", "The image before (↓ in the field)", partial(self.step, -1))
        self.before.setObjectName("imageBefore")
        self.before.setAccessibleName("The image before")
        self.next = word_button("›", "The next image (↑ in the field)", partial(self.step, 1))
        self.next.setObjectName("nextImage")
        self.next.setAccessibleName("The next image")
        self.by_surprise = word_button(_TEXTS[0], _RANKING, self._order)
        self.by_surprise.setObjectName("bySurprise")
        self.by_surprise.setCheckable(True)
        self._label = QLabel("image")
        self._label.setObjectName("cardNote")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self._parts = (self.strip, self._label, self.number, self.before, self.next, self.by_surprise)
        for part in self._parts:
            self._row.addWidget(part)
        self._fitted: tuple[int, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def fit(self, room: int) -> None:
        """Leave out words where there is little room, and then make the strip smaller."""
        # Each change asks the card for another layout, which asks for a fit again: only if something changed.
        if self._fitted == (room, *self._widths):
            return
        for has_label, text, smaller in _FORMS:
            self._label.setVisible(has_label)
            if text != self.by_surprise.text():
                self.by_surprise.setText(text)
            self.strip.make_smaller(smaller)
            self._row.invalidate()
            if self._row.sizeHint().width() <= room:
                break
        self._row.activate()
        self._fitted = (room, *self._widths)

    @property
    def _widths(self) -> Iterator[int]:
        """Width that each part wants, in the form that is shown."""
        return (part.sizeHint().width() for part in self._parts)

    def show_document(self, document: Document) -> str:
        """Show the image of a document, and return a note on it; this edits nothing."""
        digit = digit_of(document)
        if digit is None:
            return ""
        settings = document.settings(DigitsSettings)
        self.strip.show_image(digit.image)
        self.number.show_number(digit.image)
        self.by_surprise.setChecked(settings.by_surprise)
        order = most_surprising() if settings.by_surprise else range(IMAGES)
        place = order.index(digit.image)
        self.before.setEnabled(place > 0)
        self.next.setEnabled(place < IMAGES - 1)
        return _note(digit, place if settings.by_surprise else None)

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to the strip, and fit the buttons to its text size."""
        self.strip.apply_theme(theme)
        for button in (self.before, self.next):
            button.setFixedWidth(round(1.6 * theme.base))

    def show_number(self, image: int) -> str | None:
        """Put an image on the bench; return the sentence of a refusal, or None."""
        return self._do(f"show image {image}", partial(digit_edits.show_image, image=image))

    def step(self, by: int, *, again: bool = False) -> None:
        """Go on by some images; while a key is held all is one step of undo."""
        if not again:
            self._gesture = object()
        name = "the image before" if by < 0 else "the next image"
        self._do(name, partial(digit_edits.step_image, by=by), self._gesture)

    def _order(self) -> None:
        on = self.by_surprise.isChecked()
        name = "go by surprise" if on else "go by number"
        self._do(name, partial(digit_edits.order_by_surprise, on=on))

    def _do(self, name: str, edit: Edit, gesture: object | None = None) -> str | None:
        return self._perform(EditRequest(name, edit, gesture))


_RANKING = (
    f"Rank all images by how much probability a digit other than the label gains from τ = 1\n"
    f"to τ = {SURPRISE_TEMPERATURE:.0f}: show the first, and let ‹ and › go through the ranking"
)


def _note(digit: TaughtDigit, rank: int | None) -> str:
    """Say what the image is, and its rank; versions for less room are joined by `OR`."""
    kind = "test image" if digit.is_test else "training image"
    read = f"labelled {digit.label}, teacher: {digit.answer}"
    ranked = "" if rank is None else f"   {_ordinal(rank + 1)} of {IMAGES:,}"
    return OR.join((f"{kind}, {read}{ranked}", f"{read}{ranked}", read))


def _ordinal(number: int) -> str:
    """Write an ordinal number.

    Examples
    --------
    >>> [_ordinal(number) for number in (1, 2, 3, 4, 11, 12, 21, 1013, 1102)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '21st', '1,013th', '1,102nd']
    """
    ending = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"
