"""Where the logits list only some of the classes each number is a pair, and C unknown, in every report."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace

import pytest
from tests.partial_source import PartialSource, many
from tests.suited import plots_for

from tauscope.core.bounds import Bounds
from tauscope.core.chain import Chain
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.files.numbers_as_json import decode_json
from tauscope.document.files.tables.reader import parse_table
from tauscope.document.picture.picture import Picture
from tauscope.document.reports.plot_data import BENCH, plot_numbers, written_numbers
from tauscope.document.reports.plot_numbers.classes import shown_numbers
from tauscope.document.reports.report import report
from tauscope.document.reports.report_text import report_text
from tauscope.document.reports.sample_report import report_text_with_sample
from tauscope.document.reports.tables.table_formats import to_latex


@pytest.fixture
def document() -> Document:
    return Document(source=PartialSource())


def test_every_number_of_the_report_is_a_pair(document: Document) -> None:
    told = json.loads(json.dumps(report(document)))
    for name in ("entropy_nats", "mean_energy", "free_energy", "log_partition"):
        low, high = told[name]
        assert low < high, name
    assert told["heat_capacity"] is None
    assert told["unlisted"]["classes"] == 128_236
    least, most = told["unlisted"]["probability"]
    assert 0.0 <= least < most < 0.1
    for one in told["classes"]:
        (low, high), (log_low, log_high) = one["probability"], one["log_probability"]
        assert 0.0 < low < high < 1.0
        assert log_low < log_high
    assert len(told["perplexity"]) == len(told["entropy_bits"]) == 2


def test_the_report_to_read_has_both_ends(document: Document) -> None:
    text = report_text(document)
    assert re.search(r"entropy          0\.9\d+–1\.1\d+ nats", text)
    assert re.search(r"mean energy U    −\d\.\d{4}…−\d\.\d{4}", text)
    assert "heat capacity C  unknown" in text
    assert "of 128,239 classes" in text
    assert re.search(r"not listed       p = .*–0\.0\d+ together", text)


def test_a_divergence_from_a_pin_has_two_bounds(document: Document) -> None:
    pinned = table_edits.set_temperature(bench_edits.pin(document), 2.0)
    low, high = report(pinned)["pins"][0]["kl_nats"]
    assert 0.0 < low < high < 10.0
    assert re.search(r"KL from τ 1.00   0\.\d{4}–\d\.\d{4} nats, ", report_text(pinned).splitlines()[-1])


def test_of_a_vocabulary_of_unknown_size_nothing_limits_a_divergence_from_above() -> None:
    document = table_edits.set_temperature(bench_edits.pin(Document(source=PartialSource(others=None))), 2.0)
    low, high = report(document)["pins"][0]["kl_nats"]
    assert low > 0.0
    assert high == "inf"


def test_a_divergence_from_an_equal_pin_is_zero(document: Document) -> None:
    chain = Chain.parse("temperature=0.8,typical-p=0.5")
    assert report(bench_edits.pin(table_edits.set_chain(document, chain)))["pins"][0]["kl_nats"] == 0.0


def test_a_pin_of_a_list_has_its_bounds_in_each_table(document: Document) -> None:
    hot = table_edits.set_temperature(document, 2.0)
    known = Picture.of(hot).bounds
    assert known is not None
    pinned = table_edits.set_temperature(bench_edits.pin(hot), 0.5)
    rows = list(csv.DictReader(written_numbers(pinned, "distribution", ".csv").decode().splitlines()))
    ends = [(float(row["pin 1: τ 2.00_low"]), float(row["pin 1: τ 2.00_high"])) for row in rows]
    for end, wanted in zip(ends, [*map(known.of, range(3)), known.others], strict=True):
        assert end == pytest.approx(wanted)


@pytest.mark.parametrize("plot", [*plots_for(Document()), BENCH])
@pytest.mark.parametrize("source", [PartialSource(), many()], ids=["few", "many"])
def test_tables_have_a_column_for_each_end(plot: str, source: PartialSource) -> None:
    document = Document(source=source)
    rows = list(csv.DictReader(written_numbers(document, plot, ".csv").decode().splitlines()))
    entries = json.loads(written_numbers(document, plot, ".json"))
    low = [name for name in rows[0] if name.endswith("_low")]
    assert low
    for name in low:
        high = name.removesuffix("_low") + "_high"
        assert all(float(row[name]) <= float(row[high]) or row[name] == "nan" for row in rows)
        assert any(isinstance(entry[name.removesuffix("_low")], list) for entry in entries)


def test_latex_has_both_ends() -> None:
    numbers = shown_numbers(Picture.of(Document(source=many())))
    assert "--" in to_latex(numbers.headers, numbers.rows)
    assert to_latex(["p"], [[Bounds(0.25, 0.5)]]).splitlines()[4] == r"$0.25$--$0.5$ \\"


def test_exact_numbers_are_told_as_before() -> None:
    told = report(Document())
    assert isinstance(told["entropy_nats"], float)
    assert "unlisted" not in told
    header = written_numbers(Document(), BENCH, ".csv").decode().splitlines()[0]
    assert "_low" not in header


@pytest.mark.parametrize(("others", "name"), [(128_236, "≤ 128,236 others"), (None, "all others")])
def test_the_last_row_of_a_table_has_all_others(others: int | None, name: str) -> None:
    document = Document(source=PartialSource(others=others))
    known = Picture.of(document).bounds
    assert known is not None
    text = written_numbers(document, "distribution", ".csv").decode()
    last = list(csv.DictReader(text.splitlines()))[-1]
    assert (last["label"], last["logit"]) == (name, "nan")
    assert (float(last["probability_low"]), float(last["probability_high"])) == known.others
    read = parse_table(text)
    assert read.labels == ("cat", "dog", "fox")
    assert read.left_out == f"“{name}” have no logits in this table and were left out."


def test_a_report_that_is_opened_says_that_it_is_without_the_others(document: Document) -> None:
    decoded = decode_json(json.dumps(report(document)))
    assert decoded.document.logits.labels == ("cat", "dog", "fox")
    assert decoded.warnings == (
        "The classes that this report does not list have no logits, and were left out.",
    )
    assert not decode_json(json.dumps(report(Document()))).warnings


def test_tables_of_engines_and_draws_end_with_all_others(document: Document) -> None:
    picture = Picture.of(replace(document, draws=50))
    assert picture.bounds is not None
    engines, draws = plot_numbers("engines", picture).rows, plot_numbers("draws", picture).rows
    assert engines[-1][0] == draws[-1][0] == "≤ 128,236 others"
    assert draws[-1][3] == picture.bounds.others
    assert sum(row[1] for row in draws) == 50
    text = report_text_with_sample(picture.document)
    assert "from one distribution that the list allows" in text
    assert text.splitlines()[-1].startswith("≤ 128,236 others")
