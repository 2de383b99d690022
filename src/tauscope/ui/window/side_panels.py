"""The panels beside the bench: pages of the help, and the lessons; one of the two is open at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from tauscope.ui.widgets.buttons import PAGE

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.ui.theme import Theme
    from tauscope.ui.window.lazy_parts import LazyParts


class SidePanels(QObject):
    """Opens and closes the panels, which the window makes when they are first asked for.

    Parameters
    ----------
    window : LazyParts
        Has them as `pages` and `lessons`.
    """

    def __init__(self, window: LazyParts) -> None:
        super().__init__(window)
        self._window = window
        self._in_lesson = False

    # Pages

    def show_page(self, name: str) -> None:
        """Open a page: on the program itself, or on what it shows."""
        if self._window.has("lessons"):
            self._window.lessons.hide()
        self._window.pages.open(name)

    def describe_plot(self, name: str) -> None:
        """Describe a plot in words."""
        self._window.plot_description.show(name)
        self.show_page("description")

    def explain(self) -> None:
        """Open the help page on the focused widget."""
        widget: QWidget | None = self._window.focusWidget()
        while widget is not None and not widget.property(PAGE):
            widget = widget.parentWidget()
        self._window.pages.open(str(widget.property(PAGE)) if widget else "words")

    def dismiss_page(self) -> bool:
        """Close an open page; return False if there is none."""
        is_open = self._window.has("pages") and self._window.pages.isVisible()
        if is_open:
            self._window.pages.dismiss()
        return is_open

    # Lessons

    def toggle_lessons(self) -> None:
        """Show or hide the panel of the lessons."""
        if self._window.has("lessons") and self._window.lessons.isVisible():
            self._window.lessons.dismiss()
        else:
            if self._window.has("pages"):
                self._window.pages.dismiss()
            self._window.lessons.show()

    def show_document(self, document: Document) -> None:
        """Show the step of a lesson; a lesson that begins opens its panel."""
        if document.lesson is None and not self._window.has("lessons"):
            return
        begins = document.lesson is not None and not self._in_lesson
        self._in_lesson = document.lesson is not None
        self._window.lessons.show_document(document)
        self._window.bench.point_at(document.lesson.present.highlight if document.lesson is not None else ())
        self._window.named_classes.show_document(document)
        if begins:
            self._window.lessons.show()

    def show_begun_lesson(self) -> None:
        """Show the lesson of a session that begins, also where another one was open."""
        if self._window.history.document.lesson is not None:
            self._window.lessons.show()

    # Both

    def fit(self) -> None:
        """Fit the panels to another size of the window."""
        if self._window.has("pages"):
            self._window.pages.fit()
        if self._window.has("lessons"):
            self._window.lessons.fit()

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to the panels."""
        if self._window.has("pages"):
            self._window.pages.apply_theme(theme)
        if self._window.has("lessons"):
            self._window.lessons.apply_theme(theme)
