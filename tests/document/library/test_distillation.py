"""The numbers in the article on distillation are those that the program measures."""

from __future__ import annotations

import pytest

from tauscope.core.distillation.experiment import Distillation, TransferSet
from tauscope.core.distillation.loss import Loss
from tauscope.core.distillation.presets import EXPERIMENTS
from tauscope.document.library.articles import articles
from tauscope.document.studies import student_words
from tauscope.sources.teacher import digit_data

pytestmark = pytest.mark.usefixtures("known_students")

COLUMNS = ("only-zeros-and-ones", "no-threes", "ordinary")


def rows() -> dict[str, list[str]]:
    """Cells of the table by the first of their row."""
    text = articles()["distillation"].text
    found = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {name: cells for name, *cells in found[1:]}


@pytest.mark.parametrize("column", range(len(COLUMNS)))
@pytest.mark.parametrize("row", rows())
def test_the_table(row: str, column: int) -> None:
    transfer = EXPERIMENTS[COLUMNS[column]].transfer
    if row.endswith("shuffled"):
        transfer = TransferSet(transfer.digits, transfer.images, shuffled=True)
    place = row.partition("τ = ")[2].partition(",")[0]
    loss = Loss(float(place)) if place else Loss(1.0, 0.0)
    outcome = Distillation(transfer, loss, 20).outcome(digit_data(), curves=False)
    measured = outcome.accuracy_of(student_words.tested_digits(transfer))
    # Another processor rounds otherwise: an image or two of the 500 may be called otherwise.
    mean, sd = map(float, rows()[row][column].split(" ± "))
    assert mean == pytest.approx(100 * measured.mean, abs=0.3)
    assert sd == pytest.approx(100 * measured.sd, abs=0.3)


@pytest.mark.parametrize("name", COLUMNS[:2])
@pytest.mark.parametrize("temperature", [1.0, 10.0])
def test_before_the_bias_step_next_to_no_digit_is_found_that_was_never_seen(
    name: str, temperature: float
) -> None:
    transfer = EXPERIMENTS[name].transfer
    outcome = Distillation(transfer, Loss(temperature), 5).outcome(digit_data(), curves=False)
    assert outcome.accuracy_of(transfer.unseen, before_bias=True).mean < 0.02


def test_all_rows_are_there() -> None:
    assert len(rows()) == 7
