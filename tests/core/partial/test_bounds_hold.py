"""What is said of a list holds for every distribution that was cut to it."""

from __future__ import annotations

import math

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.partial.cut_lists import CutList, cut_list, cut_lists, temperatures

from tauscope.core.boltzmann import thermodynamics
from tauscope.core.bounds import Bounds
from tauscope.core.chain import Chain
from tauscope.core.errors import InputError
from tauscope.core.logits import Floats, Logits
from tauscope.core.measures import entropy
from tauscope.core.partial.knowledge import ListKnowledge
from tauscope.core.partial.unlisted import Unlisted
from tauscope.core.softmax import softmax
from tauscope.core.temperatures.scale import grid

NAMES = ("log_partition", "mean_energy", "free_energy")


def inside(value: float, bounds: Bounds | None) -> bool:
    """True if a value lies within bounds, to rounding; nothing known holds for every value."""
    if bounds is None or math.isinf(value):
        return bounds is None or bounds.low <= value <= bounds.high
    room = 1e-9 * (1.0 + abs(value))
    return bounds.low - room <= value <= bounds.high + room


@given(cut_lists(), temperatures())
def test_every_number_of_the_whole_distribution_is_within_bounds(cut: CutList, temperature: float) -> None:
    chain, n = Chain().with_temperature(temperature), cut.listed
    known, p = cut.knowledge.bounds(chain), softmax(cut.values, temperature)
    assert all(inside(float(one), known.of(row)) for row, one in enumerate(p[:n]))
    assert inside(float(p[n:].sum()), known.others)
    state = thermodynamics(cut.values, temperature)
    for name in NAMES:
        assert inside(getattr(state, name), known.quantities[name]), name
    assert inside(state.entropy, known.quantities["entropy"])


@given(cut_lists(), temperatures(), st.sampled_from(("", ",top-p=0.9", ",top-k=3", ",min-p=0.05")))
def test_no_lower_bound_is_above_the_upper_one(cut: CutList, temperature: float, knob: str) -> None:
    known = cut.knowledge.bounds(Chain.parse(f"temperature={temperature!r}{knob}"))
    assert (known.low <= known.high).all()
    low, high = known.log_rows
    assert (low <= high).all()
    pairs = [known.others, known.count, *(known.quantities[name] for name in (*NAMES, "entropy"))]
    assert all(one is None or one.low <= one.high for one in pairs)
    curves = cut.knowledge.curves(np.arange(min(cut.listed, 5)), grid(20))
    assert (curves.low <= curves.high).all()
    assert all((low <= high).all() for low, high in curves.quantities.values())


@given(cut_lists(3000), st.integers(0, 2**32 - 1))
def test_curves_hold_at_all_temperatures(cut: CutList, seed: int) -> None:
    rows = np.arange(min(cut.listed, 5))
    temperatures = grid(40)
    known = cut.knowledge.curves(rows, temperatures)
    place = int(np.random.default_rng(seed).integers(len(temperatures)))
    temperature = float(temperatures[place])
    p = softmax(cut.values, temperature)
    for row in rows:
        assert inside(float(p[row]), Bounds(float(known.low[row, place]), float(known.high[row, place])))
    state = thermodynamics(cut.values, temperature)
    for name, (low, high) in known.quantities.items():
        assert inside(getattr(state, name), Bounds(float(low[place]), float(high[place]))), name
    assert "heat_capacity" not in known.quantities


def completed(cut: CutList, tail: Floats) -> Floats:
    """Logits of the listed classes with unlisted ones of these probabilities."""
    temperature = cut.unlisted.temperature
    p = softmax(cut.values, temperature)
    return np.concatenate((temperature * np.log(p[: cut.listed]), temperature * np.log(tail)))


