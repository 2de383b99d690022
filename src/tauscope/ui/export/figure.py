"""A figure: one plot, or the whole bench, laid out for paper and painted on whatever is to hold it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPainter

from tauscope.core.numbers import screen_temperature
from tauscope.document.document import Document
from tauscope.document.picture.picture import Picture
from tauscope.document.reports.plot_data import BENCH, check_plot
from tauscope.document.requests import MM_PER_INCH, ExportRequest
from tauscope.ui.export import readout_row
from tauscope.ui.export.panel import Panel
from tauscope.ui.export.words import Heading, hot, title
from tauscope.ui.plots import PLOTS, plot_class
from tauscope.ui.theme import Theme, load_theme

DESIGNED = 15.0
"""Text height in pixels for which plots are designed: figures are laid out with it, then scaled."""

LEAST = {BENCH: (52.0, 37.0)}
LEAST_OF_A_PLOT = (24.0, 15.0)
"""Width and height that a figure needs, in text heights: on smaller paper the text is smaller."""

_MM_PER_POINT = MM_PER_INCH / 72

Draw = Callable[[QPainter], None]


@dataclass(frozen=True)
class Figure:
    """What is drawn, how large and how.

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
    """

    document: Document
    plot: str
    size_mm: tuple[float, float] = (160, 90)
    theme: str = "light"
    transparent: bool = False
    selection: tuple[int, ...] = ()
    outlines: bool = False

    def __post_init__(self) -> None:
        check_plot(self.plot)

    @classmethod
    def of(cls, request: ExportRequest, selection: tuple[int, ...] = ()) -> Figure:
        """What a request asks for."""
        return cls(
            request.document,
            request.plot,
            request.size_mm,
            request.theme,
            request.transparent,
            selection,
            request.outlines,
        )

    @property
    def title(self) -> str:
        """What a viewer's window calls it."""
        name = PLOTS[self.plot].title if self.plot in PLOTS else "Softmax"
        return f"{name} at {_tau(self.document)}"

    @cached_property
    def dress(self) -> Theme:
        """Colours, font and lines."""
        return replace(load_theme(self.theme, DESIGNED), clear=self.transparent, still=True)

    @property
    def mm_per_pixel(self) -> float:
        """How large a pixel of the layout is on paper: text grows with the paper, but less than it does."""
        (width, height), base = self.size_mm, self.dress.base
        across, down = LEAST.get(self.plot, LEAST_OF_A_PLOT)
        wanted = text_height(min(width / 160, height / 90)) / DESIGNED
        return min(wanted, width / (across * base), height / (down * base))

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
    theme, picture = figure.dress, Picture.of(figure.document)
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
    """The first plot over the whole width, the others side by side below it, then the readouts."""
    paper, gap = _paper(figure, theme), theme.base
    words = [title("Softmax at", theme), hot(_tau(figure.document), theme)]
    heading = Heading.of(words, paper.width(), theme)
    numbers = readout_row.height(picture, paper.width(), theme)
    room = paper.adjusted(0, heading.height + 0.3 * gap, 0, -numbers - 0.5 * gap)
    panels = [Panel(plot_class(name), picture, theme, figure.selection) for name in figure.document.plots]
    for panel, box in zip(panels, tiles(room, len(panels), gap), strict=True):
        panel.place(box)

    def draw(painter: QPainter) -> None:
        heading.draw(painter, paper.left(), paper.top())
        for panel in panels:
            panel.draw(painter)
        below = QRectF(paper.left(), paper.bottom() - numbers, paper.width(), numbers)
        readout_row.draw_readouts(painter, below, picture, theme)

    return panels, draw


def tiles(room: QRectF, count: int, gap: float) -> list[QRectF]:
    """One box over the whole width, the others below it."""
    small = max(1, count - 1)
    upper = (room.height() - gap) * (10 / 18 if count > 1 else 1.0)
    width = (room.width() - gap * (small - 1)) / small
    wide = QRectF(room.left(), room.top(), room.width(), upper)
    return [wide] + [
        QRectF(
            room.left() + place * (width + gap),
            wide.bottom() + gap,
            width,
            room.bottom() - wide.bottom() - gap,
        )
        for place in range(count - 1)
    ]
