from collections.abc import Callable

import pytest

from tauscope.core.chain.engines import SamplingRequest
from tauscope.core.errors import InputError
from tauscope.document.document import MOST_PINS, Document
from tauscope.document.edits import bench_edits, table_edits


def test_a_request_is_set_and_taken_back_setting_by_setting() -> None:
    asked = bench_edits.set_request(bench_edits.set_request(Document(), "top_k", 3), "top_p", 0.5)
    assert asked.request == SamplingRequest(top_k=3, top_p=0.5)
    assert bench_edits.set_request(asked, "top_k", None).request == SamplingRequest(top_p=0.5)


def test_draws_add_up_to_a_million_and_no_further() -> None:
    drawn = bench_edits.add_draws(bench_edits.set_draws(Document(), 999_990), 5)
    assert drawn.draws == 999_995
    assert bench_edits.add_draws(drawn, 1000).draws == 1_000_000


def test_pins_keep_the_distribution_while_the_document_goes_on() -> None:
    kept = bench_edits.pin(Document())
    later = table_edits.set_temperature(table_edits.set_logit(kept, 0, 9.0), 0.5)
    assert later.pins[0].logits is kept.logits
    assert later.pins[0].chain == Document().chain


def test_pins_go_one_by_one_or_all_together() -> None:
    document = Document()
    for temperature in (1, 2, 3):
        document = bench_edits.pin(table_edits.set_temperature(document, temperature))
    left = bench_edits.unpin(document, 1)
    assert [pin.chain.temperature for pin in left.pins] == [1, 3]
    assert bench_edits.clear_pins(document).pins == ()


def test_there_is_room_for_four_pins() -> None:
    document = Document()
    for temperature in range(MOST_PINS):
        document = bench_edits.pin(table_edits.set_temperature(document, temperature))
    with pytest.raises(InputError, match="At most 4 pins"):
        bench_edits.pin(table_edits.set_temperature(document, 99))


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda it: bench_edits.pin(bench_edits.pin(it)), "pinned already"),
        (lambda it: bench_edits.set_draws(it, 0), "goes from 1 to"),
        (lambda it: bench_edits.set_draws(it, 1_000_001), "goes from 1 to"),
        (lambda it: bench_edits.set_seed(it, -1), "goes from 0"),
        (lambda it: bench_edits.set_request(it, "top_p", 2.0), "goes from 0 to 1"),
        (lambda it: bench_edits.set_request(it, "top_k", 1.5), "whole number"),
    ],
)
def test_what_cannot_be_is_refused(edit: Callable[[Document], Document], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        edit(Document())
