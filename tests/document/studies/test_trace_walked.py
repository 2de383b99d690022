"""Numbers of a whole trace: those of each step by itself, whichever way they are computed."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.sources.trace.recorded import full, listed, trace

from tauscope.core.bounds import Bounds
from tauscope.core.chain import Chain
from tauscope.core.softmax import softmax
from tauscope.document.studies.trace_reading import TraceReading
from tauscope.document.studies.trace_tempering import TemperedTrace, TraceTempering, span
from tauscope.sources.trace.corrections import with_temperature
from tauscope.sources.trace.source import TraceSource


def nothing(_fraction: float) -> None:
    """No progress to tell."""


def tempered(source: TraceSource, chain: str, *, binned: bool = True) -> TemperedTrace:
    read = TraceReading(source).result(nothing) if binned else None
    return TraceTempering(source, Chain.parse(chain), read).result(nothing)


@pytest.mark.parametrize("applied", [1.0, 0.5, 3.0])
def test_surprise_is_that_of_the_file_whatever_its_temperature(applied: float) -> None:
    recording = full(6, 30, tokens=True)
    read = TraceReading(with_temperature(trace(recording), applied)).result(nothing)
    for number, step in enumerate(recording.made):
        p = softmax(step.logits.values)
        row = step.logits.row_of(step.chosen or 0)
        assert read.surprise[number] == pytest.approx(-math.log2(p[row]), rel=1e-7)
        assert read.ranks[number] == 1 + np.count_nonzero(p > p[row])


@pytest.mark.parametrize("chain", ["temperature=1", "temperature=0.3", "temperature=0", "temperature=inf"])
def test_bins_give_what_each_row_gives(chain: str) -> None:
    source = trace(full(6, 300, tokens=True))
    fast, slow = tempered(source, chain), tempered(source, chain, binned=False)
    assert fast.entropy == pytest.approx(slow.entropy, abs=1e-6)
    assert fast.chosen == pytest.approx(slow.chosen, abs=1e-7)
    assert fast.left == pytest.approx(slow.left)


def test_a_knob_that_cuts_is_applied_to_each_row() -> None:
    source = trace(full(12, 30, tokens=True))
    found = tempered(source, "temperature=0.8,top-k=1")
    assert found.left.tolist() == [1.0] * 12
    assert found.entropy == pytest.approx(np.zeros((2, 12)))
    ranks = TraceReading(source).result(nothing).ranks
    assert found.cut == np.count_nonzero(ranks > 1) > 0
    assert found.known == 12


def test_a_list_gives_bounds_that_hold_for_the_whole() -> None:
    whole, part = trace(full(5, 40, tokens=True, seed=5)), trace(listed(5, 20, 40, seed=5))
    for chain in ("temperature=1", "temperature=0.5", "temperature=2"):
        true, found = tempered(whole, chain), tempered(part, chain)
        assert (found.entropy[0] <= true.entropy[0] + 1e-9).all()
        assert (found.entropy[1] >= true.entropy[1] - 1e-9).all()
        assert (found.chosen[0] <= true.chosen[0] + 1e-9).all()
        assert (found.chosen[1] >= true.chosen[1] - 1e-9).all()
    read, all_ = (TraceReading(one).result(nothing) for one in (part, whole))
    assert read.surprise == pytest.approx(all_.surprise)
    assert read.ranks.tolist() == all_.ranks.tolist()


def test_a_token_that_was_added_to_a_list_is_below_it() -> None:
    recording = listed(3, 3, 8)
    source = trace(recording)
    assert not TraceReading(source).result(nothing).beyond.any()
    step = recording.made[0]
    row = step.logits.row_of(step.chosen or 0)
    assert step.unlisted is not None
    added = trace(recording)
    rest = replace(step.unlisted, most=2 * math.exp(step.logits.values[row]))
    added.recording.made[0] = replace(step, unlisted=rest)  # type: ignore[attr-defined]
    assert TraceReading(added).result(nothing).beyond.tolist() == [1, 0, 0]


def test_a_file_without_tokens_has_no_surprise() -> None:
    source = trace(full(4, 10))
    read, found = TraceReading(source).result(nothing), tempered(source, "temperature=2")
    assert np.isnan(read.surprise).all()
    assert not read.ranks.any()
    assert np.isnan(found.chosen).all()
    assert not np.isnan(found.entropy).any()
    assert (found.cut, found.known) == (0, 0)


def test_two_bounds_are_one_number_where_they_are_equal() -> None:
    assert span(np.array([0.5, 0.5])) == 0.5
    assert span(np.array([0.5, 0.7])) == Bounds(0.5, 0.7)
    assert span(np.array([np.nan, np.nan])) is None


def test_each_row_is_read_once_for_all_temperatures() -> None:
    recording = full(5, 30)
    source = trace(recording)
    read = TraceReading(source).result(nothing)
    for temperature in (0.2, 1.0, 5.0):
        TraceTempering(source, Chain().with_temperature(temperature), read).result(nothing)
    assert recording.reads == list(range(5))
