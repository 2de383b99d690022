from __future__ import annotations

import pytest

from tauscope.core.bar_scale import DECADES, ENDS, SCALES, BarScale

SHARES = [0.134, 0.0945, 0.011, 3e-5]


@pytest.mark.parametrize("name", SCALES)
@pytest.mark.parametrize("p", [1e-6, 3e-4, 0.011, 0.134])
def test_a_height_means_its_probability(name: str, p: float) -> None:
    scale = BarScale.of(name, SHARES)
    assert 0 <= scale.height(p) <= 1
    assert scale.probability(scale.height(p)) == pytest.approx(p)


@pytest.mark.parametrize("name", SCALES)
@pytest.mark.parametrize("room", [1.0, 4.0, 6.0, 100.0])
def test_ticks_name_the_probability_at_their_height(name: str, room: float) -> None:
    scale = BarScale.of(name, SHARES)
    ticks = scale.ticks(room)
    assert (ticks[0][0], ticks[-1][0]) == (0.0, 1.0)
    assert len(ticks) - 1 <= max(1, room / 1.3)
    for height, label in ticks:
        assert float(label.removesuffix("%")) / 100 == pytest.approx(scale.probability(height), abs=1e-9)


def test_a_fitted_scale_holds_the_largest_and_rests_while_smaller_ones_move() -> None:
    for largest in (1e-9, 0.0011, 0.134, 0.2, 0.21, 0.9999999, 1.0):
        end = BarScale.of("fitted", [largest, 0.0]).end
        assert end in ENDS
        assert end >= largest
    assert BarScale.of("fitted", [0.134]) == BarScale.of("fitted", [0.199])


def test_a_logarithmic_scale_is_the_same_whatever_is_drawn() -> None:
    assert BarScale.of("logarithmic", [0.5]) == BarScale.of("logarithmic", [1e-5])
    assert BarScale("logarithmic").probability(0.0) == pytest.approx(10.0**-DECADES)


def test_small_probabilities_have_digits_where_the_scale_shows_them() -> None:
    assert BarScale("logarithmic").text(3.2e-5) == "0.0032%"
    assert BarScale("logarithmic").text(1e-9) == "<0.0001%"
    assert BarScale("logarithmic").text(0.0) is None
    assert BarScale("whole").text(3.2e-5) is None
