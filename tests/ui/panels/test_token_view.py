from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor, QTextFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget

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
    found, block = "", view.document().begin()
    while block.isValid():
        view.document().documentLayout().blockBoundingRect(block)
        for look in block.layout().formats():
            if look.format.background().style() != Qt.BrushStyle.NoBrush:
                found += block.text()[look.start : look.start + look.length]
        block = block.next()
    return found


def test_what_surprises_is_coloured_and_spaces_before_a_word_are_not(view: TokenView) -> None:
    view.show_text("Once", (Piece(" upon", 0.1), Piece("  a", 9.0), Piece("hem", 5.0)), 3)
    assert view.text == "Once upon  ahem"
    assert coloured(view) == "ahem"


def test_spaces_alone_show_their_surprise(view: TokenView) -> None:
    view.show_text("", (Piece("  ", 9.0), Piece("\n", 9.0)), 2)
    assert "  " in coloured(view)


def test_a_character_that_turns_what_follows_is_written_by_name(view: TokenView) -> None:
    view.show_text("", (Piece("a\u202e", 9.0), Piece("bc\x1b", 9.0), Piece("\n", 9.0), Piece("d", 9.0)), 3)
    assert view.text == "a<U+202E>bc<U+001B>\nd"
    assert view.extraSelections()[-1].cursor.selectedText() == "d"


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
    spot = view.cursorRect(view._span(view._tokens.start(place), view._tokens.start(place)))
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
    view.apply_theme(larger)
    assert at_end(view)
    view.show_text("Once", tale(1000), 1000)
    assert at_end(view)


def test_the_moment_stays_in_sight(view: TokenView, larger: Theme) -> None:
    view.show_text("Once", tale(400), 200)
    assert sees(view, 200)
    view.resize(250, 150)
    assert sees(view, 200)
    view.apply_theme(larger)
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


def test_no_line_is_cut_wherever_it_is_scrolled_to(view: TokenView, larger: Theme) -> None:
    def check() -> None:
        QApplication.processEvents()
        height = view.viewport().height()
        for y in (1, height // 2, height - 2):
            line = view.cursorRect(view.cursorForPosition(QPoint(60, y)))
            assert line.top() >= 0
            assert line.bottom() <= height

    view.show_text("Once", tale(400), 400)
    for height in (150, 163, 201):
        view.resize(300, height)
        check()
        for key in (
            Qt.Key.Key_Up,
            Qt.Key.Key_PageUp,
            Qt.Key.Key_PageUp,
            Qt.Key.Key_Down,
            Qt.Key.Key_PageDown,
        ):
            QTest.keyClick(view, key)
            check()
    view.verticalScrollBar().setValue(0)
    check()
    view.verticalScrollBar().triggerAction(QScrollBar.SliderAction.SliderSingleStepAdd)
    check()
    view.apply_theme(larger)
    check()


@pytest.mark.parametrize("factor", [1.1, 1.25, 1.4])
def test_no_line_above_the_moment_is_cut_in_another_size(
    view: TokenView, theme: Theme, factor: float
) -> None:
    view.show_text("Once", tale(400), 40)
    QApplication.processEvents()
    view.verticalScrollBar().triggerAction(QScrollBar.SliderAction.SliderSingleStepAdd)
    assert sees(view, 40)
    view.apply_theme(theme.enlarged(factor))
    QApplication.processEvents()
    assert view.cursorRect(view.cursorForPosition(QPoint(60, 1))).top() == 0
    assert sees(view, 40)


def test_a_reader_elsewhere_is_left_there_by_another_theme_or_width(view: TokenView, larger: Theme) -> None:
    def first() -> str:
        QApplication.processEvents()
        cursor = view.cursorForPosition(QPoint(0, 1))
        assert view.cursorRect(cursor).top() == 0
        return view.text[cursor.position() :][:40]

    view.show_text("Once", tale(400), 400)
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_PageUp)
    before = first()
    start = view.text.index(before)
    for change in (
        partial(view.apply_theme, larger),
        partial(view.resize, 250, 190),
        partial(view.resize, 500, 150),
    ):
        change()
        assert abs(view.text.index(first()) - start) < 90  # within a line or two
        assert not at_end(view)
    view.show_text("Twice", tale(300), 300)
    assert at_end(view)


def test_what_was_looked_back_in_is_followed_when_it_goes_on(view: TokenView) -> None:
    view.show_text("Once", tale(400), 400)
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    view.show_text("Once", tale(400), 5)
    assert sees(view, 5)
    view.show_text("Once", (*tale(5), *tale(395)), 400)
    assert at_end(view)


def test_a_moment_far_away_is_shown_between_whole_lines(view: TokenView) -> None:
    for place in (100, 171, 250):
        view.show_text("Once", tale(400), 400)
        view.show_text("Once", tale(400), place)
        assert sees(view, place)
        assert view.cursorRect(view.cursorForPosition(QPoint(60, 2))).top() >= 0


def test_no_caret_stands_in_the_text_and_shift_selects(view: TokenView) -> None:
    view.show_text("Once", tale(400), 400)
    assert view.cursorWidth() == 0
    value = view.verticalScrollBar().value()
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.verticalScrollBar().value() < value
    view.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert view.textCursor().hasSelection()


def test_the_pale_rest_covers_its_lines(view: TokenView) -> None:
    view.show_text("Once", tale(40), 5)
    (later, _) = view.extraSelections()
    assert later.format.boolProperty(QTextFormat.Property.FullWidthSelection)


def test_a_failure_in_the_work_leaves_it_in_order(view: TokenView, monkeypatch: pytest.MonkeyPatch) -> None:
    view.show_text("Once", tale(10), 10)
    with monkeypatch.context() as patch:
        patch.setattr(view, "_append", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            view.show_text("Once", tale(20), 20)
    view.show_text("Twice", tale(400), 400)
    assert at_end(view)
