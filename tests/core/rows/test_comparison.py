"""Two models' distributions compared."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import log_softmax as scipy_log_softmax
from scipy.stats import entropy as scipy_entropy

from tauscope.core.bounds import Bounds, lower, upper
from tauscope.core.logits import Floats, Logits
from tauscope.core.partial.knowledge import ListKnowledge
from tauscope.core.partial.unlisted import Unlisted
from tauscope.core.rows.comparison import KnownRow, compare_rows
from tauscope.core.softmax import softmax

pairs = st.integers(2, 12).flatmap(
    lambda n: st.tuples(*(st.lists(st.floats(-8, 8), min_size=n, max_size=n) for _ in range(2)))
)
temperatures = st.sampled_from([0.2, 0.7, 1.0, 1.8, 9.0])


def row(values: list[float], keys: list[int] | None = None) -> KnownRow:
    return KnownRow(Logits.of([""] * len(values), values, keys))


def cut(values: Floats, listed: int) -> KnownRow:
    """The likeliest classes of a distribution, and what their list says of the others."""
    log_p = scipy_log_softmax(values)
    top = np.argsort(-log_p, kind="stable")[:listed]
    logits = Logits.of([""] * len(top), log_p[top], top)
    if len(top) == len(values):
        return KnownRow(logits)
    mass = float(np.exp(np.delete(log_p, top)).sum())
    rest = Unlisted(len(values) - len(top), Bounds(mass, mass), float(np.exp(log_p[top].min())))
    return KnownRow(logits, ListKnowledge.of(logits, rest))


@given(pairs, temperatures)
def test_whole_rows_have_the_divergence_that_scipy_gives(
    values: tuple[list[float], list[float]], temperature: float
) -> None:
    found = compare_rows(row(values[0]), row(values[1]), temperature, 0)
    p, q = (softmax(np.array(one), temperature) for one in values)
    assert found.forward == pytest.approx(float(scipy_entropy(p, q)), abs=1e-9, rel=1e-9)
    assert found.backward == pytest.approx(float(scipy_entropy(q, p)), abs=1e-9, rel=1e-9)
    assert found.same_top == (int(np.argmax(values[0])) == int(np.argmax(values[1])))
    assert found.gain == pytest.approx(math.log(q[0] / p[0]), abs=1e-9)


def test_classes_are_matched_by_key_whatever_their_order() -> None:
    one, other = row([2.0, 1.0, 0.0], [7, 3, 5]), row([0.0, 2.0, 1.0], [5, 7, 3])
    found = compare_rows(one, other, 1.0, 3)
    assert found.forward == pytest.approx(0.0, abs=1e-15)
    assert found.gain == pytest.approx(0.0, abs=1e-15)
    assert found.same_top


def test_a_class_that_the_other_rules_out_is_infinitely_far() -> None:
    found = compare_rows(row([1.0, 0.0]), row([1.0, -math.inf]), 1.0, 1)
    assert found.forward == math.inf
    assert found.backward == pytest.approx(math.log(1 / softmax([1.0, 0.0])[0]))
    assert found.gain is None
    assert compare_rows(row([1.0, 0.0]), row([1.0, -math.inf]), 0.0, 0).forward == 0.0


@given(pairs, temperatures, st.integers(1, 6), st.integers(1, 6))
def test_of_lists_the_bound_lies_below_the_truth(
    values: tuple[list[float], list[float]], temperature: float, first: int, second: int
) -> None:
    one, other = (cut(np.array(all_values), n) for all_values, n in zip(values, (first, second), strict=True))
    chosen = int(one.logits.keys[0])
    found = compare_rows(one, other, temperature, chosen)
    truth = compare_rows(row(values[0]), row(values[1]), temperature, chosen)
    for bound, exact in ((found.forward, truth.forward), (found.backward, truth.backward)):
        assert lower(bound) <= lower(exact) + 1e-9
        assert upper(bound) >= lower(exact) - 1e-9
    if found.gain is not None:
        assert lower_end(found.gain) - 1e-9 <= upper_end(truth.gain)
        assert upper_end(found.gain) + 1e-9 >= upper_end(truth.gain)


def lower_end(number: object) -> float:
    return number.low if isinstance(number, Bounds) else float(number)  # type: ignore[arg-type]


def upper_end(number: object) -> float:
    return number.high if isinstance(number, Bounds) else float(number)  # type: ignore[arg-type]


def test_the_bound_is_the_truth_where_the_lists_hold_all_but_nothing() -> None:
    values = np.array([3.0, 2.0, 0.0, -30.0])
    other = np.array([2.5, 2.2, 0.1, -30.0])
    one, two = cut(values, 3), cut(other, 3)
    found = compare_rows(one, two, 1.0, 0)
    exact = compare_rows(row(values.tolist()), row(other.tolist()), 1.0, 0)
    assert lower(found.forward) == pytest.approx(lower(exact.forward), rel=1e-6)


def test_a_class_that_a_list_leaves_too_little_for_a_number_is_not_ruled_out() -> None:
    one, other = np.array([5.0, 0.0, 0.0]), np.array([0.0, 5.0, 0.0])
    found = compare_rows(row(one.tolist()), cut(other, 1), 0.001, 0)
    exact = compare_rows(row(one.tolist()), row(other.tolist()), 0.001, 0)
    assert exact.forward == pytest.approx(5000.0)
    assert lower(found.forward) <= 5000.0
    assert upper(found.forward) == math.inf
    masked = compare_rows(cut(one, 1), row([5.0, -math.inf, 0.0]), 0.001, 0)
    assert upper(masked.forward) == math.inf  # the first row's second class has a probability


@given(pairs, temperatures, st.integers(1, 12), st.data())
def test_classes_with_other_names_may_be_the_same(
    values: tuple[list[float], list[float]], temperature: float, listed: int, data: st.DataObject
) -> None:
    one, other = cut(np.array(values[0]), listed), row(values[1])
    renamed = data.draw(st.lists(st.booleans(), min_size=len(values[1]), max_size=len(values[1])))
    keys = [-2 - key if other_name else key for key, other_name in enumerate(renamed)]
    found = compare_rows(one, row(values[1], keys), temperature, None, by_name=True)
    truth = compare_rows(row(values[0]), other, temperature, None)
    for bound, exact in ((found.forward, truth.forward), (found.backward, truth.backward)):
        assert lower(bound) <= lower(exact) + 1e-9
        assert upper(bound) >= lower(exact) - 1e-9
