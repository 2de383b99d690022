from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

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
