"""Files of animations, opened with Pillow and PyAV."""

from __future__ import annotations

import importlib
import struct
import sys
from collections.abc import Sequence

import numpy as np
import pytest
from tests.document.animation.readers import READERS, Colours, read_gif, read_mp4

from tauscope.core.errors import InputError
from tauscope.document.animation.encoder import Frame, Movie
from tauscope.document.animation.formats import FORMATS
from tauscope.document.animation.palette import EXACT, SIZE, Palette

WIDTH, HEIGHT = 128, 64
SLACK = {".gif": 0, ".mp4": 6}
"""By how much a channel of a flat area may differ: H.264 is lossy."""

FLAT = (0xFFFFFF, 0xFEFEFE, 0x0B62B4, 0xCC3311, 0x181D26)


def moving_box(count: int) -> list[Frame]:
    """Frames in which a box moves over two near whites; each frame differs from the one before."""
    frames = []
    for place in range(count):
        frame = np.full((HEIGHT, WIDTH), 0xFF000000 | FLAT[0], np.uint32)
        frame[HEIGHT // 2 :] = 0xFF000000 | FLAT[1]
        frame[16:48, 2 * place : 2 * place + 32] = 0xFF000000 | FLAT[2 + place % 3]
        frames.append(frame)
    return frames


def colours(frame: Frame) -> Colours:
    return np.stack([(frame >> shift) & 255 for shift in (16, 8, 0)], axis=-1).astype(np.int64)


def encoded(ending: str, frames: Sequence[Frame], rate: float = 25, plays: int = 1) -> bytes:
    made = FORMATS[ending].encoding(Movie(WIDTH, HEIGHT, rate, len(frames), plays))
    made.begin(frames)
    for frame in frames:
        made.add(frame)
    return made.finish()


@pytest.mark.parametrize("ending", FORMATS)
def test_every_frame_is_there_in_its_colours(ending: str) -> None:
    frames = moving_box(30)
    read = READERS[ending](encoded(ending, frames))
    assert len(read.frames) == 30
    for found, frame in zip(read.frames, frames, strict=True):
        wanted = colours(frame)
        # Away from edges: half the resolution of colours is all that plays everywhere.
        for row, column in ((4, 4), (HEIGHT - 4, 4), (32, int(np.argmax(frame[32] != frame[0, 0])) + 16)):
            assert abs(found[row, column] - wanted[row, column]).max() <= SLACK[ending]


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("rate", [10, 25, 30, 12.5])
def test_no_time_is_lost(ending: str, rate: float) -> None:
    read = READERS[ending](encoded(ending, moving_box(40), rate))
    assert read.seconds == pytest.approx(40 / rate, abs=0.006)
    assert read.times == pytest.approx([place / rate for place in range(40)], abs=0.006)


def test_a_gif_shows_exactly_what_was_painted() -> None:
    frames = moving_box(12)
    for found, frame in zip(read_gif(encoded(".gif", frames)).frames, frames, strict=True):
        assert (found == colours(frame)).all()


def test_equal_frames_are_frames() -> None:
    still = moving_box(1) * 10
    read = read_gif(encoded(".gif", still))
    assert len(read.frames) == 10
    assert all((frame == colours(still[0])).all() for frame in read.frames)
    assert read.seconds == pytest.approx(0.4)


def test_a_gif_has_one_palette() -> None:
    content = encoded(".gif", moving_box(12))
    # Images begin with a comma; the highest bit of their flags would announce a palette of their own.
    place, flags = 6 + 7 + 3 * 256, []
    while content[place : place + 1] != b";":
        if content[place] == ord("!"):
            place += 2
        else:
            flags.append(content[place + 9])
            place += 11
        while content[place]:
            place += content[place] + 1
        place += 1
    assert flags == [0] * 12


@pytest.mark.parametrize(("plays", "said"), [(0, 0), (1, None), (2, 1), (5, 4)])
def test_a_gif_says_how_often_it_is_repeated(plays: int, said: int | None) -> None:
    assert read_gif(encoded(".gif", moving_box(4), plays=plays)).about.get("loop") == said


def test_an_mp4_plays_everywhere() -> None:
    content = encoded(".mp4", moving_box(30))
    assert read_mp4(content).about == {
        "codec": "h264",
        "pixels": "yuv420p",
        "size": (WIDTH, HEIGHT),
        "colours": 1,  # BT.709
        "range": 1,  # of television
        "count": 30,
    }
    kinds, place = [], 0
    while place < len(content):
        size, kind = struct.unpack(">I4s", content[place : place + 8])
        kinds.append(kind)
        place += size
    assert kinds.index(b"moov") < kinds.index(b"mdat")  # a browser plays it while it loads


def test_frequent_colours_stay_exact_and_others_near() -> None:
    random = np.random.default_rng(1)
    many = random.integers(0, 1 << 24, (200, 200), np.uint32)
    flat = np.full((200, 200), 0xFFFFFF, np.uint32)
    flat[:40], flat[40:80] = 0xFEFEFE, 0x181D26
    palette = Palette([np.concatenate([flat, many])])
    assert len(palette.colours) == SIZE
    found = palette.colours[palette.indices(flat)].astype(np.int64)
    assert (found == colours(flat)).all()
    away = abs(palette.colours[palette.indices(many)].astype(np.int64) - colours(many)).max(axis=-1)
    assert away.mean() < 40  # 255 colours among all there are


def test_each_colour_has_the_nearest_of_the_palette() -> None:
    random = np.random.default_rng(2)
    frame = random.integers(0, 1 << 24, (60, 60), np.uint32)
    palette = Palette([frame])
    indices = palette.indices(frame)
    distances = ((colours(frame)[..., None, :] - palette.colours.astype(np.int64)) ** 2).sum(-1)
    chosen = np.take_along_axis(distances, indices[..., None].astype(np.int64), -1)[..., 0]
    assert (chosen == distances.min(-1)).all()
    assert EXACT < SIZE


@pytest.mark.parametrize(
    ("ending", "module", "extra"), [(".gif", "PIL", "animation"), (".mp4", "av", "movie")]
)
def test_what_is_missing_is_named_with_the_command_that_installs_it(
    ending: str, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.import_module

    def missing(name: str) -> object:
        if name.partition(".")[0] == module:
            raise ModuleNotFoundError(name)
        return real(name)

    monkeypatch.setattr("tauscope.document.animation.encoder.import_module", missing)
    with pytest.raises(InputError) as refusal:
        FORMATS[ending].encoding(Movie(WIDTH, HEIGHT, 25, 4, 1))
    command = f'{sys.executable} -m pip install "tauscope[{extra}]"'
    assert str(refusal.value).endswith(f"which is not installed. Install it with: {command}")
    assert "\n" not in str(refusal.value)
