"""Exported tables and figures say which file, step, split and settings their numbers are of."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.core.calibration.test_fit import drawn
from tests.sources.labelled.files import npz
from tests.suited import calibrated, two_files

from tauscope.core.calibration.bootstrap import bootstrap
from tauscope.core.calibration.fit import fit_temperature
from tauscope.core.calibration.labelled import split
from tauscope.core.calibration.likelihood import nll_at
from tauscope.core.calibration.reliability import reliability
from tauscope.document.document import Document
from tauscope.document.edits import calibration_edits, table_edits
from tauscope.document.files.opening import read_document
from tauscope.document.picture.answers import Answer, Pending
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import Study, StudyResults
from tauscope.document.reports.plot_data import written_numbers
from tauscope.document.reports.plot_numbers.calibration import reliability_numbers
from tauscope.document.reports.provenance import provenance_columns, provenance_words
from tauscope.document.studies.calibration_studies import Bootstrapping


def rows_of(document: Document, plot: str) -> list[dict[str, str]]:
    """The rows of an exported .csv."""
    return list(csv.DictReader(io.StringIO(written_numbers(document, plot, ".csv").decode())))


@pytest.fixture
def answer(tmp_path: Path) -> Document:
    """The second token of an answer that lists two of its classes, at τ = 1.3."""

    def step(token: str, other: str) -> dict[str, object]:
        top = [{"token": token, "logprob": -0.5}, {"token": other, "logprob": -1.5}]
        return {**top[0], "top_logprobs": top}

    path = tmp_path / "answer.json"
    content = [step("a", "b"), step("c", "d")]
    path.write_text(json.dumps({"choices": [{"index": 0, "logprobs": {"content": content}}]}))
    document = table_edits.set_temperature(read_document(path).document, 1.3)
    return replace(document, state=document.source.at(document.state, 1))


@pytest.mark.parametrize("plot", ["distribution", "rank", "density", "bench"])
def test_each_row_of_a_step_says_which_file_and_step_it_is_of(answer: Document, plot: str) -> None:
    bounds = Picture.of(answer).bounds
    assert bounds is not None
    low, high = bounds.others
    for row in rows_of(answer, plot):
        assert (row["file"], row["step"], row["source_temperature"]) == ("answer.json", "2", "1")
        assert (row["temperature"], row["chain"]) == ("1.3", "temperature=1.3")
        assert float(row["coverage_low"]) == pytest.approx(1 - high)
        assert float(row["coverage_high"]) == pytest.approx(1 - low)


def test_a_step_is_named_with_the_temperature_of_its_source(answer: Document) -> None:
    said = "“answer.json”, step 2 of 2, source τ = 1.00"
    assert {provenance_words(Picture.of(answer), plot) for plot in ("rank", "bench")} == {said}


def test_intervals_of_energy_end_at_round_numbers(answer: Document) -> None:
    for row in rows_of(answer, "density"):
        assert max(len(row["energy_from"]), len(row["energy_to"])) <= 6


def test_two_compared_files_are_both_named() -> None:
    document = two_files()
    (row, *_) = rows_of(document, "file_steps")
    assert row["file"] != row["other_file"]
    words = provenance_words(Picture.of(document), "file_curves")
    assert words == f"“{row['file']}” and “{row['other_file']}”"
    assert row["step"] == "1"
    assert "chain" not in row


def test_curves_of_two_files_say_of_how_many_steps_they_are_the_mean() -> None:
    document = two_files()
    steps = [float(row["kl_this_other"]) for row in rows_of(document, "file_steps")]
    curve = rows_of(document, "file_curves")
    assert {(row["mean_of_steps"], row["of_steps"]) for row in curve} == {("12", "12")}
    at_1 = min(curve, key=lambda row: abs(float(row["temperature"]) - 1))
    assert float(at_1["temperature"]) == pytest.approx(1)
    assert float(at_1["kl_this_other"]) == pytest.approx(np.mean(steps), rel=1e-6)


def test_a_table_comes_from_no_file() -> None:
    picture = Picture.of(Document())
    assert provenance_columns(picture, "distribution") == {}
    assert provenance_words(picture, "bench") == ""


@pytest.fixture
def held_out(tmp_path: Path) -> Document:
    """Examples of a file, 40% of which are held out with seed 3."""
    labelled = drawn(300, 4, 1.6, seed=2)
    path = tmp_path / "val.npz"
    path.write_bytes(npz(logits=labelled.logits, labels=labelled.labels))
    return calibration_edits.change(read_document(path).document, holdout=0.4, seed=3)


def test_tables_of_calibration_have_split_seed_fit_and_bootstrap(held_out: Document) -> None:
    labelled = held_out.source.labelled(held_out.state)
    assert labelled is not None
    fitted, measured = split(labelled, 0.4, 3)
    fit = fit_temperature(fitted)
    assert fit.temperature is not None
    sampled = bootstrap(fitted, fit, seed=3)
    for plot in ("reliability", "confidence", "nll", "ece"):
        for row in rows_of(held_out, plot):
            assert row["measured_on"] == "120 of 300 examples held out with seed 3"
            assert (row["file"], row["seed"], row["bins"]) == ("val.npz", "3", "15")
            assert float(row["fitted_temperature"]) == fit.temperature
            ends = [float(row[f"fitted_temperature_{end}"]) for end in ("low", "high")]
            assert ends == list(fit.interval or ())
            assert [float(row[f"bootstrap_{end}"]) for end in ("low", "high")] == list(sampled.interval)
            assert row["bootstrap_samples"] == "2000"
    at_1 = reliability(measured, 1.0)
    (first, *_) = rows_of(held_out, "reliability")
    assert (float(first["ece"]), float(first["ece_by_chance"])) == (at_1.ece, at_1.chance_ece)
    assert float(first["mce"]) == at_1.mce


def test_tables_have_no_bootstrap_of_another_seed(held_out: Document) -> None:
    """On screen it stays until the new one is done."""

    class Slow(StudyResults):
        def _missing(self, study: Study[Any]) -> Answer[Any]:
            is_second = isinstance(study, Bootstrapping) and study.seed == 4
            return Pending() if is_second else super()._missing(study)

    studies = Slow()
    first = reliability_numbers(Picture.of(held_out, results=studies))
    samples, low = first.headers.index("bootstrap_samples"), first.headers.index("bootstrap_low")
    assert {row[samples] for row in first.rows} == {2000}
    second = Picture.of(calibration_edits.change(held_out, seed=4), results=studies)
    for row in reliability_numbers(second).rows:
        assert row[samples] == 0
        assert math.isnan(row[low])


def test_nll_at_the_fitted_temperature_is_that_of_the_measured_examples_too(held_out: Document) -> None:
    labelled = held_out.source.labelled(held_out.state)
    assert labelled is not None
    measured = split(labelled, 0.4, 3)[1]
    *curve, last = rows_of(held_out, "nll")
    assert last["at"] == "τ*"
    assert float(last["nll_nats"]) == nll_at(measured, float(last["temperature"]))
    near = [float(row["nll_nats"]) for row in curve if row["at"] == "curve"]
    assert min(near) == pytest.approx(float(last["nll_nats"]), abs=0.02)


def test_where_there_is_no_fitted_temperature_its_cells_are_nan(tmp_path: Path) -> None:
    path = tmp_path / "equal.npz"
    path.write_bytes(npz(logits=np.zeros((3, 2)), labels=np.array([0, 1, 0])))
    for row in rows_of(read_document(path).document, "reliability"):
        assert math.isnan(float(row["fitted_temperature"]))
        assert math.isnan(float(row["bootstrap_low"]))
        assert row["bootstrap_samples"] == "0"


def test_a_calibration_names_its_file_and_an_example_its_row(held_out: Document) -> None:
    picture = Picture.of(held_out)
    assert provenance_words(picture, "reliability") == "“val.npz”"
    assert provenance_words(picture, "distribution") == "“val.npz”, row 1 of 300"
    (row, *_) = rows_of(held_out, "distribution")
    assert (row["file"], row["row"], row["temperature"]) == ("val.npz", "1", "1")


def test_digits_come_from_no_file() -> None:
    assert provenance_columns(Picture.of(calibrated("given")), "nll") == {}
