"""A figure: one plot or the whole bench at a size, in a theme; `sheet.py` lays it out and paints it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

from PySide6.QtCore import QSizeF

from tauscope.core.numbers import screen_temperature
from tauscope.document.commands.requests import MM_PER_INCH, ExportRequest
from tauscope.document.document import Document
from tauscope.document.picture.study import StudyResults
from tauscope.document.reports.plot_data import BENCH, check_plot
from tauscope.ui.plots import PLOTS
from tauscope.ui.theme import Theme, load_theme

DESIGNED = 15.0
"""Text height in pixels for which plots are designed: figures are laid out with it, then scaled."""

LEAST_OF_A_BENCH, LEAST_OF_A_PLOT = (52.0, 37.0), (24.0, 15.0)
"""Width and height that a figure needs, in text heights: on smaller paper the text is smaller."""

LEAST_OF_A_LARGE_BENCH = (72.0, 44.0)
"""Width and height that a bench of more than `FEW` plots needs, in text heights."""

FEW = 3

SHORT = (0.001, 1000.0)
"""Range of temperatures that animations write with three digits; others may need an exponent."""

_MM_PER_POINT = MM_PER_INCH / 72


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
    animated : bool
        Whether it is a frame of an animation: digits have equal widths, so that no number trembles.
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
    animated: bool = False
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
            results=results or StudyResults(),
        )

    @property
    def title(self) -> str:
        """Title that viewers show."""
        name = PLOTS[self.plot].title if self.plot in PLOTS else "Softmax"
        return f"{name} at {tau_words(self.document)}"

    @cached_property
    def look(self) -> Theme:
        """Theme of the figure: colours, font and lines for paper."""
        theme = load_theme(self.theme, DESIGNED)
        return replace(theme, clear=self.transparent, still=True, animated=self.animated)

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


def tau_words(document: Document, *, animated: bool = False) -> str:
    """Write the temperature of a document as it stands in a heading; animated, with three digits always.

    Examples
    --------
    >>> from tauscope.document.edits.table_edits import set_temperature
    >>> document = set_temperature(Document(), 0.46)
    >>> tau_words(document), tau_words(document, animated=True)
    ('τ = 0.46', 'τ = 0.460')
    """
    temperature = document.temperature
    if animated and SHORT[0] <= temperature < SHORT[1]:
        return f"τ = {temperature:#.3g}".rstrip(".")
    return f"τ = {screen_temperature(temperature)}"
