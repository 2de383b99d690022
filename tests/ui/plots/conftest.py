from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPicture
from PySide6.QtWidgets import QWidget

from tauscope.document.document import Document
from tauscope.document.formulas import plain
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import StudyResults
from tauscope.ui.editing.history import History
from tauscope.ui.focus import Focus
from tauscope.ui.formulas.line import Line
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.theme import Theme


@pytest.fixture
def make_plot(
    history: History, focus: Focus, theme: Theme, show: Callable[[QWidget], None], known_studies: None
) -> Callable[[type[Plot]], Plot]:
    """A plot by itself that follows the document."""
    del known_studies  # what it shows is computed once for all tests

    def make(kind: type[Plot]) -> Plot:
        plot = kind(history.perform, focus, theme)
        # pyqtgraph's own close() of a view that is a window takes its viewport away too early.
        desk = QWidget()
        desk.resize(700, 400)
        plot.setParent(desk)
        plot.resize(700, 400)
        show(desk)

        results = StudyResults()

        def show_document(_: object, after: Document) -> None:
            plot.show_picture(Picture.of(after, plot.picture, results=results))

        history.changed.connect(show_document)
        show_document(None, history.document)
        plot.grab()
        return plot

    return make


LEFT = Qt.AlignmentFlag.AlignLeft


class Written(NamedTuple):
    """A text that a plot writes, its colour, and where: the point it is aligned to, and what it covers.

    Formulas in it are as they are noted.
    """

    text: str
    colour: str
    at: QPointF
    area: QRectF


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Callable[[Plot], list[Written]]:
    """What a plot writes, when it paints itself."""

    def read(plot: Plot) -> list[Written]:
        words: list[Written] = []

        def write(
            painter: QPainter,
            at: QPointF,
            text: str,
            font: QFont,
            colour: QColor,
            align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
        ) -> None:
            width, height = marks.text_width(text, font), QFontMetricsF(font).capHeight()
            left = {Qt.AlignmentFlag.AlignHCenter: width / 2, Qt.AlignmentFlag.AlignRight: width}.get(
                align, 0.0
            )
            area = QRectF(at.x() - left, at.y() - height, width, height)
            words.append(Written(plain(text), colour.name(), at, painter.worldTransform().mapRect(area)))

        def write_pieces(
            line: Line, painter: QPainter, at: QPointF, colour: QColor, align: object = None
        ) -> None:
            """Write each part of a fraction."""
            x = at.x() - (line.width / 2 if align == Qt.AlignmentFlag.AlignHCenter else 0)
            for piece in line.pieces:
                write(painter, QPointF(x, at.y() - piece.up), piece.text, piece.font, colour, LEFT)
                x += piece.width

        with monkeypatch.context() as patch:
            patch.setattr(marks, "write", write)
            patch.setattr(Line, "paint", write_pieces)
            paper = QPicture()
            painter = QPainter(paper)
            plot.draw(painter)
            painter.end()
        return words

    return read
