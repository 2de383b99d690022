import json
import math
from dataclasses import replace

import numpy as np
import pytest
from tests.sources.trace.recorded import full

from tauscope.core.chain import Chain
from tauscope.core.rows.bounds import TIGHT
from tauscope.document.document import Document
from tauscope.document.edits import source_edits
from tauscope.document.picture.answers import Ready
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import FinishedResults, StudyResults
from tauscope.document.reports.trace_report import HEADERS, trace_rows
from tauscope.document.studies.trace_reading import TraceReading
from tauscope.document.studies.trace_tempering import TraceBounding, TraceTempering, tempered_trace
from tauscope.sources.trace.shapes import open_answer
from tauscope.sources.trace.source import TraceSource


def test_of_a_token_without_probabilities_neither_surprise_nor_entropy_is_known() -> None:
    known = {"token": "a", "logprob": -0.5, "top_logprobs": [{"token": "a", "logprob": -0.5}]}
    content = [known, {"token": "b", "logprob": -9999.0, "top_logprobs": []}, known]
    answer = {"choices": [{"message": {}, "logprobs": {"content": content}}]}
    source = TraceSource(open_answer(json.dumps(answer), "answer"))
    read = TraceReading(source).result(lambda _: None)
    assert np.isnan(read.surprise).tolist() == [False, True, False]
    assert read.ranks.tolist() == [1, 0, 1]
    tempered = TraceTempering(source, Chain.parse("temperature=0.5")).result(lambda _: None)
    assert np.isnan(tempered.entropy[0]).tolist() == [False, True, False]
    assert tempered.known == 2


CUTTING = (
    "top-k=40,temperature=0.8",
    "temperature=1.3,top-p=0.9",
    "min-p=0.05",
    "top-p=0.95:passed,top-k=7:exact",
)


@pytest.mark.parametrize("chain", CUTTING)
@pytest.mark.parametrize("width", [64, 400])
def test_of_a_text_that_was_read_a_cut_follows_without_reading_again(
    monkeypatch: pytest.MonkeyPatch, chain: str, width: int
) -> None:
    """Heads of 64 of 400 classes leave some steps open: these are read again, with the same numbers."""
    monkeypatch.setattr("tauscope.core.rows.heads.WIDEST", width)
    recording = full(30, 400, tokens=True)
    source, knobs = TraceSource(recording), Chain.parse(chain)
    read = TraceReading(source).result(lambda _: None)
    assert read.heads is not None
    direct = TraceTempering(source, knobs).result(lambda _: None)
    recording.reads.clear()
    fractions = list[float]()
    found = TraceTempering(source, knobs, read).result(fractions.append)
    assert width == 64 or not recording.reads
    assert fractions
    for name in ("entropy", "chosen", "left"):
        np.testing.assert_allclose(getattr(found, name), getattr(direct, name), rtol=1e-7, atol=1e-7)
    for number, step in enumerate(recording.made):
        final = knobs.candidates(step.logits)
        assert found.left[number] == len(final)
        assert found.entropy[0, number] == pytest.approx(final.entropy / math.log(2), abs=1e-7)


def test_other_knobs_are_applied_to_each_step() -> None:
    recording = full(5, 50, tokens=True)
    source, knobs = TraceSource(recording), Chain.parse("typical-p=0.6,temperature=2")
    read = TraceReading(source).result(lambda _: None)
    found = TraceTempering(source, knobs, read).result(lambda _: None)
    for number, step in enumerate(recording.made):
        final = knobs.candidates(step.logits)
        assert found.left[number] == len(final)
        assert step.chosen is not None
        row = step.logits.row_of(step.chosen)
        assert row is not None
        assert found.chosen[1, number] == pytest.approx(final.probability_of(row))


@pytest.mark.parametrize(
    "chain",
    [
        "temperature=3,top-p=0.97",
        "eta=0.001",
        "temperature=2,epsilon=0.001",
        "top-n-sigma=2",
        "typical-p=0.9",
        "temperature=3,typical-p=0.5,top-p=0.9",
        "top-p=0.99,xtc=0.5:threshold=0.02",
        "top-p=0.97,dynamic-temperature=1:range=0.8",
    ],
)
def test_bounds_hold_what_each_step_has_and_need_no_reading(
    monkeypatch: pytest.MonkeyPatch, chain: str
) -> None:
    monkeypatch.setattr("tauscope.core.rows.heads.WIDEST", 64)
    recording = full(30, 400, tokens=True)
    source, knobs = TraceSource(recording), Chain.parse(chain)
    read = TraceReading(source).result(lambda _: None)
    exact = TraceTempering(source, knobs).result(lambda _: None)
    recording.reads.clear()
    found = TraceBounding(source, knobs, read).result(lambda _: None)
    assert not recording.reads
    assert not found.is_exact
    for name in ("entropy", "chosen"):
        low, high = getattr(found, name)
        value = getattr(exact, name)[0]
        assert (low <= value + TIGHT).all()
        assert (value <= high + TIGHT).all()
        assert (high - low < 2).all()
    known = ~np.isnan(found.left)
    assert (found.left[known] == exact.left[known]).all()