@pytest.mark.parametrize("temperature", [0.05, 0.3, 0.9, 1.0, 1.2, 3.0, 50.0])
def test_the_two_extreme_completions_attain_the_bounds(temperature: float) -> None:
    cut = cut_list(np.linspace(4.0, -4.0, 40), 10)
    mass, most, classes = cut.unlisted.mass.low, cut.unlisted.most, 30
    full = int(mass / most)
    even, peaked = np.full(classes, mass / classes), np.array([most] * full + [mass - full * most])
    known = cut.knowledge.bounds(Chain().with_temperature(temperature))
    tops = [softmax(completed(cut, tail), temperature)[0] for tail in (even, peaked)]
    assert known.of(0) == pytest.approx(sorted(tops), rel=1e-9)
    for name in ("log_partition", "free_energy"):
        ends = sorted(
            getattr(thermodynamics(completed(cut, tail), temperature), name) for tail in (even, peaked)
        )
        offset = thermodynamics(cut.values, 1.0).log_partition  # completions have ln p for their logits
        shift = {"log_partition": offset / temperature, "free_energy": -offset}[name]
        assert known.quantities[name] == pytest.approx([one + shift for one in ends], rel=1e-9), name


@given(cut_lists(30), st.floats(0.05, 20.0), st.integers(0, 2**32 - 1))
def test_other_completions_of_a_list_are_within_its_bounds(
    cut: CutList, temperature: float, seed: int
) -> None:
    """The distribution from which a list was cut is one of many that it may be a part of."""
    rng, unlisted = np.random.default_rng(seed), cut.unlisted
    classes, mass = len(cut.values) - cut.listed, unlisted.mass.low
    tail = rng.dirichlet(np.full(classes, rng.choice([0.05, 0.5, 5.0, 500.0]))) * mass
    for _ in range(200):  # what is above q goes to those below
        over = np.maximum(tail - unlisted.most, 0.0)
        if not over.any():
            break
        tail = np.minimum(tail, unlisted.most)
        room = unlisted.most - tail
        tail = tail + over.sum() * room / room.sum() if room.any() else tail
    if abs(tail.sum() - mass) > 1e-12 * mass or (tail > unlisted.most).any():
        return
    weights = np.concatenate((softmax(cut.values, unlisted.temperature)[: cut.listed], tail[tail > 1e-290]))
    values = unlisted.temperature * np.log(weights[weights > 0])
    known = cut.knowledge.bounds(Chain().with_temperature(temperature))
    state, p = thermodynamics(values, temperature), softmax(values, temperature)
    offset = float(cut.values[0]) - float(values[0])
    assert inside(state.entropy, known.quantities["entropy"])
    assert inside(state.mean_energy - offset, known.quantities["mean_energy"])
    assert inside(float(p[0]), known.of(0))


def test_the_figures_of_a_real_list_against_fifty_digits() -> None:
    """Lower and upper bounds of p, computed once more from the two completions with mpmath."""
    listed = [-1.16, -1.91, -2.40, -2.72, -3.02]
    with mpmath.workdps(50):
        p = [mpmath.exp(one) for one in listed]
        mass, most, classes, beta = 1 - sum(p), p[-1], 128_251, 1 / mpmath.mpf("1.2")
        full = int(mass / most)
        peaked = full * most**beta + (mass - full * most) ** beta
        even = classes * (mass / classes) ** beta
        weight = sum(one**beta for one in p)
        low, high = (float(p[0] ** beta / (weight + tail)) for tail in (even, peaked))
        mass, most = float(mass), float(most)
    knowledge = ListKnowledge.of(Logits.unnamed(listed), Unlisted(classes, Bounds(mass, mass), most))
    assert knowledge.bounds(Chain.parse("temperature=1.2")).of(0) == pytest.approx([low, high], rel=1e-11)


def test_the_source_temperature_is_exact() -> None:
    cut = cut_list(np.linspace(5.0, -5.0, 100), 20, 0.5)
    known = cut.knowledge.bounds(Chain().with_temperature(0.5))
    p = softmax(cut.values, 0.5)
    assert known.low[:20] == pytest.approx(p[:20], rel=1e-12)
    assert known.high[:20] == pytest.approx(p[:20], rel=1e-12)
    assert known.others == pytest.approx([p[20:].sum()] * 2, rel=1e-12)


def test_an_unknown_vocabulary_bounds_what_can_be_bounded() -> None:
    cut = cut_list(np.linspace(5.0, -5.0, 100), 20, sized=False)
    cold, hot = (cut.knowledge.bounds(Chain().with_temperature(one)) for one in (0.5, 2.0))
    entropies = cold.quantities["entropy"], hot.quantities["entropy"]
    assert entropies[0] is not None
    assert math.isfinite(entropies[0].high)
    assert entropies[1] is not None
    assert entropies[1].high == math.inf
    assert hot.of(0).low == 0.0
    assert 0.0 < hot.of(0).high < 0.2
    hottest = cut.knowledge.bounds(Chain().with_temperature(math.inf))
    assert hottest.of(0).low == 0.0
    assert hottest.of(0).high < 1 / 20


