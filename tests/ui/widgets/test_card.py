from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from tauscope.ui.widgets.card import SHORTEST, Elided


def test_a_note_is_elided_where_it_does_not_fit_and_left_out_where_that_says_nothing(
    show: Callable[[QWidget], None],
) -> None:
    note, text = Elided("cardNote"), "softmax(z/τ)   ┄ ghost: τ = 1"
    show(note)
    note.set_text(text)
    metrics = QFontMetricsF(note.font())
    shown = set()
    for width in range(round(metrics.horizontalAdvance(text)) + 20):
        note.resize(width, 20)
        shown.add(note.text())
    assert {"", text} < shown
    assert min(len(one) for one in shown if one) > SHORTEST
    for one in shown - {"", text}:
        kept = one.removesuffix("…")
        assert text.startswith(kept)
        assert not (kept + text[len(kept)])[-2:].isalnum()


def test_a_note_of_two_words_is_not_cut_within_one(show: Callable[[QWidget], None]) -> None:
    note, text = Elided("cardNote"), "48 particles"
    show(note)
    note.set_text(text)
    shown = set()
    for width in range(round(QFontMetricsF(note.font()).horizontalAdvance(text)) + 20):
        note.resize(width, 20)
        shown.add(note.text())
    assert shown == {"", text}


def test_a_short_note_is_shown_whole(show: Callable[[QWidget], None]) -> None:
    note = Elided("cardNote")
    note.resize(100, 20)
    show(note)
    note.set_text("S")
    assert note.text() == "S"
