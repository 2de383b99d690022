"""Settings of the dialog of animations: kept while the window is open, so that none is asked for again."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tauscope.core.domain import Whole
from tauscope.core.errors import InputError
from tauscope.document.animation.animation import (
    LEAST_ACROSS,
    MOST_ACROSS,
    SECONDS,
    Animation,
    AnimationRequest,
)
from tauscope.document.commands.requests import MM_PER_INCH, ExportRequest
from tauscope.document.document import Document

WIDTH = Whole("the width of a frame in pixels", 192, 7552)
HEIGHT = Whole("the height of a frame in pixels", LEAST_ACROSS, MOST_ACROSS)

SIZES = {
    "HD, 1280 × 720": (1280, 720),
    "Full HD, 1920 × 1080": (1920, 1080),
    "Small, 640 × 360": (640, 360),
    "Slide 4:3, 1024 × 768": (1024, 768),
    "Square, 720 × 720": (720, 720),
}
"""Sizes of a frame in pixels."""

MM_ACROSS = 160.0
"""Width in mm at which a frame is laid out: more pixels make it sharper, not its text smaller."""


@dataclass(frozen=True)
class AnimationSettings:
    """Settings of an animation, without its document and its path.

    Attributes
    ----------
    plot : str
        Name of a plot or `BENCH`; empty for the first plot of the bench.
    ending : str
        Of the file: its format.
    size : (int, int)
        Width and height of a frame in pixels.
    theme : str
    animation : Animation
    folder : str
        Where the last one was put.
    """

    plot: str = ""
    ending: str = ".gif"
    size: tuple[int, int] = (1280, 720)
    theme: str = "light"
    animation: Animation = field(default_factory=Animation)
    folder: str = ""

    @classmethod
    def of(cls, document: Document) -> AnimationSettings:
        """Settings that turn τ as the dial's Play does."""
        motion = document.motion
        back = motion.way in ("there and back", "back and forth")
        seconds = motion.seconds * (2 if back else 1)
        try:
            return cls(
                animation=Animation(
                    motion.start, motion.end, min(max(seconds, SECONDS.low), SECONDS.high), back=back
                )
            )
        except InputError:  # both ends are the same
            return cls()

    def request(self, document: Document, target: Path) -> AnimationRequest:
        """Return the request for an animation in `target`.

        Raises
        ------
        InputError
            As `AnimationRequest`.
        """
        width, height = self.size
        size_mm, dpi = (MM_ACROSS, MM_ACROSS * height / width), width / MM_ACROSS * MM_PER_INCH
        still = ExportRequest(document, self.plot or document.plots[0], target, size_mm, dpi, self.theme)
        return AnimationRequest(still, self.animation)
