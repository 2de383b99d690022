"""Animations as MP4 with H.264, which PyAV's x264 makes: players, browsers and slides all show it."""

from __future__ import annotations

import io
import sys
from fractions import Fraction
from typing import Any

from tauscope.document.animation.encoder import Encoder, Frame, Movie, library

CODEC = "libx264"
_QUALITY = {"crf": "16", "preset": "medium", "tune": "animation"}
"""Of x264: text and flat areas show no blocks."""

_BYTES_A_FRAME = 40
"""More than the index of an MP4 has for each frame."""

_PIXELS = "bgra" if sys.byteorder == "little" else "argb"


class Mp4Encoder(Encoder):
    """Writes an MP4 that begins with its index, so that a browser plays it while it loads.

    Notes
    -----
    Only 4:2:0 (`yuv420p`) plays everywhere; it wants even sizes. Colours are converted and marked as BT.709:
    PyAV would convert by BT.601 without a mark, and most players would show other colours.
    """

    def __init__(self, movie: Movie) -> None:
        super().__init__(movie)
        self._av: Any = library("av", "PyAV", "movie", "An MP4")
        self._file = io.BytesIO()
        # Room for the index at the beginning: ffmpeg's “faststart” would need the file itself.
        room = {"moov_size": str(20_000 + _BYTES_A_FRAME * movie.frame_count)}
        self._container = self._av.open(self._file, "w", format="mp4", options=room)
        self._container.metadata["title"] = "Tauscope"
        rate = Fraction(movie.rate).limit_denominator(1001)
        self._stream = self._container.add_stream(CODEC, rate=rate, options=_QUALITY)
        self._stream.width, self._stream.height, self._stream.pix_fmt = movie.width, movie.height, "yuv420p"
        reformatter = self._av.video.reformatter
        context = self._stream.codec_context
        context.colorspace, context.color_range = reformatter.Colorspace.ITU709, reformatter.ColorRange.MPEG
        context.color_primaries, context.color_trc = 1, 1
        context.time_base = 1 / rate
        self._count = 0

    def add(self, frame: Frame) -> None:
        """Encode a frame."""
        height, width = frame.shape
        pixels = frame.view("uint8").reshape(height, width, 4)
        picture = self._av.VideoFrame.from_ndarray(pixels, format=_PIXELS).reformat(
            format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG"
        )
        picture.pts, picture.time_base = self._count, self._stream.codec_context.time_base
        self._count += 1
        self._container.mux(self._stream.encode(picture))

    def finish(self) -> bytes:
        """Return the file."""
        self._container.mux(self._stream.encode(None))
        self._container.close()
        return self._file.getvalue()
