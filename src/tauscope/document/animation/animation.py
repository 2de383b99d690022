"""What an animation shows and how: from which τ to which, how long, how smooth, how often."""

from __future__ import annotations

from dataclasses import dataclass

from tauscope.core.domain import TEMPERATURE, Interval, Whole
from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, quoted
from tauscope.core.temperatures.scale import rounded
from tauscope.core.temperatures.turning import turned_temperatures
from tauscope.document.animation.encoder import Movie
from tauscope.document.animation.formats import format_of
from tauscope.document.commands.requests import MM_PER_INCH, ExportRequest

SECONDS = Interval("the length of an animation in seconds", 0.2, 300)
RATE = Interval("the frames per second", 1, 60)
PLAYS = Whole("the number of plays", 0, 1000)
FOREVER = 0
"""Number of plays of an animation that never stops."""

FEWEST_FRAMES = 4
MOST_PIXELS = 2_000_000_000
"""Most pixels of all frames together: about 38 s of 1920 × 1080 at 25 frames per second."""

LEAST_ACROSS, MOST_ACROSS = 32, 16_384
"""Limits of the width and of the height in pixels: what encoders of H.264 take."""

PIXELS_PER_MM = 8
"""Unless a resolution is given: 160 × 90 mm are 1280 × 720 pixels."""

DPI = PIXELS_PER_MM * MM_PER_INCH


@dataclass(frozen=True)
class Animation:
    """A turn of the dial in time.

    Attributes
    ----------
    start, end : float
        Temperatures, in [0, ∞], which differ.
    seconds : float
        How long it takes, there and back together.
    rate : float
        Frames per second.
    back : bool
        True if τ turns back to `start` at the end.
    plays : int
        How often it is shown; `FOREVER` without end.

    Raises
    ------
    InputError
        If a number is outside its domain, both temperatures are the same, or there are too few frames.
    """

    start: float = 0.1
    end: float = 10.0
    seconds: float = 6.0
    rate: float = 25.0
    back: bool = False
    plays: int = FOREVER

    def __post_init__(self) -> None:
        for domain, value in (
            (TEMPERATURE, self.start),
            (TEMPERATURE, self.end),
            (SECONDS, self.seconds),
            (RATE, self.rate),
            (PLAYS, self.plays),
        ):
            domain.check(value)
        if self.start == self.end:
            raise InputError("An animation turns τ from one temperature to another; both are the same.")
        if self._one_way < FEWEST_FRAMES:
            raise InputError(
                f"{self.seconds:g} s at {self.rate:g} frames per second are too few frames: "
                f"τ needs {FEWEST_FRAMES} to turn from one temperature to the other."
            )

    @property
    def frame_count(self) -> int:
        """Number of frames of one play."""
        count = max(1, round(self.seconds * self.rate))
        # There and back `end` is one frame. Played once it ends at `start`; else the next play begins there.
        odd = self.plays == 1
        return count + (count % 2 != odd) if self.back else count

    @property
    def _one_way(self) -> int:
        return self.frame_count // 2 + 1 if self.back else self.frame_count

    @property
    def temperatures(self) -> tuple[float, ...]:
        """Temperature of each frame of one play, to three digits: as many as a hand on a dial can set.

        Examples
        --------
        >>> Animation(1.0, 100.0, seconds=1, rate=5).temperatures
        (1.0, 3.16, 10.0, 31.6, 100.0)
        >>> Animation(0.0, 1.0, seconds=1, rate=6, back=True).temperatures
        (0.0, 0.01, 0.1, 1.0, 0.1, 0.01)
        """
        turned = turned_temperatures(self.start, self.end, self._one_way)
        there = [self.start, *(rounded(float(between)) for between in turned[1:-1]), self.end]
        back = there[-2::-1][: self.frame_count - len(there)] if self.back else []
        return (*there, *back)


@dataclass(frozen=True)
class AnimationRequest:
    """An animation to be written to a file.

    Attributes
    ----------
    still : ExportRequest
        Document, plot, target, size and theme: a frame is the figure that it asks for, at another τ.
    animation : Animation

    Raises
    ------
    InputError
        If the target's ending is that of no format, the format cannot hold this animation, the figure is
        transparent, or there are too many pixels.
    """

    still: ExportRequest
    animation: Animation

    def __post_init__(self) -> None:
        file_format = format_of(self.ending)
        if self.still.transparent:
            raise InputError("An animation has a background: leave “transparent” out.")
        file_format.check(self.animation.rate, self.animation.plays)
        width, height = self.size_px
        if not LEAST_ACROSS <= min(width, height) <= max(width, height) <= MOST_ACROSS:
            raise InputError(
                f"{width} × {height} pixels cannot be animated: a side has {LEAST_ACROSS} to {MOST_ACROSS:,}."
            )
        frames = self.written_frames
        if width * height * frames > MOST_PIXELS:
            billion = f"{MOST_PIXELS / 1e9:g} billion"
            raise InputError(
                f"{frames:,} frames of {width} × {height} pixels are too much: {width * height * frames:,} "
                f"pixels are more than {billion}. Choose a smaller size, fewer seconds or fewer frames."
            )

    @property
    def ending(self) -> str:
        """Ending of the target, in lower case."""
        return self.still.target.suffix.lower()

    @property
    def written_frames(self) -> int:
        """Number of frames in the file."""
        return self.animation.frame_count * format_of(self.ending).written_plays(self.animation.plays)

    @property
    def movie(self) -> Movie:
        """What an encoder must know."""
        return Movie(*self.size_px, self.animation.rate, self.written_frames, self.animation.plays)

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of a frame in pixels: even numbers, for most players of movies want them so.

        Examples
        --------
        >>> from pathlib import Path
        >>> from tauscope.document.document import Document
        >>> AnimationRequest(ExportRequest(Document(), "curves", Path("a.gif"), dpi=100), Animation()).size_px
        (630, 354)
        """
        width, height = self.still.size_px
        return max(2, width + width % 2), max(2, height + height % 2)


def parse_turn(text: str) -> tuple[float, float]:
    """Read two temperatures, such as 0.1:10 or 0:inf.

    Examples
    --------
    >>> parse_turn("0.1:inf")
    (0.1, inf)
    """
    parts = text.split(":")
    if len(parts) != 2:
        raise InputError(f"{quoted(text)} is no turn of τ: write from:to, as in 0.1:10 or 0:inf.")
    start, end = (TEMPERATURE.check(parse_number(part)) for part in parts)
    return start, end


def parse_plays(text: str) -> int:
    """Read a number of plays, or "forever".

    Examples
    --------
    >>> parse_plays("3"), parse_plays("forever")
    (3, 0)
    """
    if text.strip().lower() == "forever":
        return FOREVER
    plays = PLAYS.parse(text)
    if plays == FOREVER:
        raise InputError("An animation is played once or more often: write 1, 2, 3 … or forever.")
    return plays
