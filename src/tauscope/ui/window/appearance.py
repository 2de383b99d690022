"""The look of a window: which theme, at which size, following the system where it tells."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontInfo, QGuiApplication
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from tauscope.ui.theme import Theme, install_fonts, load_theme, palette, style_sheet

SMALLEST_TEXT = 14.0
"""Pixels of ordinary text where the system's own is smaller: the design's."""


class Appearance(QObject):
    """Theme and size of one window; `changed` informs widgets with their own painting.

    Parameters
    ----------
    choice : str
        Name of a theme, or "system".
    size : float
        Magnification.
    calm : bool
        True if nothing may move by itself.
    of_program : bool
        True for the program's first window: what belongs to no window takes its palette and font.
    """

    changed = Signal(object)
    """Emitted with the new Theme."""

    def __init__(
        self, choice: str = "system", size: float = 1.0, *, calm: bool = False, of_program: bool = True
    ) -> None:
        super().__init__()
        install_fonts()
        QApplication.setStyle(QStyleFactory.create("Fusion"))
        # Without it, what a style sheet touches takes the program's palette and font, not its window's.
        QApplication.setAttribute(Qt.ApplicationAttribute.AA_UseStyleSheetPropagationInWidgetStyles)
        self._system_text = float(QFontInfo(QGuiApplication.font()).pixelSize())
        self._choice, self._size, self._of_program = choice, size, of_program
        self._calm = calm
        self._window: QWidget | None = None
        self.theme = self._load()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._set_defaults()

    def choose(self, choice: str, size: float, *, calm: bool = False) -> None:
        """Change theme ("system", or the name of one), magnification, and whether nothing moves by itself."""
        if (choice, size, calm) != (self._choice, self._size, self._calm):
            self._choice, self._size, self._calm = choice, size, calm
            self._renew()

    def _follow_system(self) -> None:
        if self._choice == "system":
            self._renew()

    def _renew(self) -> None:
        self.theme = self._load()
        self._set_defaults()
        if self._window is not None:
            self.apply_to(self._window)
        self.changed.emit(self.theme)

    def _load(self) -> Theme:
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        name = ("dark" if dark else "light") if self._choice == "system" else self._choice
        theme = load_theme(name, max(SMALLEST_TEXT, self._system_text) * self._size)
        return replace(theme, calm=self._calm)

    def _set_defaults(self) -> None:
        if self._of_program:
            QApplication.setPalette(palette(self.theme))
            QApplication.setFont(self.theme.font())

    def apply_to(self, window: QWidget) -> None:
        """Apply the theme, and every later theme, to a window.

        Its widgets should be in place before: a style sheet makes moving them slow.
        """
        self._window = window
        if not self._of_program:  # the first window has them from the program already
            window.setPalette(palette(self.theme))
            window.setFont(self.theme.font())
        window.setStyleSheet(style_sheet(self.theme))
