"""Documents between two documents are true states."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tauscope.core.chain import Chain
from tauscope.core.softmax import softmax
from tauscope.document.between import MOST_CLASSES, between
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.lessons.lesson_file import shipped_lesson
from tauscope.document.library import lesson_walk as walk
from tauscope.document.picture.picture import Picture


def test_temperature_goes_by_equal_ratios() -> None:
    before, after = (table_edits.set_temperature(Document(), one) for one in (0.1, 10.0))
    middle = between(before, after, 0.5)
    assert middle is not None
    assert middle.temperature == 1.0
    assert middle.source is after.source


def test_probabilities_are_softmax_of_what_is_shown() -> None:
    before = table_edits.set_temperature(Document(), 0.5)
    after = table_edits.set_logits(table_edits.set_temperature(Document(), 2.0), 0, [-1.0, 3.0])
    middle = between(before, after, 0.25)
    assert middle is not None
    assert middle.logits.values.tolist() == [1.25, 1.5, 0.5, 0.1]
    assert middle.logits.keys.tolist() == after.logits.keys.tolist()
    picture = Picture.of(middle)
    assert picture.probabilities == pytest.approx(
        softmax(middle.logits.values, middle.temperature), rel=1e-12
    )
    average = 0.75 * Picture.of(before).probabilities + 0.25 * Picture.of(after).probabilities
    assert not np.allclose(picture.probabilities, average, atol=0.01)


def test_masked_classes_stay_masked() -> None:
    before = table_edits.set_logit(Document(), 1, -math.inf)
    middle = between(before, table_edits.set_logit(before, 0, 5.0), 0.5)
    assert middle is not None
    assert middle.logits.values.tolist() == [3.5, -math.inf, 0.5, 0.1]


@pytest.mark.parametrize(
    "after",
    [
        Document(),
        table_edits.set_labels(Document(), 0, ["dragon"]),
        table_edits.add_class(Document(), 2),
        table_edits.set_logit(Document(), 1, -math.inf),
        table_edits.set_chain(Document(), Chain.parse("temperature=2,top-k=2")),
        table_edits.replace_classes(Document(), [str(n) for n in range(MOST_CLASSES + 1)], [0.0] * 201),
    ],
    ids=["the same", "another name", "another class", "a mask", "another knob", "large"],
)
def test_nothing_lies_between(after: Document) -> None:
    assert between(Document(), after, 0.5) is None


def test_nothing_is_shown_between_that_a_step_asks_for() -> None:
    lesson = shipped_lesson("enter-tau")
    before = walk.begin(Document(), lesson)
    assert before.lesson is not None
    asks = walk.go_to_step(before, before.lesson, 1)
    before = table_edits.set_temperature(before, 5.0)
    assert walk.is_veiled(asks)
    assert between(before, asks, 0.5) is None
    truth = walk.reveal(asks)
    middle = between(asks, truth, 0.5)
    assert middle is not None
    assert asks.temperature < middle.temperature < truth.temperature
