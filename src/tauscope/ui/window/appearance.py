"""The look of the application: which theme, at which size, following the system where it tells."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontInfo, QGuiApplication
from PySide6.QtWidgets import QApplication, QStyleFactory

from tauscope.ui.theme import Theme, install_fonts, load_theme, palette, style_sheet

SMALLEST_TEXT = 14.0
"""Pixels of ordinary text where the system's own is smaller: the design's."""


class Appearance(QObject):
    """Dresses the application; `changed` tells those who paint by themselves."""

    changed = Signal(object)
    """The new Theme."""

    def __init__(self, choice: str = "system", size: float = 1.0) -> None:
        super().__init__()
        install_fonts()
        QApplication.setStyle(QStyleFactory.create("Fusion"))
        self._system_text = float(QFontInfo(QGuiApplication.font()).pixelSize())
        self._choice, self._size = choice, size
        self.theme = self._load()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._set_defaults()

    def choose(self, choice: str, size: float) -> None:
        """Change theme ("system", or the name of one) and magnification."""
        if (choice, size) != (self._choice, self._size):
            self._choice, self._size = choice, size
            self._renew()

    def _follow_system(self) -> None:
        if self._choice == "system":
            self._renew()

    def _renew(self) -> None:
        self.theme = self._load()
        self._set_defaults()
        self.dress()
        self.changed.emit(self.theme)

    def _load(self) -> Theme:
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        name = ("dark" if dark else "light") if self._choice == "system" else self._choice
        return load_theme(name, max(SMALLEST_TEXT, self._system_text) * self._size)

    def _set_defaults(self) -> None:
        QApplication.setPalette(palette(self.theme))
        QApplication.setFont(self.theme.font())

    def dress(self) -> None:
        """Give the application its style sheet, once its widgets are in place: it makes moving them slow."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setStyleSheet(style_sheet(self.theme))
