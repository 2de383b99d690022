"""The sheet of a figure: headings, plots and readouts, laid out and painted on any paint device."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from tauscope.document.picture.picture import Picture
from tauscope.document.plot_sizes import PlotSizes
from tauscope.document.reports.plot_data import BENCH
from tauscope.document.reports.provenance import provenance_words
from tauscope.ui.bench.cards.arrangement import Room, all_arranged, heights_of_rows
from tauscope.ui.export import readout_row
from tauscope.ui.export.figure import Figure, tau_words
from tauscope.ui.export.panel import Panel
from tauscope.ui.export.words import HeadingRoom, Words, heading_of, hot, note, title
from tauscope.ui.plots import plot_class

Draw = Callable[[QPainter], None]


class Sheet:
    """Parts of a figure on paper, which show one picture after another.

    Parameters
    ----------
    figure : Figure
    picture : Picture
        What is shown first.
    """

    def __init__(self, figure: Figure, picture: Picture) -> None:
        self._figure, self._theme, self._picture = figure, figure.look, picture
        self._whole = figure.plot == BENCH
        names = figure.document.plots if self._whole else (figure.plot,)
        kinds = [plot_class(name) for name in names]
        more = self._more(picture)
        self._panels = [Panel(kind, picture, self._theme, figure.selection, more) for kind in kinds]
        self._held, self._readouts = HeadingRoom(), 0.0
        self._hold_around(picture)
        self.place()

    def _tau(self, picture: Picture) -> str:
        return tau_words(picture.document, animated=self._figure.animated)

    def _more(self, picture: Picture) -> Sequence[Words]:
        """What the heading of a plot says after its title: τ, and which file and step the numbers are of."""
        return () if self._whole else [hot(self._tau(picture), self._theme), *self._origin(picture)]

    def _origin(self, picture: Picture) -> list[Words]:
        """Which file and step the numbers are of; empty for those of no file."""
        words = provenance_words(picture, self._figure.plot)
        return [note(words, self._theme)] if words else []

    def show(self, picture: Picture) -> None:
        """Show another picture of the same plots."""
        self._picture = picture
        for panel in self._panels:
            panel.show(picture, self._more(picture))

    def hold(self, picture: Picture) -> None:
        """Reserve room for what `picture` needs, too: from the next `place` on nothing moves for it."""
        self._hold_around(picture)
        for panel in self._panels:
            panel.hold(picture, self._more(picture))

    def _hold_around(self, picture: Picture) -> None:
        """Reserve room for the heading and the readouts of a bench."""
        if self._whole:
            width = self._paper.width()
            self._held.hold(self._words, width, self._theme)
            self._readouts = max(self._readouts, readout_row.height(picture, width, self._theme))

    def place(self) -> None:
        """Lay out all parts."""
        paper = self._paper
        boxes = self._tiles(paper) if self._whole else [paper]
        for panel, box in zip(self._panels, boxes, strict=True):
            panel.place(box)

    def _tiles(self, paper: QRectF) -> list[QRectF]:
        """Boxes of the plots, arranged as on the bench, between heading and readouts."""
        gap, document = self._theme.base, self._figure.document
        above = heading_of(self._words, self._held, paper.width(), self._theme).height
        room = paper.adjusted(0, above + 0.3 * gap, 0, -self._readouts - 0.5 * gap)
        return tiles(room, len(document.plots), gap, document.plot_sizes)

    @property
    def _words(self) -> list[Words]:
        """Words of the heading of a bench."""
        heading = [title("Softmax at", self._theme), hot(self._tau(self._picture), self._theme)]
        return [*heading, *self._origin(self._picture)]

    @property
    def _paper(self) -> QRectF:
        size, margin = self._figure.size, 0.8 * self._theme.base
        return QRectF(0, 0, size.width(), size.height()).adjusted(margin, 0.5 * margin, -margin, -margin)

    @property
    def description(self) -> str:
        """The plots in words; a bench says the title of each before."""
        titles = [f"{panel.plot.title}: " if self._whole else "" for panel in self._panels]
        told = (panel.description(self._picture) for panel in self._panels)
        return " ".join(map(str.__add__, titles, told))

    # Painting

    @property
    def parts(self) -> list[Draw]:
        """Functions that paint the parts one by one, the background first."""
        around = [self._draw_around] if self._whole else []
        return [self._draw_background, *(panel.draw for panel in self._panels), *around]

    def draw(self, painter: QPainter) -> None:
        """Paint all parts."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for part in self.parts:
            part(painter)

    def _draw_background(self, painter: QPainter) -> None:
        size = self._figure.size
        if not self._figure.transparent:
            # A pixel more than the paper: rounding leaves no bright edge.
            box = QRectF(-1, -1, size.width() + 2, size.height() + 2)
            painter.fillRect(box, self._theme.colours.card)

    def _draw_around(self, painter: QPainter) -> None:
        """Paint the heading and the readouts of a bench."""
        paper, theme = self._paper, self._theme
        heading_of(self._words, self._held, paper.width(), theme).draw(painter, paper.left(), paper.top())
        below = QRectF(paper.left(), paper.bottom() - self._readouts, paper.width(), self._readouts)
        readout_row.draw_readouts(painter, below, self._picture, theme)

    def close(self) -> None:
        """Delete the plots."""
        for panel in self._panels:
            panel.close()


@contextmanager
def sheet_of(figure: Figure) -> Iterator[Sheet]:
    """Lay a figure out on a sheet, which is closed in the end."""
    sheet = Sheet(figure, Picture.of(figure.document, results=figure.results))
    try:
        yield sheet
    finally:
        sheet.close()


@contextmanager
def laid_out(figure: Figure) -> Iterator[Draw]:
    """Lay a figure out; what this yields paints it, as often as is wanted, on a painter in its pixels."""
    with sheet_of(figure) as sheet:
        yield sheet.draw


def tiles(room: QRectF, count: int, gap: float, sizes: PlotSizes) -> list[QRectF]:
    """Boxes of the plots of a bench, in their order.

    Parameters
    ----------
    room : QRectF
        Of all plots together.
    count : int
        How many plots there are.
    gap : float
        Between two plots; it is as high as text.
    sizes : PlotSizes
        What the user dragged.
    """
    arrangement = all_arranged(count, Room(room.width() / gap, room.height() / gap, 1.0))
    boxes, y = dict[int, QRectF](), room.top()
    for row, height in zip(
        arrangement.rows, _parts(room.height(), heights_of_rows(arrangement, sizes), gap), strict=True
    ):
        x = room.left()
        for place, width in zip(row, _parts(room.width(), list(map(sizes.width, row)), gap), strict=True):
            boxes[place] = QRectF(x, y, width, height)
            x += width + gap
        y += height + gap
    return [boxes[place] for place in range(count)]


def _parts(total: float, shares: Sequence[float], gap: float) -> list[float]:
    """Divide a length, less the gaps, into parts."""
    free = total - gap * (len(shares) - 1)
    return [free * share / sum(shares) for share in shares]
