"""What an animation may be, and the temperature of each of its frames."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tauscope.core.errors import InputError
from tauscope.document.animation.animation import (
    FOREVER,
    MOST_PIXELS,
    Animation,
    AnimationRequest,
    parse_plays,
    parse_turn,
)
from tauscope.document.animation.formats import FORMATS
from tauscope.document.commands.requests import ExportRequest
from tauscope.document.document import Document


def three_digits(temperatures: object) -> list[float]:
    return [float(f"{temperature:.3g}") for temperature in np.asarray(temperatures)]


def test_frames_go_from_end_to_end_by_equal_ratios() -> None:
    there = Animation(0.1, 10.0, seconds=6, rate=25).temperatures
    assert list(there) == three_digits(np.geomspace(0.1, 10, 150))


def test_ends_are_exact() -> None:
    there = Animation(0.12345, 9.87654, seconds=1, rate=10).temperatures
    assert (there[0], there[-1]) == (0.12345, 9.87654)


@pytest.mark.parametrize("count", [9, 10])
def test_there_and_back_without_end_no_frame_is_there_twice(count: int) -> None:
    turn = Animation(0.1, 10.0, seconds=1, rate=count, back=True, plays=FOREVER)
    half = three_digits(np.geomspace(0.1, 10, 6))
    assert list(turn.temperatures) == half + half[-2:0:-1]
    assert turn.frame_count == 10


@pytest.mark.parametrize("count", [10, 11])
def test_there_and_back_once_ends_where_it_began(count: int) -> None:
    turn = Animation(0.1, 10.0, seconds=1, rate=count, back=True, plays=1)
    half = three_digits(np.geomspace(0.1, 10, 6))
    assert list(turn.temperatures) == half + half[-2::-1]


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("plays", [0, 1, 3])
@pytest.mark.parametrize("ends", [(0.0, math.inf), (math.inf, 1.0), (0.3, 0.0), (2.0, 1.0)])
def test_there_are_as_many_temperatures_as_frames(
    ends: tuple[float, float], plays: int, *, back: bool
) -> None:
    for rate in range(7, 15):
        turn = Animation(*ends, seconds=1, rate=rate, back=back, plays=plays)
        assert len(turn.temperatures) == turn.frame_count
        assert turn.temperatures[0] == ends[0]
        assert ends[1] in turn.temperatures


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"start": -1.0}, "Temperature goes from 0 to ∞"),
        ({"end": math.nan}, "Temperature goes from 0 to ∞"),
        ({"end": 0.1}, "both are the same"),
        ({"start": math.inf, "end": math.inf}, "both are the same"),
        ({"seconds": 0.1}, "length of an animation"),
        ({"seconds": 1e6}, "length of an animation"),
        ({"rate": 0.5}, "frames per second"),
        ({"rate": 61}, "frames per second"),
        ({"plays": -1}, "number of plays"),
        ({"seconds": 1, "rate": 3}, "too few frames"),
        ({"seconds": 1, "rate": 4, "back": True}, "too few frames"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        replace(Animation(), **changes)  # type: ignore[arg-type]


def request(name: str = "a.gif", turn: Animation | None = None, **still: object) -> AnimationRequest:
    figure = ExportRequest(Document(), "curves", Path(name), dpi=100)
    return AnimationRequest(replace(figure, **still), turn or Animation(plays=1))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "changes", "still", "message"),
    [
        ("a.avi", {}, {}, r"“\.avi” is no animation's ending; there are \.gif and \.mp4\."),
        ("a.gif", {"rate": 51.0}, {}, "A GIF shows at most 50"),
        ("a.mp4", {"plays": FOREVER}, {}, "An MP4 ends"),
        ("a.gif", {}, {"transparent": True}, "has a background"),
        ("a.gif", {}, {"size_mm": (5.0, 90.0)}, "a side has 32 to 16,384"),
        ("a.gif", {}, {"size_mm": (2000.0, 90.0), "dpi": 300}, "a side has 32 to 16,384"),
        ("a.gif", {"seconds": 300.0}, {"dpi": 300}, "Choose a smaller size, fewer seconds or fewer frames"),
    ],
)
def test_what_a_file_cannot_hold_is_refused(
    name: str, changes: dict[str, object], still: dict[str, object], message: str
) -> None:
    turn = replace(Animation(plays=1), **changes)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=message):
        request(name, turn, **still)


def test_the_bound_counts_every_frame_that_is_written() -> None:
    width, height = request().size_px
    count = MOST_PIXELS // (width * height)
    within = Animation(seconds=count / 50, rate=50, plays=1)
    assert request("a.mp4", within).written_frames == count
    with pytest.raises(InputError, match=f"{2 * count:,} frames"):
        request("a.mp4", replace(within, plays=2))
    # A GIF holds them once, however often it is played.
    assert request("a.gif", replace(within, plays=2)).written_frames == count


@pytest.mark.parametrize("size", [(160.0, 90.0), (85.0, 60.0), (33.3, 44.4)])
@pytest.mark.parametrize("dpi", [72, 100, 101, 203.2])
def test_sides_are_even_and_as_large_as_the_figure(size: tuple[float, float], dpi: float) -> None:
    found = request(size_mm=size, dpi=dpi)
    for side, exact in zip(found.size_px, found.still.size_px, strict=True):
        assert side % 2 == 0
        assert side - exact in (0, 1)


@pytest.mark.parametrize(
    ("text", "expected"), [("0.1:10", (0.1, 10.0)), ("0:inf", (0.0, math.inf)), ("∞:0,5", (math.inf, 0.5))]
)
def test_a_turn_is_read(text: str, expected: tuple[float, float]) -> None:
    assert parse_turn(text) == expected


@pytest.mark.parametrize("text", ["", "1", "1:2:3", "a:1", "-1:1", ":", "nan:1"])
def test_a_turn_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_turn(text)


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "often", "1001"])
def test_plays_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_plays(text)


def test_formats_say_how_often_they_play() -> None:
    assert {ending: entry.usual_plays for ending, entry in FORMATS.items()} == {".gif": FOREVER, ".mp4": 1}