@pytest.mark.parametrize("chain", ["dynamic-temperature=1.2:range=0.5", "xtc=0.5:threshold=0.05"])
def test_tight_bounds_are_enough(chain: str) -> None:
    recording = full(30, 400, tokens=True)
    source, knobs = TraceSource(recording), Chain.parse(chain)
    read = TraceReading(source).result(lambda _: None)
    exact = TraceTempering(source, knobs).result(lambda _: None)
    recording.reads.clear()
    found = TraceTempering(source, knobs, read).result(lambda _: None)
    assert len(recording.reads) < 6
    for name in ("entropy", "chosen", "left"):
        np.testing.assert_allclose(getattr(found, name), getattr(exact, name), atol=TIGHT)


@pytest.mark.parametrize(
    "chain", ["temperature=3,typical-p=0.97", "temperature=3,top-p=0.97", "temperature=3,epsilon=0.002"]
)
def test_steps_that_are_read_again_for_one_cut_are_not_sorted(
    monkeypatch: pytest.MonkeyPatch, chain: str
) -> None:
    monkeypatch.setattr("tauscope.core.rows.heads.WIDEST", 64)
    recording = full(30, 400, tokens=True)
    source, knobs = TraceSource(recording), Chain.parse(chain)
    read = TraceReading(source).result(lambda _: None)
    recording.reads.clear()
    found = TraceTempering(source, knobs, read).result(lambda _: None)
    again = list(recording.reads)
    assert again
    assert not any(step.logits.is_sorted for step in recording.made)
    direct = TraceTempering(source, knobs).result(lambda _: None)
    for name in ("entropy", "chosen"):
        known, expected = getattr(found, name)[:, again], getattr(direct, name)[:, again]
        np.testing.assert_allclose(known, expected, rtol=1e-12, atol=1e-15)
    assert (found.left[again] == direct.left[again]).all()


@pytest.mark.parametrize(
    "chain",
    ["temperature=0.05,typical-p=0.5:passed", "temperature=0.2,eta=0.0003", "dynamic-temperature=1.2"],
)
def test_a_file_has_the_numbers_of_each_step_itself(chain: str) -> None:
    """Bounds that are near enough on screen are off in the sixth digit."""
    source = TraceSource(full(30, 400, tokens=True))
    document = replace(source_edits.use_source(Document(), source), chain=Chain.parse(chain))
    direct = TraceTempering(source, document.chain).result(lambda _: None)
    written = [dict(zip(HEADERS, row, strict=True)) for row in trace_rows(document)]
    for name, wanted in (("entropy_bits_low", direct.entropy[0]), ("probability_high", direct.chosen[1])):
        values = [float(row[name]) for row in written]
        np.testing.assert_allclose(values, wanted, rtol=1e-12, atol=1e-14)
    near = TraceTempering(source, document.chain, TraceReading(source).result(lambda _: None))
    assert not np.allclose(near.result(lambda _: None).entropy, direct.entropy, rtol=1e-12, atol=1e-14)


def test_heads_that_decide_every_step_give_exact_numbers() -> None:
    source, knobs = TraceSource(full(30, 400, tokens=True)), Chain.parse("temperature=2,top-k=5:exact")
    read = TraceReading(source).result(lambda _: None)
    found = TraceBounding(source, knobs, read).result(lambda _: None)
    assert found.is_exact
    assert found.left.tolist() == [5] * 30


def test_bounds_are_shown_until_each_step_was_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tauscope.core.rows.heads.WIDEST", 64)
    source, knobs = TraceSource(full(30, 400, tokens=True)), Chain.parse("temperature=3,top-p=0.97")
    results = StudyResults()
    document = replace(source_edits.use_source(Document(), source), chain=knobs)
    picture = Picture.of(document, None, results=results)
    finished = FinishedResults(results)
    assert tempered_trace(Picture.of(document, None, results=finished)) is None
    read = results.answer(TraceReading(source))
    assert isinstance(read, Ready)
    results.answer(TraceBounding(source, knobs, read.value))
    shown = tempered_trace(Picture.of(document, None, results=finished))
    assert shown is not None
    assert not shown.is_exact
    exact = tempered_trace(picture)
    assert exact is not None
    assert exact.is_exact
    assert (exact.entropy[0] == exact.entropy[1]).all()
