from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stepping import Stepping, step

from tauscope.core.chain import Chain
from tauscope.core.draws.chosen import ChoiceSettings
from tauscope.core.draws.drawing import draw
from tauscope.core.draws.sampling import Draws, Uniforms
from tauscope.core.logits import Logits
from tauscope.core.measures import entropy
from tauscope.sources import TypedTable
from tauscope.sources.running import stepping

CHAINS = [
    "temperature=1",
    "temperature=0",
    "temperature=inf",
    "temperature=0.3",
    "temperature=1.7,top-k=3,top-p=0.8",
    "top-p=0.9,temperature=0.7",
    "typical-p=0.5",
    "xtc=1:threshold=0.1",
    "",
]
ROWS = st.lists(st.floats(-30, 30) | st.just(-np.inf), min_size=1, max_size=12).filter(
    lambda row: max(row) > -np.inf
)


@given(st.integers(0, 2**32 - 1), st.integers(0, 5_000))
def test_the_dice_are_those_of_the_sample(seed: int, position: int) -> None:
    assert stepping.uniform(seed, position) == Uniforms(seed, position + 1).values[position]


@pytest.mark.parametrize("text", CHAINS)
@given(row=ROWS, seed=st.integers(0, 99))
def test_a_choice_is_a_draw_of_the_sample(text: str, row: list[float], seed: int) -> None:
    logits, chain = Logits.unnamed(row), Chain.parse(text)
    draws = Draws(chain.candidates(logits), Uniforms(seed, 20))
    chosen = [draw(logits, chain, stepping.uniform(seed, position)) for position in range(20)]
    assert [one.key for one in chosen] == draws.rows.tolist()
    p = chain.candidates(logits).probabilities_of_rows
    assert [one.probability for one in chosen] == pytest.approx(p[draws.rows].tolist(), rel=1e-12)
    assert [one.entropy for one in chosen] == pytest.approx([entropy(p)] * 20, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("temperature", [0.2, 1.0, 5.0])
def test_a_choice_among_thousands_is_a_draw_of_the_sample(temperature: float) -> None:
    logits = Logits.unnamed(np.random.default_rng(3).normal(0, 3, 5_000))
    chain = Chain().with_temperature(temperature)
    draws = Draws(chain.candidates(logits), Uniforms(1, 2_000))
    assert [draw(logits, chain, u).key for u in draws.uniforms.values] == draws.rows.tolist()


def test_the_largest_uniform_finds_a_class_whatever_rounding_does() -> None:
    last = float(np.nextafter(1, 0))
    for count in (1, 49, 255, 256, 257, 3_001):
        assert draw(Logits.unnamed(np.zeros(count)), Chain(), last).key == count - 1
        assert draw(Logits.unnamed(np.zeros(count)), Chain(), 0.0).key == 0


def test_the_likeliest_has_its_probability_after_the_chain() -> None:
    logits = Logits.unnamed([1.0, 2.0, 2.0, -np.inf])
    chosen = draw(logits, Chain.parse("temperature=0.5,top-k=2"), 0.0)
    assert (chosen.key, chosen.probability) == (1, 0.5)
    assert chosen.entropy == pytest.approx(np.log(2))
    assert draw(logits, Chain.parse("xtc=1:threshold=0.2"), 0.0).key == 2
    assert draw(logits, Chain.parse("temperature=inf"), 0.0).key == 1


def test_a_hand_can_choose_what_is_cut() -> None:
    cursor, chain = TypedTable.of("ab", [1.0, 0.0]).cursor(None), Chain.parse("top-k=1")
    cut = stepping.by_hand(cursor, chain, 1)
    assert (cut.key, cut.probability, cut.entropy) == (1, 0.0, 0.0)
    kept = stepping.by_hand(cursor, Chain(), 1)
    assert kept.probability == pytest.approx(1 / (1 + np.e))


def test_a_table_stays_where_it_is() -> None:
    assert step(TypedTable.of("ab", [1.0, 0.0]), None, Chain(), 1) is None


def test_the_same_seed_goes_the_same_way_from_any_moment() -> None:
    source, chain = Stepping(), Chain()
    states = [source.initial()]
    while not source.ended(states[-1]):
        states.append(step(source, states[-1], chain, 5))
    assert states[-1] != Stepping().initial()
    for before, after in pairwise(states):
        assert step(Stepping(), before, chain, 5) == after
    assert step(source, (), chain, None) == (0,)


def test_coins_and_draws_of_one_seed_are_independent() -> None:
    logits = Logits.unnamed(np.log([0.4, 0.3, 0.2, 0.1]))
    chain = Chain.parse("xtc=0.5:threshold=0.15:seed=3")
    rows = [draw(logits, chain.at(at), stepping.uniform(3, at)).key for at in range(4_000)]
    shares = np.bincount(rows, minlength=4) / len(rows)
    # Half of the time the first two are cut, and 2/3 and 1/3 are left for the others.
    assert shares == pytest.approx([0.2, 0.15, 0.1 + 1 / 3, 0.05 + 1 / 6], abs=0.03)


def test_coins_of_the_chain_fall_anew_for_each_choice() -> None:
    chain, cursor = Chain.parse("xtc=0.5:threshold=0.05"), Stepping().cursor(())
    cut = []
    while not cursor.ended:
        logits, after = cursor.logits, stepping.onward(cursor, chain, None)
        final = chain.at(cursor.position).candidates(logits)
        cut.append(len(final) < len(logits))
        assert after.choice is not None
        assert (after.choice.key, after.choice.probability) == (final.rows[0], final.probabilities[0])
        cursor = after
    assert len(set(cut)) == 2


def test_a_choice_tells_its_settings_and_shares_them_until_one_changes() -> None:
    first, other = Chain(), Chain.parse("temperature=0.2")
    cursor = stepping.onward(Stepping().cursor(()), first, 1)
    assert cursor.choice is not None
    kept = cursor.choice.settings
    assert kept == ChoiceSettings(first, (), 1)
    again = stepping.onward(cursor, first, 1)
    assert again.choice is not None
    assert again.choice.settings is kept
    for chain, seed in ((other, 1), (first, 2), (first, None)):
        changed = stepping.onward(cursor, chain, seed)
        assert changed.choice is not None
        assert changed.choice.settings == ChoiceSettings(chain, (), seed)
    by_hand = cursor.after(stepping.by_hand(cursor, first, 2))
    assert by_hand.choice is not None
    assert by_hand.choice.settings == ChoiceSettings(first, (), None, by_hand=True)
    for seed in (None, 1):
        drawn = stepping.onward(by_hand, first, seed)
        assert drawn.choice is not None
        assert drawn.choice.settings == ChoiceSettings(first, (), seed)
    methods = [one.settings.method for one in (cursor.choice, by_hand.choice) if one.settings]
    assert methods == ["sample", "hand"]
