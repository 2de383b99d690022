"""Motions of the dial: even on its scale, exact at their ends, and read as they are written."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.errors import InputError
from tauscope.core.temperatures import scale
from tauscope.document.document import Document
from tauscope.document.files.codec import decode, encode
from tauscope.document.motion import SECONDS, WAY, Motion

TEMPERATURES = st.floats(0, math.inf)
MOTIONS = st.builds(Motion, TEMPERATURES, TEMPERATURES, st.floats(0.1, 600), st.sampled_from([*WAY.meanings]))


def test_equal_times_are_equal_ratios() -> None:
    motion = Motion(0.01, 100.0, 4.0)
    assert [motion.temperature_at(second) for second in range(5)] == [0.01, 0.1, 1.0, 10.0, 100.0]


@given(MOTIONS)
def test_both_bounds_are_exact(motion: Motion) -> None:
    assert motion.temperature_at(0.0) == motion.start
    if motion.way != "loop":  # a loop is at its start again
        assert motion.temperature_at(motion.seconds) == motion.end


@given(MOTIONS, st.floats(0, 3))
def test_every_temperature_lies_between_the_bounds(motion: Motion, turns: float) -> None:
    low, high = sorted((motion.start, motion.end))
    assert low <= motion.temperature_at(turns * motion.seconds) <= high


@given(TEMPERATURES, TEMPERATURES)
def test_it_never_turns_round_on_its_way(start: float, end: float) -> None:
    motion = Motion(start, end, 1.0)
    on_the_way = [motion.temperature_at(step / 100) for step in range(101)]
    assert on_the_way == sorted(on_the_way, reverse=start > end)


def test_the_stops_have_the_gaps_of_the_ring() -> None:
    motion = Motion(0.0, math.inf, 20.0)
    for step in range(101):
        # A hand that goes evenly round the ring is at this place then.
        place = step / 100
        assert motion.temperature_at(20.0 * place) == pytest.approx(scale.temperature_at(place), rel=0.006)


def test_close_bounds_still_move() -> None:
    motion = Motion(1.0, 1.001, 1.0)
    assert len({motion.temperature_at(step / 200) for step in range(201)}) == 201


@pytest.mark.parametrize(
    ("way", "expected", "duration"),
    [
        ("once", [1, 10, 100, 100, 100, 100, 100], 2),
        ("there and back", [1, 10, 100, 10, 1, 1, 1], 4),
        ("loop", [1, 10, 1, 10, 1, 10, 1], math.inf),
        ("back and forth", [1, 10, 100, 10, 1, 10, 100], math.inf),
    ],
)
def test_four_ways(way: str, expected: list[float], duration: float) -> None:
    motion = Motion(1.0, 100.0, 2.0, way)
    assert [motion.temperature_at(second) for second in range(7)] == expected
    assert motion.duration == duration


@pytest.mark.parametrize("way", WAY.meanings)
def test_elapsed_is_found_again(way: str) -> None:
    motion = Motion(0.0, 8.0, 3.0, way)
    for elapsed in (0.75, 1.5, 2.9):
        assert motion.elapsed_at(motion.temperature_at(elapsed)) == pytest.approx(elapsed, abs=0.02)
        assert not motion.goes_back(elapsed)
    if "back" in way:
        assert motion.goes_back(4.0)
        assert motion.elapsed_at(motion.temperature_at(4.0), back=True) == pytest.approx(4.0, abs=0.02)


def test_off_the_dial_the_scale_goes_on() -> None:
    assert Motion(1e-6, 1.0, 6.0).temperature_at(1.0) == 1e-5
    assert [Motion(1e-5, 0.0, 1.0).temperature_at(share) for share in (0.0, 0.9, 1.0)] == [1e-5, 0.0, 0.0]


@given(MOTIONS)
def test_sessions_keep_it(motion: Motion) -> None:
    document = replace(Document(), motion=motion)
    decoded = decode(encode(document))
    assert decoded.document == document
    assert not decoded.warnings
    assert ("motion" in json.loads(encode(document))) == (motion != Motion())


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ([], "an object of from"),
        ({"from": "cold"}, "“cold” is not a number"),
        ({"to": -1}, "goes from 0"),
        ({"to": None}, "is a number"),
        ({"seconds": 0}, "goes from 0.1 to 600"),
        ({"way": "sideways"}, "“sideways” is not"),
    ],
)
def test_wrong_motions_are_refused(entry: object, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        Motion.from_json(entry)


@pytest.mark.parametrize("seconds", SECONDS.bad)
def test_seconds_have_limits(seconds: float) -> None:
    with pytest.raises(InputError):
        Motion(seconds=seconds)


def test_a_frame_differs_little_from_the_next() -> None:
    seen = [Motion(0.1, 10.0, 6.0).temperature_at(frame / 30) for frame in range(181)]
    assert max(after / before for before, after in pairwise(seen)) < 1.04
