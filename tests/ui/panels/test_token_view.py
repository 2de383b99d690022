from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tauscope.ui.panels.token_view import Piece, TokenView
from tauscope.ui.theme import Theme


@pytest.fixture
def view(theme: Theme, show: Callable[[QWidget], None]) -> TokenView:
    view = TokenView(theme, "Text")
    view.resize(400, 200)
    show(view)
    return view


def coloured(view: TokenView) -> str:
    """The characters that have a background."""
    text, found = view.text, ""
    for place, character in enumerate(text):
        cursor = QTextCursor(view.document())
        cursor.setPosition(place + 1)
        if cursor.charFormat().background().style() != Qt.BrushStyle.NoBrush:
            found += character
    return found


def test_what_surprises_is_coloured_and_spaces_before_a_word_are_not(view: TokenView) -> None:
    view.show_text("Once", (Piece(" upon", 0.1), Piece("  a", 9.0), Piece("hem", 5.0)), 3)
    assert view.text == "Once upon  ahem"
    assert coloured(view) == "ahem"


def test_spaces_alone_show_their_surprise(view: TokenView) -> None:
    view.show_text("", (Piece("  ", 9.0), Piece("\n", 9.0)), 2)
    assert "  " in coloured(view)


def test_the_moment_frames_its_word_and_pales_whole_lines_after_it(view: TokenView) -> None:
    view.show_text("Once", (Piece(" upon", 0.1), Piece(" a", 9.0), Piece(" time", 5.0)), 1)
    later, now = view.extraSelections()
    assert (now.cursor.selectedText(), later.cursor.selectedText()) == ("a", " time")
    view.show_text("Once", (Piece(" upon", 0.1), Piece(" ", 9.0)), 1)
    assert view.extraSelections()[1].cursor.selectedText() == " "


def tale(count: int) -> tuple[Piece, ...]:
    return tuple(Piece(f" word{number}", number % 10) for number in range(count))


def at_end(view: TokenView) -> bool:
    QApplication.processEvents()
    bar = view.verticalScrollBar()
    return bar.maximum() > 0 and bar.value() == bar.maximum()


def sees(view: TokenView, place: int) -> bool:
    QApplication.processEvents()
    spot = view.cursorRect(view._span(view._start(place), view._start(place)))
    return view.viewport().rect().contains(spot.center())


@pytest.fixture
def larger(theme: Theme) -> Theme:
    return theme.enlarged(1.6)


def test_it_stays_at_the_end_whatever_becomes_of_its_width_and_text(view: TokenView, larger: Theme) -> None:
    view.show_text("Once", tale(400), 400)
    assert at_end(view)
    for width in (250, 500):
        view.resize(width, 180)
        assert at_end(view)
        view.show_text("Once", tale(410 + width), 410 + width)
        assert at_end(view)
    view.wear(larger)
    assert at_end(view)
    view.show_text("Once", tale(1000), 1000)
    assert at_end(view)


def test_the_moment_stays_in_sight(view: TokenView, larger: Theme) -> None:
    view.show_text("Once", tale(400), 200)
    assert sees(view, 200)
    view.resize(250, 150)
    assert sees(view, 200)
    view.wear(larger)
    assert sees(view, 200)
    view.show_text("Once", tale(401), 401)  # it writes on
    assert at_end(view)


def test_who_scrolls_back_to_read_is_left_there(view: TokenView) -> None:
    view.show_text("Once", tale(400), 400)
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert not at_end(view)
    value = view.verticalScrollBar().value()
    view.show_text("Once", tale(420), 420)
    assert view.verticalScrollBar().value() == value
    for _ in range(99):
        QTest.keyClick(view, Qt.Key.Key_PageDown)
    view.show_text("Once", tale(440), 440)
    assert at_end(view)
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    view.show_text("Once", (), 0)  # anew
    view.show_text("Once", tale(400), 400)
    assert at_end(view)


def test_lines_are_whole_at_the_beginning_and_at_the_end(view: TokenView, larger: Theme) -> None:
    view.show_text("Once", tale(400), 400)
    for height in (150, 163, 201):
        view.resize(300, height)
        assert at_end(view)
        for value in (0, view.verticalScrollBar().maximum()):
            view.verticalScrollBar().setValue(value)
            first, last = (
                view.cursorRect(view.cursorForPosition(QPoint(60, y)))
                for y in (2 + 4 * (value == 0), view.viewport().height() - 6)
            )
            assert first.top() >= 0
            assert last.bottom() <= view.viewport().height()
    view.wear(larger)
    assert at_end(view)
    assert view.cursorRect(view.cursorForPosition(QPoint(60, 2))).top() >= 0
