"""Classes counted by energy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.logits import Logits
from tauscope.core.states import BINS, States, nice_width

logits = st.lists(st.floats(-1.7e308, 1.7e308), min_size=1, max_size=60)


@given(logits)
def test_every_class_is_counted_once_in_few_bins(values: list[float]) -> None:
    states = States.of(Logits.unnamed(values))
    assert states.counts.sum() == len(values)
    assert states.counts[0] >= 1
    assert len(states.counts) <= BINS + 1
    assert np.isfinite(states.edges).all()
    assert (np.diff(states.edges) > 0).all()


def test_counts_are_those_of_a_histogram() -> None:
    values = np.random.default_rng(1).normal(0, 3, 5_000)
    states = States.of(Logits.unnamed(values))
    counts, _ = np.histogram(values.max() - values, states.edges)
    assert states.counts.tolist() == counts.tolist()


def test_masked_classes_are_not_counted() -> None:
    states = States.of(Logits.unnamed([0.0, -np.inf, -1.0, -1.0]))
    assert states.counts.sum() == 3
    assert states.lowest == 0.0


@pytest.mark.parametrize("span", [0.013, 0.9, 1.0, 20.0, 39.9, 41.0, 7e300])
def test_bins_have_round_widths_and_cover_the_span(span: float) -> None:
    width = nice_width(span)
    assert f"{width:e}"[0] in "125"
    assert span / width <= BINS * (1 + 1e-9)
    assert span / width > BINS / 2.6
