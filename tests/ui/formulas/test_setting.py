from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QLabel

from tauscope.document.formulas import BEGIN, END, formula, plain, with_formulas
from tauscope.ui.formulas.line import Line, shortened, text_width
from tauscope.ui.formulas.rich_text import html, show_in
from tauscope.ui.formulas.stacked import paint_fraction, stacked
from tauscope.ui.theme import Theme
from tauscope.ui.widgets.card import Elided

BLACK = QColor("black")


def inked(paint: object) -> QRectF:
    """What is painted on white paper with its baseline at y = 100."""
    paper = QImage(400, 200, QImage.Format.Format_RGB32)
    paper.fill(QColor("white"))
    painter = QPainter(paper)
    paint(painter)  # type: ignore[operator]
    painter.end()
    dark = [(x, y) for y in range(200) for x in range(400) if QColor(paper.pixel(x, y)).lightness() < 128]
    xs, ys = zip(*dark, strict=True)
    return QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs) + 1, max(ys) + 1))


def test_scripts_are_smaller_and_stand_above_and_below(theme: Theme) -> None:
    font = theme.font(2)
    base, raised, twice = Line.of(formula("e^(z_i)"), font).pieces
    _, lowered = Line.of(formula("p_k"), font).pieces
    assert base.up == 0 < raised.up
    assert base.font.pixelSize() > raised.font.pixelSize() > twice.font.pixelSize()
    assert twice.up < raised.up
    assert lowered.up < 0


def test_variables_are_italic_and_names_are_not(theme: Theme) -> None:
    italic = {piece.text: piece.font.italic() for piece in Line.of(formula("Var(E)"), theme.font()).pieces}
    assert italic == {"Var(": False, "E": True, ")": False}
    assert not theme.font().italic()  # the theme's own font, which many share, is as it was


@pytest.mark.parametrize(
    ("align", "share"),
    [(Qt.AlignmentFlag.AlignLeft, 0), (Qt.AlignmentFlag.AlignHCenter, 0.5), (Qt.AlignmentFlag.AlignRight, 1)],
)
def test_a_line_is_painted_as_wide_as_it_says(theme: Theme, align: Qt.AlignmentFlag, share: float) -> None:
    line = Line.of(with_formulas("is $softmax(z/τ)$ at"), theme.font(1.5))
    ink = inked(lambda painter: line.paint(painter, QPointF(200, 100), BLACK, align))
    left = 200 - share * line.width
    assert ink.left() == pytest.approx(left, abs=4)
    assert ink.right() == pytest.approx(left + line.width, abs=4)


def test_a_font_that_a_widget_inherits_is_painted_in_its_own_size(theme: Theme) -> None:
    font = theme.font(3.17)
    inherited = QFont(font)
    inherited.setResolveMask(0)
    assert inherited == font  # what is kept for the one is used for the other
    text, image = with_formulas("is $softmax(z/τ)$ at"), QImage(10, 10, QImage.Format.Format_RGB32)
    lines = Line.of(text, inherited), Line.of(text, font), stacked(text, inherited)
    boxes = [box for box in lines[2].boxes if isinstance(box, Line)]
    with QPainter(image) as painter:
        for line in (*lines[:2], *boxes):
            for one in (line.font, *(piece.font for piece in line.pieces)):
                painter.setFont(one)
                assert painter.font().pixelSize() == one.pixelSize() == font.pixelSize()


def test_a_fraction_is_higher_and_narrower_than_its_line(theme: Theme) -> None:
    text, font = formula("Var(E)/τ²"), theme.font(1.5)
    box, line = stacked(text, font), Line.of(text, font)
    assert box.width < line.width
    ink = inked(lambda painter: box.paint(painter, QPointF(50, 100), BLACK))
    assert ink.height() > 1.6 * (line.above + line.below)
    assert ink.top() >= 100 - box.above - 3
    assert ink.bottom() <= 100 + box.below + 1


def test_a_fraction_is_painted_where_it_has_the_room(theme: Theme) -> None:
    text, font = formula("Var(E)/τ²"), theme.font()
    paper = QImage(100, 100, QImage.Format.Format_RGB32)
    painter = QPainter(paper)
    assert paint_fraction(painter, QRectF(0, 0, 100, 100), text, font, BLACK)
    assert not paint_fraction(painter, QRectF(0, 0, 100, 1.2 * theme.base), text, font, BLACK)
    assert not paint_fraction(painter, QRectF(0, 0, 10, 100), text, font, BLACK)
    assert not paint_fraction(painter, QRectF(0, 0, 100, 100), formula("U − τS"), font, BLACK)
    painter.end()


def test_a_formula_is_shown_whole_or_not_at_all(theme: Theme) -> None:
    text, font = with_formulas("see $softmax(z/τ)$ and more"), theme.font()
    shown = {shortened(text, font, width, Qt.TextElideMode.ElideRight) for width in range(0, 260, 3)}
    assert text in shown
    assert any(one.endswith("…") and "softmax(z/τ)" in one for one in shown)
    for one in shown:
        assert one.count(BEGIN) == one.count(END) == ("softmax(z/τ)" in one)
        assert "softmax" not in plain(one) or "softmax(z/τ)" in one


@pytest.mark.parametrize("label", ["<b>bold</b>", "a & b", "x^2", "a/b"])
def test_labels_beside_formulas_stay_text(label: str, theme: Theme) -> None:
    text = f"{label} of {formula('e^(z/τ)')}"
    shown = QLabel()
    show_in(shown, text)
    assert shown.textFormat() == Qt.TextFormat.RichText
    assert "<sup>" in html(text)
    assert "<b>" not in html(text)
    show_in(shown, label)
    assert (shown.text(), shown.textFormat()) == (label, Qt.TextFormat.PlainText)
    assert text_width(label, theme.font()) == Line.of(label, theme.font()).width


def test_a_note_paints_its_formula_and_tells_it_plainly(theme: Theme) -> None:
    note = Elided("cardNote")
    note.setFont(theme.font())
    note.resize(300, 24)
    note.set_text(formula("e^(z/τ)"))
    assert note.text() == "e^(z/τ)"
    typed = QLabel(note.text())
    typed.setFont(theme.font())
    typed.resize(300, 24)
    assert note.grab().toImage() != typed.grab().toImage()


def test_a_short_formula_is_not_broken_over_two_lines() -> None:
    label = QLabel()
    show_in(label, with_formulas("Where at $τ = 2$?"))
    assert "τ\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}2" in label.text()
    show_in(label, with_formulas("$ln p = z/τ − ln Σ exp(z/τ) for each of the classes$"))
    assert "\N{NO-BREAK SPACE}" not in label.text()
