import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.chain import ENGINES, Chain
from tauscope.core.chain.knobs import KNOBS
from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.edits import chain_edits, probability_edits, table_edits
from tauscope.document.files.codec import decode, encode

THREE = "temperature=0.5,top-k=3,min-p=0.05:off"


def bench(chain: str = THREE) -> Document:
    return table_edits.set_chain(Document(), Chain.parse(chain))


@pytest.mark.parametrize(
    ("edit", "chain"),
    [
        (lambda it: chain_edits.set_knob(it, 1, "value", 2), "temperature=0.5,top-k=2,min-p=0.05:off"),
        (
            lambda it: chain_edits.set_knob(it, 1, "ties", "exact"),
            "temperature=0.5,top-k=3:exact,min-p=0.05:off",
        ),
        (lambda it: chain_edits.switch_knob(it, 2, on=True), "temperature=0.5,top-k=3,min-p=0.05"),
        (lambda it: chain_edits.switch_knob(it, 0, on=False), "temperature=0.5:off,top-k=3,min-p=0.05:off"),
        (lambda it: chain_edits.move_knob(it, 0, 9), "top-k=3,min-p=0.05:off,temperature=0.5"),
        (lambda it: chain_edits.move_knob(it, 2, -1), "min-p=0.05:off,temperature=0.5,top-k=3"),
        (lambda it: chain_edits.swap_knobs(it, 0), "top-k=3,temperature=0.5,min-p=0.05:off"),
        (lambda it: chain_edits.add_knob(it, "top-p"), THREE + ",top-p=0.9"),
        (lambda it: chain_edits.add_knob(it, "top-p", 0), "top-p=0.9," + THREE),
        (lambda it: chain_edits.remove_knob(it, 0), "top-k=3,min-p=0.05:off"),
        (lambda it: chain_edits.use_engine(it, "openai", temperature=0.7), "temperature=0.7,top-p=1:off"),
    ],
)
def test_an_edit_changes_the_chain_and_leaves_the_original(
    edit: Callable[[Document], Document], chain: str
) -> None:
    before = bench()
    assert str(edit(before).chain) == chain
    assert before == bench()


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda it: chain_edits.set_knob(it, 1, "value", 0), "Top-k goes from 1"),
        (lambda it: chain_edits.set_knob(it, 1, "depth", 0), "Top-k has no setting “depth”"),
        (lambda it: chain_edits.swap_knobs(it, 2), "no knob after this one"),
        (lambda it: chain_edits.add_knob(it, "volume"), "No knob is called “volume”"),
        (lambda it: chain_edits.use_engine(it, "openai", temperature=3.0), "refuses a temperature above 2"),
    ],
)
def test_what_cannot_be_done_is_refused(edit: Callable[[Document], Document], message: str) -> None:
    with pytest.raises(InputError, match=message):
        edit(bench())


@pytest.mark.parametrize("name", ENGINES)
def test_an_engines_chain_is_saved_with_its_switches_and_variants(name: str) -> None:
    document = chain_edits.use_engine(Document(), name)
    assert decode(encode(document)).document == document


@pytest.mark.parametrize("name", KNOBS)
def test_any_knob_is_added_switched_off_and_saved(name: str) -> None:
    document = chain_edits.switch_knob(chain_edits.add_knob(Document(), name), 1, on=False)
    assert decode(encode(document)).document == document
    assert f"{name}=" in encode(document)


def test_a_class_that_the_chain_cuts_has_no_probability_to_set() -> None:
    with pytest.raises(InputError, match="“owl” is cut by Top-k: its probability is 0"):
        probability_edits.set_probability(bench(), 3, 0.1)


def test_a_probability_of_what_is_kept_is_the_final_one() -> None:
    changed = probability_edits.set_probability(bench(), 1, 0.2)
    p = np.exp(changed.chain.apply(changed.logits))
    assert p[1] == pytest.approx(0.2)
    assert p[3] == 0
    assert p[0] / p[2] == pytest.approx(math.exp(1.5 / 0.5))


def test_a_probability_that_would_cut_otherwise_is_refused() -> None:
    with pytest.raises(InputError, match="the chain would keep other classes"):
        probability_edits.set_probability(bench(), 2, 1e-6)
    with pytest.raises(InputError, match="the chain would keep other classes"):
        probability_edits.set_probability(bench("dynamic-temperature=1"), 2, 0.3)
    with pytest.raises(InputError, match="only class that can be chosen"):
        probability_edits.set_probability(bench("top-k=1"), 0, 0.3)


@given(st.floats(0.01, 0.99))
def test_two_temperatures_count_as_their_product(p: float) -> None:
    changed = probability_edits.set_probability(bench("temperature=2,temperature=3"), 0, p)
    assert np.exp(changed.chain.apply(changed.logits))[0] == pytest.approx(p)
