"""A line below the table that says where in its source the bench is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from tauscope.ui.widgets.plain_text import tip_text


class StateLine(QLabel):
    """One line of muted text; where there is no room for all, its beginning gives way. Hidden if empty."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("stateLine")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whole, self._hidden = "", False
        self.hide()

    def show_text(self, text: str) -> None:
        """Show `text`; hide the line if it is empty."""
        if text == self._whole:
            return
        self._whole = text
        self.setAccessibleName(text)
        self._fit()
        self.setVisible(bool(text) and not self._hidden)

    def set_hidden(self, hidden: bool) -> None:
        """Hide the line whatever its text is, or show it again if it has one."""
        self._hidden = hidden
        self.setVisible(bool(self._whole) and not hidden)

    def sizeHint(self) -> QSize:
        """Height of one line; any width will do."""
        return QSize(0, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Height of one line; any width will do."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text into the new width."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the text in its new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        fitting = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideLeft, self.width())
        self.setText(fitting)
        self.setToolTip(tip_text(self._whole) if fitting != self._whole else "")
