import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.chain import Chain
from tauscope.core.chain.knobs import (
    KNOBS,
    DynamicTemperature,
    Knob,
    MinP,
    Temperature,
    TopK,
    TopNSigma,
    TopP,
)
from tauscope.core.chain.reordering import move, never_matters, same, swap
from tauscope.core.logits import Logits


def logits(*values: float) -> Logits:
    return Logits.unnamed(values)


def chains() -> Iterator[Chain]:
    temperature, numbers = Temperature(0.5), np.random.default_rng(0)
    knobs: list[Knob] = [TopK(3), TopK(4, "exact"), TopNSigma(1), MinP(0.2), TopP(0.7), DynamicTemperature()]
    for knob in [*knobs, Temperature(3)]:
        yield Chain((temperature, knob))
    for _ in range(40):
        one, other = numbers.choice(len(knobs), 2)
        yield Chain((knobs[one], knobs[other]))


@pytest.mark.parametrize("chain", list(chains()), ids=str)
def test_a_swap_that_never_matters_does_not(chain: Chain) -> None:
    random = np.random.default_rng(1)
    reason = never_matters(*chain.knobs)
    for _ in range(50):
        values = Logits.unnamed(random.normal(0, 2, 7).round(1))
        swapped = swap(chain, 0, values)
        assert swapped.matters != same(swapped.before, swapped.after)
        if reason:
            assert not swapped.matters
            assert swapped.effect == swapped.sentence("Swapped") == reason


@pytest.mark.parametrize(
    ("chain", "values", "sentence"),
    [
        ("temperature=0.5,top-p=0.8", (3, 2, 1), "Swapped, 2 classes are kept instead of 1."),
        ("top-p=0.8,temperature=0.5", (3, 2, 1), "Swapped, 1 class is kept instead of 2."),
        ("temperature=0.5,top-p=0.99", (1, 1), "Nothing changes for these logits; for others it may."),
        ("temperature=0.5,top-p=0.8:off", (3, 2, 1), "Top-p is off: its place changes nothing."),
        ("temperature=2,temperature=3", (3, 2, 1), "Never matters: two temperatures multiply."),
        ("top-k=2,min-p=0.5", (3, 2, 1), "Never matters: both cut by rank or by ratio to the top"),
        ("xtc=1:threshold=0.2,top-k=1", (3, 2.5, 1), "Swapped, 1 class is kept as before, but not the same"),
        (
            "top-k=2,dynamic-temperature=1",
            (3, 2, 1),
            "Swapped, the same classes are kept, with other probabilities.",
        ),
    ],
)
def test_what_a_swap_does_is_said(chain: str, values: tuple[float, ...], sentence: str) -> None:
    assert swap(Chain.parse(chain), 0, logits(*values)).sentence("Swapped").startswith(sentence)


def test_top_k_and_temperature_may_be_swapped_at_the_ends_of_the_dial() -> None:
    for temperature in (0, math.inf):
        for knob in (TopK(2), TopK(1, "exact"), TopNSigma(0.5)):
            assert not swap(Chain((Temperature(temperature), knob)), 0, logits(2, 2, 1, 0)).matters


@pytest.mark.parametrize(
    ("chain", "place", "to", "sentence"),
    [
        ("temperature=0.5,min-p=0.1,top-p=0.8", 0, 2, "Moved, 2 classes are kept instead of 1."),
        ("min-p=0.1,top-p=0.8,temperature=0.5", 2, 0, "Moved, 1 class is kept instead of 2."),
        (
            "top-k=2,top-n-sigma=5,temperature=2",
            2,
            0,
            "Never matters: temperature and each knob that it passed",
        ),
        ("top-k=2,min-p=0.1,temperature=2", 0, 2, "Never matters: top-k and each knob"),
        ("top-k=2:off,top-p=0.8,temperature=2", 0, 2, "Top-k is off: its place changes nothing."),
        ("temperature=0.9,top-k=2,min-p=0.01", 0, 2, "Nothing changes for these logits; for others it may."),
    ],
)
def test_what_a_move_does_is_said(chain: str, place: int, to: int, sentence: str) -> None:
    moved = move(Chain.parse(chain), place, to, logits(3, 2, 1))
    assert moved.sentence("Moved").startswith(sentence)


@given(
    names=st.lists(st.sampled_from(list(KNOBS)), min_size=2, max_size=5),
    values=st.lists(st.floats(-5, 5), min_size=1, max_size=6),
    data=st.data(),
)
def test_a_move_is_a_row_of_swaps(names: list[str], values: list[float], data: st.DataObject) -> None:
    chain = Chain(tuple(KNOBS[name]() for name in names))
    place, to = data.draw(st.permutations(range(len(names))).map(lambda order: order[:2]))
    moved = move(chain, place, to, logits(*values))
    step = 1 if to > place else -1
    for at in range(place, to, step):
        chain = chain.swapped(min(at, at + step))
    assert same(moved.after, chain.candidates(logits(*values)))
    if moved.effect.startswith("Never"):
        assert not moved.matters
