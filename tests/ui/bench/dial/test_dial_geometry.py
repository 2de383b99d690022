"""Where the numbers on the ring of the dial stand."""

from __future__ import annotations

import math

import pytest

from tauscope.core.numbers import screen_tick
from tauscope.core.temperatures import scale
from tauscope.ui.bench.dial.dial import TemperatureDial
from tauscope.ui.bench.dial.dial_geometry import FOCUS, HANDLE
from tauscope.ui.painting import marks


@pytest.mark.parametrize("size", [(190, 160), (300, 250), (700, 500)])
def test_numbers_on_the_ring_are_inside_and_clear_of_one_another(
    dial: TemperatureDial, size: tuple[int, int]
) -> None:
    dial.resize(*size)
    points = [dial.dial_geometry.labels[tick] for tick in scale.TICKS]
    assert all(dial.rect().contains(point.toPoint()) for point in points)
    assert [dial.tick_at(point) for point in points] == list(scale.TICKS)


@pytest.mark.parametrize("tick", scale.TICKS)
def test_the_handle_covers_no_number_on_the_ring(dial: TemperatureDial, tick: float) -> None:
    # At 0.1 and 10 the handle with the ring of the focus stands beside a number of several signs.
    dial.resize(300, 250)
    handle = dial.dial_geometry.on_ring(scale.position(tick))
    reach = HANDLE * dial.dial_geometry.thickness + FOCUS
    at, base = dial.dial_geometry.labels[tick], dial._theme.base
    half = marks.text_width(screen_tick(tick), dial._theme.font(1.0)) / 2
    aside = max(0.0, abs(at.x() - handle.x()) - half)
    above = max(0.0, abs(at.y() - handle.y()) - 0.36 * base)
    assert math.hypot(aside, above) > reach
