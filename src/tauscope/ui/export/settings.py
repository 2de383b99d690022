"""What the export dialog asks for: kept while the window is open, so that it need not be asked for again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tauscope.document.commands.requests import WITH_OUTLINES, ExportRequest
from tauscope.document.document import Document
from tauscope.document.picture.study import StudyResults
from tauscope.ui.export.figure import Figure

PRESETS = {
    "Slide, 160 × 90": (160.0, 90.0),
    "Half a slide, 120 × 90": (120.0, 90.0),
    "Column, 85 × 60": (85.0, 60.0),
    "Page, 240 × 150": (240.0, 150.0),
}
"""Sizes in mm."""


@dataclass(frozen=True)
class Settings:
    """Settings of an export, without its document and its path.

    Attributes
    ----------
    plot : str
    ending : str
        Of the file: its format.
    size_mm : (float, float)
    dpi : int
    theme : str
    transparent : bool
    outlines : bool
        Whether the texts of an SVG are outlines.
    folder : str
        Where the last one was put.
    """

    plot: str = "distribution"
    ending: str = ".png"
    size_mm: tuple[float, float] = (160.0, 90.0)
    dpi: int = 300
    theme: str = "light"
    transparent: bool = False
    outlines: bool = False
    folder: str = ""

    def request(self, document: Document, target: Path) -> ExportRequest:
        """Return the request for an export to `target`.

        Raises
        ------
        InputError
            If the figure would have too many pixels.
        """
        return ExportRequest(
            document,
            self.plot,
            target,
            self.size_mm,
            self.dpi,
            self.theme,
            transparent=self.transparent,
            outlines=self.outlines and target.suffix.lower() == WITH_OUTLINES,
        )

    def figure(self, document: Document, selection: tuple[int, ...], results: StudyResults) -> Figure:
        """Return the figure of these settings, with the results of studies that are known."""
        outlines = self.outlines and self.ending == WITH_OUTLINES
        look = (self.size_mm, self.theme, self.transparent)
        return Figure(document, self.plot, *look, selection, outlines, results=results)
