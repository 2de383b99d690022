"""The ratio of two classes of a list holds for every distribution that the list may be a part of."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.partial.cut_lists import CutList, cut_lists
from tests.core.partial.test_knobs_on_lists import chains, completions
from tests.document.picture.test_ranking import Known
from tests.partial_source import weather

from tauscope.core.bounds import Bounds
from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.picture.class_ratio import class_ratio, compared_rows
from tauscope.document.picture.picture import Picture


def of_list(chain: str) -> Picture:
    """Twenty tokens with 87.4% of the probability at τ = 1."""
    return Picture.of(replace(Document(source=weather()), chain=Chain.parse(chain)))


@pytest.mark.parametrize(
    ("chain", "ratio"),
    [
        ("temperature=2", math.exp(0.375)),
        ("dynamic-temperature=1", Bounds(1.0, math.inf)),  # at which τ hangs on all classes
        ("typical-p=0.5", Bounds(0.0, math.inf)),  # either may be cut
        ("temperature=1.2,top-p=0.3", math.exp(0.75 / 1.2)),
        ("temperature=1.2,top-p=0.2", Bounds(math.exp(0.75 / 1.2), math.inf)),  # the second may be cut
        ("top-k=1:exact", math.inf),
    ],
)
def test_the_ratio_of_two_listed_classes_is_given_as_far_as_it_is_known(
    chain: str, ratio: float | Bounds
) -> None:
    assert class_ratio(of_list(chain), 0, 1) == pytest.approx(ratio)


@given(cut_lists(60), chains(), st.data())
def test_a_ratio_holds_for_every_completion(cut: CutList, chain: Chain, data: st.DataObject) -> None:
    rows = [data.draw(st.integers(0, cut.listed - 1)) for _ in range(2)]
    picture = Picture.of(replace(Document(source=Known(cut.knowledge)), chain=chain))
    found = class_ratio(picture, *rows)
    low, high = found if isinstance(found, Bounds) else (found, found)
    for values in completions(cut):
        left = chain.candidates(Logits.unnamed(values))
        here, there = left.log_probability_of(rows[0]), left.log_probability_of(rows[1])
        if np.isneginf([here, there]).all():
            continue
        with np.errstate(over="ignore"):
            ratio = float(np.exp(here - there))
        assert low * (1 - 1e-6) <= ratio <= high * (1 + 1e-6)


def test_what_a_knob_cut_at_an_unknown_temperature_has_no_height() -> None:
    """That of the listed classes alone is the temperature of none of the distributions."""
    picture = of_list("dynamic-temperature=1,top-k=3:exact")
    assert picture.keeps(4) is False
    assert picture.cut.tolist() == [0.0] * 20
    known = of_list("temperature=1.2,top-k=3:exact")
    low = of_list("temperature=1.2").bounds
    assert low is not None
    assert known.cut.tolist() == [0.0] * 3 + low.low[3:].tolist()


def test_of_many_selected_classes_three_are_looked_at() -> None:
    picture, looked_at = Picture.of(Document()), list[int]()

    def selected() -> Iterator[int]:
        for key in picture.logits.keys.tolist():
            looked_at.append(key)
            yield key

    assert len(picture.logits) > 3
    assert compared_rows(picture, selected()) is None
    assert len(looked_at) == 3


def test_two_selected_classes_are_compared_the_likelier_first() -> None:
    picture = Picture.of(Document())
    unknown = int(picture.logits.keys.max()) + 1
    keys = picture.logits.keys[[2, 1]].tolist()
    assert compared_rows(picture, [unknown, *keys]) == (1, 2)
    assert compared_rows(picture, [unknown, keys[0]]) is None
