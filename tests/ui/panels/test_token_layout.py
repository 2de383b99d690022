from __future__ import annotations

import gc
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetricsF, QTextBlock, QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget

from tauscope.ui.painting.surprise import surprise_level
from tauscope.ui.panels import token_layout
from tauscope.ui.panels.token_text import LEAST, MOST, TokenText, levels_of
from tauscope.ui.panels.token_view import TEXT, Piece, TokenView
from tauscope.ui.panels.trace.trace_text import TraceText
from tauscope.ui.theme import Theme

WORDS = ("the", "of", "temperature", "a", "probabilities", "is", "entropy", "in", "Boltzmann", "at")
HEBREW = ("שלום", "עולם", "טמפרטורה", "של", "הסתברות")


def tokens(count: int, words: tuple[str, ...] = WORDS) -> list[str]:
    """Tokens of a text without line ends, in an order that does not repeat soon."""
    return [" " + words[number * number % 97 % len(words)] for number in range(count)]


@pytest.fixture
def view(theme: Theme, show: Callable[[QWidget], None]) -> TraceText:
    view = TraceText(theme)
    view.resize(400, 200)
    show(view)
    view.apply_theme(theme)
    return view


def blocks(document: QTextDocument) -> list[QTextBlock]:
    found, block = [], document.begin()
    while block.isValid():
        found.append(block)
        block = block.next()
    return found


def finish(view: TokenView) -> None:
    """Let all lines be laid out."""
    while view._lines._timer.isActive():
        QApplication.processEvents()


def line_starts(view: QTextEdit, per_block: Callable[[QTextBlock], int]) -> list[tuple[int, int, int]]:
    """Position in the text, and left and upper end, of the beginning of each line."""
    starts = []
    for block in blocks(view.document()):
        area = view.document().documentLayout().blockBoundingRect(block)
        layout = block.layout()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            x, y = round(line.naturalTextRect().left()), round(area.top() + line.y())
            starts.append((per_block(block) + line.textStart(), x, y))
    return starts


def left_ends(starts: list[tuple[int, int, int]]) -> dict[int, int]:
    """Left end of the text at the height of each line."""
    ends: dict[int, int] = {}
    for _, x, y in starts:
        ends[y] = min(x, ends.get(y, x))
    return ends


@pytest.mark.parametrize("words", [WORDS, HEBREW])
@pytest.mark.parametrize("width", [317, 640])
def test_a_long_paragraph_is_wrapped_as_by_qt(
    view: TraceText, theme: Theme, show: Callable[[QWidget], None], words: tuple[str, ...], width: int
) -> None:
    texts = tokens(2500, words)
    view.resize(width, 200)
    view.show_tokens(texts, None, 0)
    finish(view)
    assert view.document().blockCount() > 3
    peer = QTextEdit()
    peer.document().setDocumentMargin(0)
    peer.setFont(theme.font(TEXT))
    show(peer)
    peer.setPlainText("".join(texts))
    peer.resize(width, 200)
    peer.document().setTextWidth(view.viewport().width())
    ours = line_starts(view, lambda block: view._tokens._in_text(block.position()))
    theirs = line_starts(peer, lambda block: block.position())
    # Where a block goes on in a line, the line has two parts; the space between them counts as text.
    space = QFontMetricsF(theme.font(TEXT)).horizontalAdvance(" ")
    assert left_ends(ours) == pytest.approx(left_ends(theirs), abs=space + 1)
    assert {at for at, _, _ in theirs} <= {at for at, _, _ in ours}
    assert view.document().size().height() == peer.document().size().height()


def test_what_is_seen_is_laid_out_first_and_stays_where_it_is(view: TraceText) -> None:
    texts = tokens(20_000)
    view.show_tokens(texts, None, 12_000)
    QApplication.processEvents()
    assert view._lines._next < len(view._lines._lines)
    estimated = view.document().size().height()
    spot = view.cursorRect(view._span(view._tokens.start(12_000), view._tokens.start(12_000)))
    assert view.viewport().rect().contains(spot.center())
    finish(view)
    assert view.document().size().height() == pytest.approx(estimated, rel=0.5)
    assert view.verticalScrollBar().maximum() == round(
        view.document().size().height() - view.viewport().height()
    )
    spot = view.cursorRect(view._span(view._tokens.start(12_000), view._tokens.start(12_000)))
    assert view.viewport().rect().contains(spot.center())


