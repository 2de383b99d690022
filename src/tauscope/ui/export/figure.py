"""A figure: one plot or the whole bench, laid out for paper and painted on any paint device."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPainter

from tauscope.core.numbers import screen_temperature
from tauscope.document.document import Document
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import StudyResults
from tauscope.document.plot_sizes import PlotSizes
from tauscope.document.reports.plot_data import BENCH, check_plot
from tauscope.document.requests import MM_PER_INCH, ExportRequest
from tauscope.ui.bench.arrangement import Room, all_arranged, heights_of_rows
from tauscope.ui.export import readout_row
from tauscope.ui.export.panel import Panel
from tauscope.ui.export.words import Heading, hot, title
from tauscope.ui.plots import PLOTS, plot_class
from tauscope.ui.theme import Theme, load_theme

DESIGNED = 15.0
"""Text height in pixels for which plots are designed: figures are laid out with it, then scaled."""

LEAST_OF_A_BENCH, LEAST_OF_A_PLOT = (52.0, 37.0), (24.0, 15.0)
"""Width and height that a figure needs, in text heights: on smaller paper the text is smaller."""

LEAST_OF_A_LARGE_BENCH = (72.0, 44.0)
"""Width and height that a bench of more than `FEW` plots needs, in text heights."""

FEW = 3

_MM_PER_POINT = MM_PER_INCH / 72

Draw = Callable[[QPainter], None]


@dataclass(frozen=True)
class Figure:
    """Settings of a figure.

    Attributes
    ----------
    document : Document
    plot : str
        The name of one of `PLOTS`, or `BENCH`.
    size_mm : (float, float)
        Width and height.
    theme : str
    transparent : bool
        Whether the background is left out.
    selection : tuple of int
        Keys of the classes that are marked.
    outlines : bool
        Whether the texts of an SVG are outlines: any program shows them in our font, and none can edit them.
    results : StudyResults
        Results of studies that the plots need.
    """

    document: Document
    plot: str
    size_mm: tuple[float, float] = (160, 90)
    theme: str = "light"
    transparent: bool = False
    selection: tuple[int, ...] = ()
    outlines: bool = False
    results: StudyResults = field(default_factory=StudyResults, compare=False, repr=False)

    def __post_init__(self) -> None:
        check_plot(self.plot)

    @classmethod
    def of(
        cls, request: ExportRequest, selection: tuple[int, ...] = (), results: StudyResults | None = None
    ) -> Figure:
        """Figure that an export request asks for."""
        return cls(
            request.document,
            request.plot,
            request.size_mm,
            request.theme,
            request.transparent,
            selection,
            request.outlines,
            results or StudyResults(),
        )

    @property
    def title(self) -> str:
        """Title that viewers show."""
        name = PLOTS[self.plot].title if self.plot in PLOTS else "Softmax"
        return f"{name} at {_tau(self.document)}"

    @cached_property
    def look(self) -> Theme:
        """Theme of the figure: colours, font and lines for paper."""
        return replace(load_theme(self.theme, DESIGNED), clear=self.transparent, still=True)

    @property
    def mm_per_pixel(self) -> float:
        """Millimetres per pixel of the layout: text grows with the paper, but more slowly."""
        (width, height), base = self.size_mm, self.look.base
        across, down = self._least
        wanted = text_height(min(width / 160, height / 90)) / DESIGNED
        return min(wanted, width / (across * base), height / (down * base))

    @property
    def _least(self) -> tuple[float, float]:
        if self.plot != BENCH:
            return LEAST_OF_A_PLOT
        return LEAST_OF_A_BENCH if len(self.document.plots) <= FEW else LEAST_OF_A_LARGE_BENCH

    @property
    def size(self) -> QSizeF:
        """Width and height in pixels of the layout."""
        return QSizeF(*self.size_mm) / self.mm_per_pixel


def text_height(least: float) -> float:
    """Millimetres of ordinary text: 9.5 points in a figure of 160 × 90 mm, where `least` is 1."""
    return 9.5 * _MM_PER_POINT * math.pow(least, 0.4)


def _tau(document: Document) -> str:
    return f"τ = {screen_temperature(document.temperature)}"


@contextmanager
def laid_out(figure: Figure) -> Iterator[Draw]:
    """Lay a figure out; what this yields paints it, as often as is wanted, on a painter in its pixels."""
    theme, picture = figure.look, Picture.of(figure.document, results=figure.results)
    make = _bench if figure.plot == BENCH else _single
    panels, draw = make(figure, picture, theme)

    def with_background(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not figure.transparent:
            # A pixel more than the paper: rounding leaves no bright edge.
            painter.fillRect(
                QRectF(-1, -1, figure.size.width() + 2, figure.size.height() + 2), theme.colours.card
            )
        draw(painter)

    try:
        yield with_background
    finally:
        for panel in panels:
            panel.close()


def _paper(figure: Figure, theme: Theme) -> QRectF:
    margin = 0.8 * theme.base
    return QRectF(0, 0, figure.size.width(), figure.size.height()).adjusted(
        margin, 0.5 * margin, -margin, -margin
    )


def _single(figure: Figure, picture: Picture, theme: Theme) -> tuple[list[Panel], Draw]:
    more = [hot(_tau(figure.document), theme)]
    panel = Panel(plot_class(figure.plot), picture, theme, figure.selection, more)
    panel.place(_paper(figure, theme))
    return [panel], panel.draw


def _bench(figure: Figure, picture: Picture, theme: Theme) -> tuple[list[Panel], Draw]:
    """Lay out the plots as the bench does, with the readouts below."""
    paper, gap = _paper(figure, theme), theme.base
    words = [title("Softmax at", theme), hot(_tau(figure.document), theme)]
    heading = Heading.of(words, paper.width(), theme)
    numbers = readout_row.height(picture, paper.width(), theme)
    room = paper.adjusted(0, heading.height + 0.3 * gap, 0, -numbers - 0.5 * gap)
    plots, sizes = figure.document.plots, figure.document.plot_sizes
    panels = [Panel(plot_class(name), picture, theme, figure.selection) for name in plots]
    for panel, box in zip(panels, tiles(room, len(plots), gap, sizes), strict=True):
        panel.place(box)

    def draw(painter: QPainter) -> None:
        heading.draw(painter, paper.left(), paper.top())
        for panel in panels:
            panel.draw(painter)
        below = QRectF(paper.left(), paper.bottom() - numbers, paper.width(), numbers)
        readout_row.draw_readouts(painter, below, picture, theme)

    return panels, draw


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
