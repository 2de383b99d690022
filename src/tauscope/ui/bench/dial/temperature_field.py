"""The exact field beside the dial."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import QStyle, QStyleOptionFrame, QWidget

from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, screen_temperature
from tauscope.document.edits import table_edits
from tauscope.ui.editing.history import EditRequest, Perform
from tauscope.ui.painting import marks
from tauscope.ui.widgets.bubble import hide_bubble, mark_refused, show_bubble
from tauscope.ui.widgets.entry import Entry
from tauscope.ui.widgets.opaque import keep_opaque

MARGIN = 2
"""Pixels that QLineEdit keeps free at both ends of its contents."""


class TemperatureField(Entry):
    """Field for τ: accepts 0, ∞, inf, 0.25, 0,25 and 1e-6, and refuses anything else with the reason."""

    def __init__(self, perform: Perform, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._perform = perform
        self._shown = ""
        self._frame: tuple[tuple[object, ...], QPixmap] | None = None
        self._inside = QRect()
        self.setObjectName("temperatureField")
        self.setAccessibleName("Temperature τ, exact value")
        self.setToolTip(
            "Type τ: 0.25, 0,25, 1e-6, 0 or ∞ (or inf). Enter sets it, Esc restores the old value."
        )
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.returnPressed.connect(self.commit)

    def show_temperature(self, temperature: float) -> None:
        """Show τ; this edits nothing, and what is being typed stays while τ does."""
        shown = screen_temperature(temperature)
        if shown != self._shown or not self.isModified():
            self._shown = shown
            self.setText(shown)
            mark_refused(self, refused=False)

    def showEvent(self, event: QShowEvent) -> None:
        """Stay opaque: where the field is over the dial nothing else is painted."""
        super().showEvent(event)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def hideEvent(self, event: QHideEvent) -> None:
        """Drop the frame."""
        super().hideEvent(event)
        self._frame = None

    def changeEvent(self, event: QEvent) -> None:
        """Stay opaque when a style sheet changes."""
        super().changeEvent(event)
        self._frame = None
        keep_opaque(self, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, which is seen at the rounded corners, and the field over it."""
        if self.hasFocus() or self.hasSelectedText() or self.isModified():
            with QPainter(self) as painter:
                painter.fillRect(event.rect(), self.palette().base())
            super().paintEvent(event)
            return
        # The frame of a style sheet takes longer than the text, and no turn of the dial changes it.
        looks = self.size(), self.devicePixelRatioF(), self.isEnabled(), self.underMouse()
        if self._frame is None or self._frame[0] != looks:
            self._frame = looks, self._painted_frame()
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._frame[1])
            painter.setPen(self.palette().text().color())
            painter.drawText(self._baseline, self.seen_text)

    def _painted_frame(self) -> QPixmap:
        """Ground and frame."""
        option, ratio = QStyleOptionFrame(), self.devicePixelRatioF()
        self.initStyleOption(option)
        frame = QPixmap(self.size() * ratio)
        frame.setDevicePixelRatio(ratio)
        frame.fill(self.palette().base().color())
        with QPainter(frame) as painter:
            self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        inside = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        metrics = self.fontMetrics()
        top = inside.top() + (inside.height() - metrics.height() + 1) // 2
        self._inside = QRect(inside.left() + MARGIN, top + metrics.ascent(), inside.width() - 2 * MARGIN, 0)
        return frame

    @property
    def seen_text(self) -> str:
        """The text, or as much of its beginning as the field has room for, with an ellipsis."""
        return self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self._inside.width() + 2 * MARGIN
        )

    @property
    def _baseline(self) -> QPointF:
        """Left end of the text, where QLineEdit has it."""
        width = round(marks.text_width(self.seen_text, self.font())) + 1
        return QPointF(self._inside.left() + (self._inside.width() - width) // 2, self._inside.top())

    def commit(self) -> bool:
        """Set the typed τ, or show why it is refused; return whether the field is valid."""
        if self.text() == self._shown:
            return True
        sentence = self._refusal()
        mark_refused(self, refused=bool(sentence))
        if sentence:
            show_bubble(self, sentence)
            self.selectAll()
        else:
            hide_bubble(self)
            self.setText(self._shown)
        return not sentence

    def _refusal(self) -> str | None:
        try:
            temperature = parse_number(self.text())
        except InputError as refusal:
            return str(refusal)
        return self._perform(
            EditRequest(
                "set the temperature", lambda document: table_edits.set_temperature(document, temperature)
            )
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Restore the present τ at Esc."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._shown:
            self.setText(self._shown)
            mark_refused(self, refused=False)
            hide_bubble(self)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Set the typed τ; restore the present one if it is refused."""
        super().focusOutEvent(event)
        if not self.commit():
            self.setText(self._shown)
            mark_refused(self, refused=False)
