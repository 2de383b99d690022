import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tauscope.ui.plots.base.lines import STRAIGHT, bends, curve_path

XS = np.linspace(30.0, 630.0, 402)
HEIGHT = 240.0


@given(arrays(np.float64, st.integers(1, 70), elements=st.floats(-500, 500)))
def test_no_point_is_away_from_the_line(ys: np.ndarray) -> None:
    xs = np.arange(float(len(ys)))
    kept = bends(xs, ys)
    assert kept[0]
    assert kept[-1]
    assert np.abs(np.interp(xs, xs[kept], ys[kept]) - ys).max() <= STRAIGHT + 1e-9


@pytest.mark.parametrize(("steepness", "most"), [(0.0, 40), (5.0, 130), (40.0, 200)])
def test_most_of_a_smooth_curve_is_left_out(steepness: float, most: int) -> None:
    ys = HEIGHT / (1 + np.exp(steepness * np.linspace(-1, 1, XS.size)))
    path = curve_path(XS, ys)
    assert path.elementCount() < most
    first, last = (path.elementAt(place) for place in (0, path.elementCount() - 1))
    assert (first.x, last.x) == (XS[0], XS[-1])
    assert (first.y, last.y) == pytest.approx((ys[0], ys[-1]))
