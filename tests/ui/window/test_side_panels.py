"""Pages and lessons beside the bench: one of the two is open at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from tests.ui import hands

from tauscope.ui.window.main_window import MainWindow


def test_a_page_takes_the_place_of_the_lessons_and_they_that_of_a_page(window: MainWindow) -> None:
    window.side_panels.toggle_lessons()
    assert window.lessons.isVisible()
    window.side_panels.show_page("words")
    assert (window.pages.isVisible(), window.lessons.isVisible()) == (True, False)
    window.side_panels.toggle_lessons()
    assert (window.pages.isVisible(), window.lessons.isVisible()) == (False, True)
    window.side_panels.toggle_lessons()
    assert not window.lessons.isVisible()


def test_a_page_is_closed_once_and_none_is_made_to_be_closed(window: MainWindow) -> None:
    assert not window.side_panels.dismiss_page()
    assert not window.has("pages")
    window.side_panels.show_page("words")
    hands.tap(window, Qt.Key.Key_Escape)
    assert not window.pages.isVisible()
    assert not window.side_panels.dismiss_page()


def test_the_focused_widget_is_explained(window: MainWindow) -> None:
    window.bench.dial.setFocus()
    window.side_panels.explain()
    assert window.pages.isVisible()