@pytest.mark.parametrize("classes", [0, 5, None])
def test_without_mass_all_is_exact(classes: int | None) -> None:
    logits = Logits.unnamed([2.0, 1.0, -math.inf])
    knowledge = ListKnowledge.of(logits, Unlisted(classes, Bounds(0.0, 0.0), 0.0))
    known = knowledge.bounds(Chain.parse("temperature=0.5,typical-p=0.9"))
    assert (known.low == known.high).all()
    assert known.others == (0.0, 0.0)
    assert known.quantities["heat_capacity"] is not None
    assert knowledge.undecided(Chain.parse("temperature=0.5,typical-p=0.9")) == (False, False)


def test_a_vocabulary_that_is_too_small_is_refused_in_words() -> None:
    logits = Logits.unnamed(np.log([0.4, 0.3, 0.1]))
    with pytest.raises(
        InputError, match=r"leave 20\.0% .* likelier than 10\.0%.* at least 5 classes, not 4\."
    ):
        ListKnowledge.of(logits, Unlisted(1, Bounds(0.2, 0.2), 0.1))
    ListKnowledge.of(logits, Unlisted(2, Bounds(0.2, 0.2), 0.1))
    with pytest.raises(InputError, match="none of these can have any"):
        ListKnowledge.of(logits, Unlisted(None, Bounds(0.2, 0.2), 0.0))


def test_a_list_without_the_likeliest_class_knows_less() -> None:
    """Only a chosen class is listed, and any other may be likelier."""
    knowledge = ListKnowledge.of(Logits.unnamed([math.log(0.1)]), Unlisted(9, Bounds(0.9, 0.9), 0.9))
    cold = knowledge.bounds(Chain.parse("temperature=0"))
    assert cold.of(0).low == 0.0
    for chain in ("top-k=1", "top-p=0.5", "min-p=0.5", "temperature=0"):
        assert knowledge.undecided(Chain.parse(chain)) == (True,), chain
    nothing = ListKnowledge.of(Logits.unnamed([0.0]), Unlisted(None, Bounds(0.0, 1.0), 1.0))
    known = nothing.bounds(Chain.parse("temperature=2"))
    assert known.of(0) == pytest.approx([0.0, 1.0])
    assert known.others == pytest.approx([0.0, 1.0])


def test_an_entropy_after_a_cut_to_listed_classes_is_that_of_these() -> None:
    cut = cut_list(np.linspace(5.0, -5.0, 100), 20)
    known = cut.knowledge.bounds(Chain.parse("temperature=0.9,top-k=3"))
    p = softmax(cut.values[:3], 0.9)
    assert known.low[:3] == pytest.approx(p, rel=1e-14)
    assert known.quantities["entropy"] == pytest.approx([entropy(p)] * 2, rel=1e-14)
    assert known.count == (3, 3)


@given(cut_lists(60), temperatures())
def test_the_completion_of_a_list_is_one_that_it_allows(cut: CutList, temperature: float) -> None:
    whole, n = cut.knowledge.completion(), cut.listed
    if cut.unlisted.mass.high < 1e-12:
        return  # what is left is rounding
    for tau in (cut.unlisted.temperature, temperature):
        p, known = softmax(whole.values, tau), cut.knowledge.bounds(Chain().with_temperature(tau))
        assert all(inside(float(one), known.of(row)) for row, one in enumerate(p[:n]))
        assert inside(float(p[n:].sum()), known.others)
    assert cut.unlisted.classes is None or len(whole) - n <= cut.unlisted.classes


def test_where_a_probability_is_known_rounding_does_not_put_its_bounds_in_disorder() -> None:
    listed = np.array([-1.23, -1.86, -1.94, -3.03, -3.17, -3.33, -3.46, -3.79])
    mass = 1.0 - float(np.exp(listed).sum())
    unlisted = Unlisted(1000, Bounds(mass, mass), math.exp(-3.79))
    known = ListKnowledge.of(Logits.unnamed(listed), unlisted).bounds(Chain())
    assert (known.low <= known.high).all()
    assert known.low == pytest.approx(np.exp(listed), rel=1e-14)
