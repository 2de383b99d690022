import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.candidates import Candidates
from tauscope.core.chain import Chain
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.sampling import Draws, Uniforms, standard_error

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
