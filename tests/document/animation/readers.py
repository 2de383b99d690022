"""Animations as other libraries read them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Colours = NDArray[np.int64]
"""Red, green and blue, shape (height, width, 3)."""


@dataclass(frozen=True)
class Read:
    """Frames, when each is shown in seconds, how long all are, and what else the file says."""

    frames: list[Colours]
    times: list[float]
    seconds: float
    about: dict[str, Any]


def read_gif(content: bytes) -> Read:
    """Read a GIF with Pillow."""
    image = Image.open(io.BytesIO(content))
    frames, times, now = list[Colours](), list[float](), 0.0
    for place in range(image.n_frames):
        image.seek(place)
        frames.append(np.asarray(image.convert("RGB")).astype(np.int64))
        times.append(now)
        now += image.info["duration"] / 1000
    return Read(frames, times, now, dict(image.info))


def read_mp4(content: bytes) -> Read:
    """Read an MP4 with PyAV."""
    with av.open(io.BytesIO(content)) as container:
        stream = container.streams.video[0]
        frames, times = list[Colours](), list[float]()
        for frame in container.decode(stream):
            assert frame.time is not None
            times.append(frame.time)
            frames.append(frame.to_ndarray(format="rgb24").astype(np.int64))
        assert stream.duration is not None
        assert stream.time_base is not None
        context = stream.codec_context
        about = {
            "codec": context.name,
            "pixels": context.pix_fmt,
            "size": (context.width, context.height),
            "colours": int(context.colorspace),
            "range": int(context.color_range),
            "count": stream.frames,
        }
        return Read(frames, times, float(stream.duration * stream.time_base), about)


READERS = {".gif": read_gif, ".mp4": read_mp4}
