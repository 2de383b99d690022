"""Polygons from arrays have the points that the arrays give."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tauscope.ui.painting.polygons import polygon


@pytest.mark.parametrize("count", [0, 1, 2, 400])
def test_a_polygon_has_every_point_in_order(count: int) -> None:
    xs, ys = np.random.default_rng(count).normal(0, 300, (2, count))
    made = polygon(xs, ys)
    points = [made.at(place) for place in range(made.count())]
    assert points == [QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]
