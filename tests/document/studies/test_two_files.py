"""Two recordings of one text compared: at the dial's τ, over τ, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import log_softmax as scipy_log_softmax
from tests.suited import two_files

from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.rows.comparison import matched_by_name
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, source_edits, table_edits, trace_edits
from tauscope.document.files.codec import decode, encode
from tauscope.document.panel_settings.trace import COMPARING, OtherFile
from tauscope.document.picture.answers import Failed, Pending, Ready
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import FinishedResults, StudyResults
from tauscope.document.reports.comparison_report import comparison_text
from tauscope.document.reports.plot_numbers.files import file_curves_numbers, file_steps_numbers
from tauscope.document.studies.two_files import (
    TEMPERATURES,
    FilesCompared,
    compared_over_tau,
    other_file,
    steps_compared,
    steps_drawn,
    unsuited,
)
from tauscope.document.traces import other_file_at, trace_of
from tauscope.sources import TypedTable


def values() -> tuple[np.ndarray, np.ndarray]:
    one = np.random.default_rng(4).normal(0, 3, (12, 40))
    return one, np.round(2 * one) / 2


def divergence(temperature: float) -> np.ndarray:
    """KL(one ‖ other) of each step, by scipy."""
    p, q = (scipy_log_softmax(z / temperature, axis=1) for z in values())
    return np.asarray((np.exp(p) * (p - q)).sum(axis=1))


def compared(document: Document) -> FilesCompared:
    answer = steps_compared(Picture.of(document))
    assert isinstance(answer, Ready)
    return answer.value


@pytest.mark.parametrize("temperature", [0.3, 1.0, 4.0])
def test_each_step_has_the_divergence_of_its_rows(temperature: float) -> None:
    found = compared(table_edits.set_temperature(two_files(), temperature))
    assert found.forward[0] == pytest.approx(divergence(temperature), rel=1e-9)
    assert (found.forward[0] == found.forward[1]).all()
    one, other = values()
    assert found.same_top[0].tolist() == (one.argmax(axis=1) == other.argmax(axis=1)).tolist()
    assert (found.same_top[0] == found.same_top[1]).all()
    assert np.isnan(found.gain).all()  # an array says nothing of chosen tokens
    assert found.mean("forward").low == pytest.approx(divergence(temperature).mean())


def test_curves_over_temperature_are_means_over_steps() -> None:
    answer = compared_over_tau(Picture.of(two_files()))
    assert isinstance(answer, Ready)
    wanted = [divergence(temperature).mean() for temperature in TEMPERATURES]
    assert answer.value.forward[0] == pytest.approx(np.array(wanted), rel=1e-9)
    assert answer.value.exact
    assert answer.value.steps == answer.value.every == 12


def test_numbers_of_another_temperature_are_drawn_with_it_and_told_nobody() -> None:
    document, results = two_files(), StudyResults()
    assert isinstance(steps_compared(Picture.of(document, None, results=results)), Ready)
    turned = table_edits.set_temperature(document, 2.0)
    finished = FinishedResults(results)
    assert isinstance(steps_compared(Picture.of(document, None, results=finished)), Ready)
    late = Picture.of(turned, None, results=finished)
    drawn = steps_drawn(late)
    assert isinstance(drawn, Ready)
    assert drawn.value.temperature == 1.0
    assert isinstance(steps_compared(late), Pending)
    with pytest.raises(InputError, match="being compared"):
        file_steps_numbers(late)
    assert "KL" not in comparison_text(late)
    at_last = steps_drawn(Picture.of(turned, None, results=results))
    assert isinstance(at_last, Ready)
    assert at_last.value.temperature == 2.0


def test_numbers_of_both_plots_are_tables() -> None:
    picture = Picture.of(two_files())
    steps, curves = file_steps_numbers(picture), file_curves_numbers(picture)
    assert [row[2] for row in steps.rows] == pytest.approx(divergence(1.0).tolist())
    assert [row[0] for row in curves.rows] == TEMPERATURES.tolist()


def test_the_comparison_is_saved_and_undone_with_the_document() -> None:
    document = two_files()
    assert decode(encode(document)).document == document
    assert document.plots == ("file_steps", "distribution", "file_curves")  # the first has room anywhere
    alone = trace_edits.end_comparison(document)
    assert other_file(alone) is None
    assert alone.plots == ("distribution", "rank", "density")


def test_another_source_ends_the_comparison_and_a_restart_does_not() -> None:
    document = two_files()
    assert source_edits.restart(document) == document
    for other in (replace(trace_of(document), openings=1), TypedTable(document.logits)):
        used = source_edits.use_source(document, other)
        assert other_file(used) is None
        assert set(used.plots).isdisjoint(COMPARING)
        assert len(used.plots) == 3
    picked = replace(document, plots=("file_steps", "rank", "curves"))
    assert trace_edits.end_comparison(picked).plots == ("rank", "curves")


def test_a_file_that_is_gone_or_has_changed_is_said(tmp_path: Path) -> None:
    path = tmp_path / "copy.npy"
    np.save(path, values()[1])
    document = trace_edits.compare_with(two_files(), other_file_at(path))
    assert isinstance(steps_compared(Picture.of(document)), Ready)
    np.save(path, values()[1] + 1.0)
    changed = steps_compared(Picture.of(table_edits.set_temperature(document, 2.0)))
    assert isinstance(changed, Failed)
    assert "has changed" in changed.sentence
    path.unlink()
    gone = steps_compared(Picture.of(table_edits.set_temperature(document, 3.0)))
    assert isinstance(gone, Failed)
    assert "was not found" in gone.sentence
    for numbers in (file_steps_numbers, file_curves_numbers):
        with pytest.raises(InputError, match="was not found"):
            numbers(Picture.of(table_edits.set_temperature(document, 3.0)))


def test_fewer_steps_are_compared_and_said(tmp_path: Path) -> None:
    path = tmp_path / "short.npy"
    np.save(path, values()[1][:5])
    found = compared(trace_edits.compare_with(two_files(), other_file_at(path)))
    assert found.steps == 5
    assert found.note == "This file has 12 steps, the other 5."


def test_the_same_file_and_no_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "same.npy"
    np.save(path, values()[0])
    with pytest.raises(InputError, match="the file on the bench"):
        trace_edits.compare_with(two_files(), other_file_at(path))
    with pytest.raises(InputError, match=r"“none\.npy” cannot be read"):
        other_file_at(tmp_path / "none.npy")
    with pytest.raises(InputError, match="no trace"):
        trace_edits.compare_with(Document(), OtherFile("/other.npy", "other.npy", ""))
    with pytest.raises(InputError, match="No other file is compared"):
        trace_edits.end_comparison(Document())
    assert unsuited(Document()).startswith("This plot compares two files")
    assert "Compare with Another File" in unsuited(trace_edits.end_comparison(two_files()))


def test_a_pin_of_a_compared_trace_is_kept() -> None:
    pinned = bench_edits.pin(two_files())
    assert len(replace(pinned, plots=("file_steps",)).pins) == 1


def test_classes_without_ids_are_matched_by_name() -> None:
    one = Logits.of([" cat", " dog"], [1.0, 0.0], [0, 1])
    other = Logits.of([" dog", " fox", " dog"], [2.0, 1.0, 0.0], [0, 1, 2])
    keys = matched_by_name(one, other).keys.tolist()
    assert keys[0] == 1
    assert set(keys[1:]).isdisjoint({0, 1})