def test_a_reader_elsewhere_stays_there_while_the_rest_is_laid_out(view: TraceText) -> None:
    view.show_tokens(tokens(20_000), None, 0)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2 // view._line * view._line)
    QApplication.processEvents()
    first = view.cursorForPosition(QPoint(view.viewport().width() // 2, 5)).position()
    assert view._lines._timer.isActive()
    finish(view)
    assert abs(view.cursorForPosition(QPoint(view.viewport().width() // 2, 5)).position() - first) < 200


def test_colours_that_come_later_move_no_line(view: TraceText) -> None:
    texts = tokens(6000)
    view.show_tokens(texts, None, 0)
    finish(view)
    before = line_starts(view, QTextBlock.position)
    assert not blocks(view.document())[0].layout().formats()
    view.show_tokens(texts, np.full(len(texts), 9.0), 0)
    view.repaint()
    finish(view)
    assert blocks(view.document())[0].layout().formats()
    assert line_starts(view, QTextBlock.position) == before


def test_a_text_is_copied_without_the_cuts_of_its_paragraphs(view: TraceText) -> None:
    texts = [*tokens(3000), "\n", "🦊", *tokens(40)]
    view.show_tokens(texts, None, 0)
    assert len(view._tokens._cuts) > 2
    view.selectAll()
    assert view.createMimeDataFromSelection().text() == "".join(texts)
    cut = view._tokens._cuts[1] + 1
    view.setTextCursor(view._span(cut - 30, cut + 31))
    text = "".join(texts)
    middle = view._tokens._cuts[1]
    assert view.createMimeDataFromSelection().text() == text[middle - 30 : middle + 30]


def test_a_click_finds_each_token_around_a_cut(view: TraceText) -> None:
    view.show_tokens(tokens(3000), None, 0)
    place = view._tokens.token_at(view._tokens._cuts[0] + 1)
    assert place is not None
    for number in range(place - 4, place + 5):
        at = view._tokens.end(number) - 1
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() + view._area_at(at).top() - 50)
        area = view._area_at(at)
        assert view.token_at((area.topLeft() + QPoint(1, 8)).toPointF()) == number


def test_the_height_of_a_text_is_known_at_once_up_to_a_length(view: TraceText) -> None:
    texts = tokens(token_layout.AT_ONCE // 8)
    view.show_tokens(texts, None, 0)
    height = view.document().size().height()
    finish(view)
    assert view.document().size().height() == height


def test_a_view_that_python_lets_go_of_takes_its_layout_along(theme: Theme) -> None:
    for _ in range(3):
        view = TokenView(theme, "Text")
        view.resize(300, 100)
        view.show_text("Once", (Piece(" upon", 1.0),), 0)
        del view
        gc.collect()


PARTS = st.sampled_from(
    [" a", "b", " ", "\n", "\r\n", "\r", "🦊", "é", "\u202e", "\ud83e", "漢字", "\u2029", ""]
)


@given(
    st.text("ab \n🦊", max_size=20),
    st.lists(st.lists(PARTS, max_size=30), max_size=5),
    st.integers(min_value=0, max_value=200),
)
def test_positions_of_tokens_are_those_of_the_document(
    prompt: str, groups: list[list[str]], count: int
) -> None:
    document, tokens = QTextDocument(), TokenText()
    end = QTextCursor(document)
    end.insertText(tokens.begin(prompt))
    for group in groups:
        end.movePosition(QTextCursor.MoveOperation.End)
        end.insertText(tokens.append([part * 97 for part in group], np.ones(len(group))))
    if count < len(tokens):
        end.setPosition(tokens.cut(count))
        end.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        end.removeSelectedText()
    assert [block.length() - 1 for block in blocks(document)] == tokens.lengths
    assert len(tokens.goes_on) == len(tokens.lengths)
    assert document.characterCount() - 1 == sum(tokens.lengths) + len(tokens.lengths) - 1
    for place in range(len(tokens)):
        start, stop = tokens.start(place), tokens.end(place)
        assert tokens.between(start, stop) == tokens.texts[place]
        if tokens.texts[place]:
            assert tokens.token_at(start) == place
    assert tokens.between(0, document.characterCount() - 1) == tokens.text
    assert tokens.text.count("\n") + len(tokens._cuts) == document.blockCount() - 1


@pytest.mark.parametrize(
    "parts", [[" word"] * 2000, ["漢字"] * 4000, ["e\u0301\u0302"] * 3000, ["x" * 20_000]]
)
def test_blocks_are_bounded_and_cut_no_character_apart(parts: list[str]) -> None:
    for group in ([parts], [[part] for part in parts]):
        tokens = TokenText()
        tokens.begin("")
        for some in group:
            tokens.append(some, np.zeros(len(some)))
        assert max(tokens.lengths) <= MOST + 10
        assert min(tokens.lengths[:-1]) >= LEAST - 10
        text = tokens.text
        for cut in tokens._cuts:
            assert text[cut] not in "\u0301\u0302"


def test_levels_are_those_of_single_tokens() -> None:
    bits = np.array([0.0, 0.3, 1.12, 9.99, 10.0, 33.0, np.inf])
    assert levels_of(bits).tolist() == [surprise_level(one) for one in bits.tolist()]
