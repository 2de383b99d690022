import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from tauscope.core.chain import Chain
from tauscope.core.chain.candidates import Candidates
from tauscope.core.draws.sampling import Draws, Uniforms, other_seed, standard_error
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits

NAPKIN = Logits.of("abcd", [0.5, 2.0, 0.1, 1.0])
ROWS = st.lists(st.floats(-30, 30), min_size=1, max_size=9)


def drawn(chain: str = "temperature=1", seed: int = 0, count: int = 10_000) -> Draws:
    return Draws(Chain.parse(chain).candidates(NAPKIN), Uniforms(seed, count))


def test_the_same_seed_draws_the_same() -> None:
    np.testing.assert_array_equal(drawn(seed=3).rows, drawn(seed=3).rows)
    assert (drawn(seed=3).rows != drawn(seed=4).rows).any()


def test_more_draws_begin_with_the_same_ones() -> None:
    np.testing.assert_array_equal(drawn(count=50).rows, drawn(count=5000).rows[:50])
    np.testing.assert_array_equal(Uniforms(1, 5).values, Uniforms(1, 9).values[:5])


@given(ROWS, st.integers(0, 2**32 - 1), st.integers(1, 300))
def test_counts_are_those_of_the_rows(row: list[float], seed: int, count: int) -> None:
    draws = Draws(Candidates.of(Logits.unnamed(row)), Uniforms(seed, count))
    assert len(draws) == draws.counts.sum() == count
    np.testing.assert_array_equal(np.bincount(draws.rows, minlength=len(row)), draws.counts_of_rows)
    np.testing.assert_array_equal(draws.last(20), draws.rows[-20:])
    for place in range(len(row)):
        np.testing.assert_array_equal(draws.hits(place), draws.rows == place)
        numbers, share = draws.running(place)
        assert (numbers[0], numbers[-1]) == (1, count)
        assert share[-1] == draws.counts_of_rows[place] / count


def test_shares_come_near_the_probabilities() -> None:
    draws = drawn(count=1_000_000)
    errors = np.abs(draws.frequencies - draws.candidates.probabilities)
    assert (errors < 4 * draws.standard_errors).all()
    assert draws.total_variation < 0.002
    assert draws.total_variation < drawn(count=100).total_variation


def test_the_error_is_binomial() -> None:
    p = drawn().candidates.probabilities
    shares = np.array([drawn(seed=seed, count=100).frequencies for seed in range(500)])
    np.testing.assert_allclose(shares.std(axis=0), standard_error(p, 100), rtol=0.1)


def test_turning_the_dial_morphs_the_sample() -> None:
    ranks = NAPKIN.ranks
    cold, warm, warmer = (ranks[drawn(f"temperature={tau}").rows] for tau in (0.5, 1, 1.01))
    assert (cold <= warm).all()
    assert (warm <= warmer).all()
    assert np.mean(warm != warmer) < 0.01


def test_what_is_cut_is_never_drawn() -> None:
    draws = drawn("top-k=2")
    assert draws.counts_of_rows.tolist()[0] == draws.counts_of_rows.tolist()[2] == 0
    assert not draws.hits(0).any()
    assert set(drawn("temperature=0").rows.tolist()) == {1}
    assert drawn("xtc=1:threshold=0.2").counts_of_rows[1] == 0


def test_a_last_uniform_finds_a_class_whatever_rounding_does() -> None:
    uniforms = Uniforms(0, 2)
    vars(uniforms)["values"] = np.array([0.0, np.nextafter(1, 0)])
    draws = Draws(Candidates.of(Logits.unnamed(np.zeros(49))), uniforms)
    assert draws.rows.tolist() == [0, 48]
    assert draws.counts.sum() == 2


@pytest.mark.parametrize(("seed", "count"), [(-1, 10), (2**32, 10), (0, 0), (0, 1_000_001), (0.5, 10)])
def test_what_cannot_be_drawn(seed: int, count: int) -> None:
    with pytest.raises(InputError, match=r"seed|number of draws"):
        Uniforms(seed, count)


@pytest.mark.parametrize("count", [1, 50, 5_000, 100_000])
@pytest.mark.parametrize(
    "chain", ["temperature=1", "temperature=0.2", "temperature=inf", "xtc=1:threshold=0.01"]
)
def test_counts_of_many_classes_are_those_of_the_rows(chain: str, count: int) -> None:
    logits = Logits.unnamed(np.random.default_rng(1).normal(0, 2, 3000))
    draws = Draws(Chain.parse(chain).candidates(logits), Uniforms(1, count))
    np.testing.assert_array_equal(np.bincount(draws.rows, minlength=3000), draws.counts_of_rows)


@given(st.lists(st.tuples(st.integers(1, 2), st.integers(1, 400)), max_size=6))
def test_uniforms_that_go_on_are_those_drawn_anew(steps: list[tuple[int, int]]) -> None:
    going = Uniforms(1, 100)
    for seed, count in steps:
        going.rising  # noqa: B018  # sorted before it goes on
        going, anew = going.continued(seed, count), Uniforms(seed, count)
        np.testing.assert_array_equal(going.values, anew.values)
        np.testing.assert_array_equal(going.rising, anew.rising)


def test_uniforms_that_stay_are_sorted_once() -> None:
    uniforms = Uniforms(1, 100)
    assert uniforms.continued(1, 100) is uniforms
    with pytest.raises(InputError, match="number of draws"):
        uniforms.continued(1, 0)


@pytest.mark.parametrize("count", [1, 30, 1_000_000])
@pytest.mark.parametrize("p", [0.0, 1e-9, 0.3, 1.0])
def test_the_error_is_that_of_scipys_binomial(p: float, count: int) -> None:
    assert standard_error(p, count) == pytest.approx(binom.std(count, p) / count)


def test_two_errors_hold_about_95_per_cent_of_samples() -> None:
    p, count = drawn().candidates.probabilities, 400
    error = standard_error(p, count)
    inside = binom.cdf(count * (p + 2 * error), count, p) - binom.cdf(count * (p - 2 * error), count, p)
    np.testing.assert_allclose(inside, 0.95, atol=0.015)


def test_counts_are_as_likely_as_scipy_says() -> None:
    counts = [int(drawn(seed=seed, count=50).counts[0]) for seed in range(2000)]
    shares = np.bincount(counts, minlength=51) / len(counts)
    expected = binom.pmf(np.arange(51), 50, drawn().candidates.probabilities[0])
    assert np.abs(shares - expected).max() < 4 * np.sqrt(expected.max() / len(counts))


def test_each_class_is_drawn_with_its_probability() -> None:
    draws = drawn("top-k=2")
    for row, p in enumerate(draws.candidates.probabilities_of_rows.tolist()):
        assert draws.probability(row) == p
        assert (draws.place(row) is None) == (p == 0)


def test_another_seed_is_another_one() -> None:
    rolled = {other_seed(3) for _ in range(200)}
    assert 3 not in rolled
    assert len(rolled) > 150
    assert all(0 <= seed < 10_000 for seed in rolled)
