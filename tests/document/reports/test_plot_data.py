import csv
import io
import json
import math

import numpy as np
import pytest
from tests.suited import plots_for, suited

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.files.opening import decode_content
from tauscope.document.picture.particle_counts import PARTICLES
from tauscope.document.picture.picture import Picture
from tauscope.document.reports.plot_data import (
    BENCH,
    NUMBERS,
    WRITERS,
    Numbers,
    distinct,
    plot_numbers,
    written_numbers,
)
from tauscope.document.reports.plot_numbers.classes import shown_numbers


def many(count: int) -> Document:
    values = np.random.default_rng(1).normal(0, 2, count)
    return table_edits.replace_classes(Document(), [f"word {number}" for number in range(count)], values)


def column(numbers: Numbers, header: str) -> list[str | float]:
    place = numbers.headers.index(header)
    return [row[place] for row in numbers.rows]


@pytest.mark.parametrize("plot", [*plots_for(Document()), BENCH])
@pytest.mark.parametrize("temperature", [0.0, 0.5, 1.0, math.inf])
@pytest.mark.parametrize("count", [1, 4, 50, 5000])
def test_every_table_is_rectangular_with_different_headers(plot: str, temperature: float, count: int) -> None:
    picture = Picture.of(table_edits.set_temperature(many(count), temperature))
    numbers = plot_numbers(plot, picture)
    assert numbers.rows
    assert {len(row) for row in numbers.rows} == {len(numbers.headers)}
    assert len(set(numbers.headers)) == len(numbers.headers)


def test_the_distribution_holds_the_numbers_of_the_picture() -> None:
    picture = Picture.of(table_edits.set_temperature(Document(), 0.5))
    numbers = plot_numbers("distribution", picture)
    assert column(numbers, "label") == ["cat", "dog", "fox", "owl"]
    assert column(numbers, "energy") == [-2.0, -1.0, -0.5, -0.1]
    assert column(numbers, "probability") == picture.probabilities.tolist()
    assert column(numbers, "log_probability") == picture.log_probabilities.tolist()
    assert column(numbers, "probability_at_1") == picture.prepared.reference.tolist()


def test_the_distribution_lists_classes_that_are_not_drawn() -> None:
    assert len(plot_numbers("distribution", Picture.of(many(5000))).rows) == 5000


def test_curves_hold_every_class_drawn_and_the_state_functions() -> None:
    picture = Picture.of(Document())
    numbers = plot_numbers("curves", picture)
    sweep = picture.prepared.sweep
    assert column(numbers, "temperature") == sweep.temperatures.tolist()
    assert column(numbers, "p(dog)") == picture.prepared.curves[1].tolist()
    for name in ("entropy", "mean_energy", "free_energy", "heat_capacity"):
        assert column(numbers, name) == getattr(sweep, name).tolist()


def test_classes_of_one_name_have_columns_of_their_own() -> None:
    document = table_edits.replace_classes(Document(), ["a", "b", "a"], [1.0, 2.0, 3.0])
    assert plot_numbers("curves", Picture.of(document)).headers[1:4] == ["p(a)", "p(b)", "p(a) 2"]
    assert distinct(["a", "a 2", "a"]) == ["a", "a 2", "a 3"]


def test_levels_share_out_all_particles_and_all_probability() -> None:
    numbers = plot_numbers("levels", Picture.of(many(50)))
    label, energy, _, _ = numbers.rows[-1]
    assert label == "26 others"
    assert isinstance(energy, float)
    assert math.isnan(energy)
    assert sum(float(count) for count in column(numbers, "particles")) == PARTICLES
    assert sum(float(p) for p in column(numbers, "probability")) == pytest.approx(1)


def test_the_bench_adds_what_holds_for_all_classes() -> None:
    picture = Picture.of(table_edits.set_temperature(Document(), 0.5))
    numbers = plot_numbers("bench", picture)
    assert set(column(numbers, "temperature")) == {0.5}
    assert set(column(numbers, "entropy_nats")) == {picture.entropy}
    assert set(column(numbers, "free_energy")) == {picture.thermodynamics.free_energy}


@pytest.mark.usefixtures("known_studies")
@pytest.mark.parametrize("plot", NUMBERS)
def test_every_format_says_the_same(plot: str) -> None:
    table = table_edits.replace_classes(Document(), ['a "b", c', "<d>\te", "שלום"], [1.0, -math.inf, 0.5])
    document = suited(plot, table)
    numbers = plot_numbers(plot, Picture.of(document))
    tables = [
        list(csv.reader(io.StringIO(written_numbers(document, plot, ending).decode()), delimiter=mark))
        for ending, mark in ((".csv", ","), (".tsv", "\t"))
    ]
    assert tables[0] == tables[1]
    assert tables[0][0] == list(numbers.headers)
    objects = json.loads(written_numbers(document, plot, ".json"))
    assert [list(entry) for entry in objects] == [list(numbers.headers)] * len(numbers.rows)
    assert len(tables[0]) == len(numbers.rows) + 1


@pytest.mark.parametrize("plot", ["distribution", "bench"])
@pytest.mark.parametrize("ending", [".csv", ".tsv"])
def test_a_table_of_classes_can_be_opened_again(plot: str, ending: str) -> None:
    document = table_edits.replace_classes(Document(), ["a, b", "c"], [1.5, -math.inf])
    opened = decode_content(written_numbers(document, plot, ending)).document
    assert opened.logits.labels == ("a, b", "c")
    assert opened.logits.values.tolist() == [1.5, -math.inf]


def test_there_is_a_writer_for_each_promised_ending() -> None:
    assert set(WRITERS) == {".csv", ".tsv", ".json"}


def test_an_unknown_plot_is_refused_with_those_that_there_are() -> None:
    *most, last = NUMBERS
    with pytest.raises(InputError, match=f"no plot “pie”; there are {', '.join(most)} and {last}"):
        written_numbers(Document(), "pie", ".csv")


def test_a_table_for_print_has_the_classes_that_are_shown() -> None:
    picture = Picture.of(many(500))
    numbers = shown_numbers(picture)
    assert len(numbers.rows) == 25
    assert column(numbers, "label") == [one.label for one in picture.drawn]
    assert column(numbers, "probability") == pytest.approx([one.p for one in picture.drawn])
    assert column(numbers, "probability_at_1") == pytest.approx([one.ghost for one in picture.drawn])
    assert math.isnan(float(column(numbers, "logit")[-1]))


def test_a_table_for_print_of_a_few_classes_has_them_all() -> None:
    picture = Picture.of(Document())
    rows = [tuple(row) for row in shown_numbers(picture).rows]
    assert rows == [tuple(row) for row in plot_numbers("distribution", picture).rows]
