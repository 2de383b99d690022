"""Searches against brute force on random trees, and against what can be worked out by hand."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.sources.listed import Listed

from tauscope.core.chain import Chain
from tauscope.core.draws.chosen import Chosen
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.search import (
    SearchSpace,
    TokenSequence,
    TooManySequencesError,
    beam,
    beam_sample,
    exhaustive,
    greedy,
    ranked,
    sample,
)
from tauscope.core.softmax import log_softmax
from tauscope.sources.running import stepping

Tree = tuple[tuple[float, "Tree"], ...]
"""Weights of the choices and what follows each; empty where a sequence ends."""
Path = tuple[int, ...]

STEPS = 6
END: Tree = ()


def below(tree: Tree, path: Path) -> Tree:
    for key in path:
        tree = tree[key][1]
    return tree


def space(tree: Tree) -> SearchSpace[Path]:
    """Sequences of a tree; a class is known by its place."""

    def logits(path: Path) -> Logits:
        values = np.log([weight for weight, _ in below(tree, path)]) + 3.0 * len(path)
        return Logits.of([f"{len(path)}{'abcdefghijklmno'[place]}" for place in range(len(values))], values)

    def advance(path: Path, choice: Chosen) -> Path:
        return (*path, choice.key)

    return SearchSpace((), logits, advance, lambda path: not below(tree, path))


def all_of(tree: Tree, temperature: float = 1.0, length: int = 0) -> dict[Path, float]:
    """Log-probability of every sequence, worked out without a search."""
    if not tree or length == STEPS:
        return {(): 0.0}
    powers = [weight ** (1 / temperature) for weight, _ in tree]
    return {
        (place, *path): math.log(power / math.fsum(powers)) + rest
        for place, (power, (_, follows)) in enumerate(zip(powers, tree, strict=True))
        for path, rest in all_of(follows, temperature, length + 1).items()
    }


def naive_beam(tree: Tree, width: int, penalty: float) -> list[tuple[Path, float]]:
    """Beam search as it is told in a sentence, over the table of all sequences' beginnings."""
    known = {path: total for path, total in beginnings(tree).items() if path}
    running: list[Path] = [()]
    finished: list[tuple[Path, float]] = []
    for length in range(1, STEPS + 1):
        options = sorted((path for path in known if path[:-1] in running), key=lambda path: -known[path])
        ends = {path: length == STEPS or not below(tree, path) for path in options}
        likeliest = _first(options, width, known)
        finished += [(path, known[path] / length**penalty) for path in likeliest if ends[path]]
        finished = sorted(finished, key=lambda pair: -pair[1])[:width]
        running = _first([path for path in options if not ends[path]], width, known)
        best = max((known[path] / length**penalty for path in running), default=-math.inf)
        # Whether equal ones go on matters only where a score can rise with the length.
        assume(penalty == 0 or not finished or not close(best, finished[-1][1]))
        if not running or (len(finished) == width and best <= finished[-1][1]):
            return finished
    return finished


def _first(options: list[Path], width: int, known: dict[Path, float]) -> list[Path]:
    """The first `width`. Which of equal ones these are is a matter of rounding: such cases are left out."""
    assume(len(options) <= width or not close(known[options[width - 1]], known[options[width]]))
    return options[:width]


def beginnings(tree: Tree, length: int = 0) -> dict[Path, float]:
    found: dict[Path, float] = {(): 0.0}
    if length < STEPS:
        total = math.fsum(weight for weight, _ in tree)
        for place, (weight, follows) in enumerate(tree):
            for path, rest in beginnings(follows, length + 1).items():
                found[place, *path] = math.log(weight / total) + rest
    return found


def trees() -> st.SearchStrategy[Tree]:
    """Trees whose choices after one beginning are well apart: which is likeliest is no matter of rounding."""
    weights = st.integers(2, 40).map(lambda number: number / 40)

    def node(follows: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        pairs = st.tuples(weights, follows)
        return st.lists(pairs, min_size=1, max_size=3, unique_by=lambda pair: pair[0]).map(tuple)

    ends: st.SearchStrategy[Tree] = st.just(END)
    return node(st.recursive(ends, lambda inner: st.one_of(ends, node(inner)), max_leaves=14))


def close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


# Trees by hand: weights are probabilities

NICE = (
    (0.5, ((0.4, END), (0.3, END), (0.3, END))),
    (0.4, ((0.9, END), (0.05, END), (0.05, END))),
    (0.1, ((0.5, END), (0.3, END), (0.2, END))),
)
LAST: Tree = ((1.0, END),)
NO_GUARANTEE = (
    (0.4, ((0.34, LAST), (0.33, LAST), (0.33, LAST))),
    (0.35, ((0.5, ((0.1, END),) * 10), (0.5, ((0.1, END),) * 10))),
    (0.25, ((1.0, LAST),)),
)
PER_TOKEN: Tree = ((0.6, ((0.5, END), (0.5, END))), (0.4, LAST))


def probability(found: TokenSequence[Path]) -> float:
    return math.exp(found.log_probability)


def test_greedy_misses_the_most_likely_sequence_that_two_beams_find() -> None:
    one = greedy(space(NICE), STEPS)
    first, second = beam(space(NICE), 2, STEPS, length_penalty=0)
    every = exhaustive(space(NICE), STEPS)
    assert one.state == (0, 0)
    assert probability(one) == pytest.approx(0.2)
    assert first.state == (1, 0)
    assert probability(first) == pytest.approx(0.36)
    assert second.state == (0, 0)
    assert [each.rank for each in ranked((one, first), every)] == [2, 1]
    assert [each.rank for each in every] == [1, 2, 3, 3, 5, 6, 7, 7, 7]
    assert one.labels == ("0a", "1a")
    assert one.keys == (0, 0)


def test_more_beams_are_no_guarantee() -> None:
    assert probability(greedy(space(NO_GUARANTEE), STEPS)) == pytest.approx(0.136)
    found = [probability(beam(space(NO_GUARANTEE), width, STEPS)[0]) for width in (1, 2, 3)]
    assert found == pytest.approx([0.136, 0.0175, 0.25])
    assert probability(exhaustive(space(NO_GUARANTEE), STEPS)[0]) == pytest.approx(0.25)


def test_a_temperature_per_token_is_none_of_the_sequence() -> None:
    every = exhaustive(space(PER_TOKEN), STEPS, Chain.parse("temperature=0.25"))
    best = every[0]
    assert probability(best) == pytest.approx(0.4)
    assert math.exp(best.chain_log_probability) == pytest.approx(0.4**4 / (0.4**4 + 0.6**4))  # 0.16
    of_sequence = best.log_probability / 0.25 - math.log(sum(probability(one) ** 4 for one in every))
    assert math.exp(of_sequence) == pytest.approx(0.6124, abs=1e-4)


def test_the_likeliest_can_be_the_shortest_and_a_length_penalty_favours_long_ones() -> None:
    long: Tree = ((1.0, ((1.0, ((1.0, END),)),)),)
    tree: Tree = ((0.3, END), *((0.14, long),) * 5)
    assert exhaustive(space(tree), STEPS)[0].state == (0,)
    assert exhaustive(space(tree), STEPS, length_penalty=1.0)[0].state == (1, 0, 0, 0)
    assert beam(space(tree), 6, STEPS, length_penalty=0.0)[0].state == (0,)
    assert beam(space(tree), 6, STEPS, length_penalty=1.0)[0].state == (1, 0, 0, 0)
    assert beam(space(tree), 2, STEPS, length_penalty=1.0)[0].score == pytest.approx(math.log(0.14) / 4)


# Random trees


@given(trees(), st.sampled_from([0.3, 1.0, 4.0]))
def test_exhaustive_finds_every_sequence(tree: Tree, temperature: float) -> None:
    found = exhaustive(space(tree), STEPS, Chain.parse(f"temperature={temperature}"))
    own, heated = all_of(tree), all_of(tree, temperature)
    assert {one.state for one in found} == own.keys()
    for one in found:
        assert close(one.log_probability, own[one.state])
        assert close(one.chain_log_probability, heated[one.state])
        assert close(one.log_probability, math.fsum(token.log_probability for token in one.tokens))
        assert one.score == one.log_probability
        assert one.rank == 1 + sum(other > own[one.state] + 1e-9 for other in own.values())
        assert one.ended == (not below(tree, one.state))
    assert math.fsum(map(probability, found)) == pytest.approx(1.0)
    assert all(one.score >= other.score - 1e-11 for one, other in pairwise(found))


@given(trees(), st.integers(1, 5), st.sampled_from([-1.0, 0.0, 0.7, 1.0, 2.0]))
def test_beam_is_what_a_plain_table_gives(tree: Tree, width: int, penalty: float) -> None:
    found = beam(space(tree), width, STEPS, length_penalty=penalty)
    wanted = naive_beam(tree, width, penalty)
    # Equal sums may stand in any order, so that what is compared are the scores.
    assert [one.score for one in found] == pytest.approx([score for _, score in wanted])
    assert len({one.state for one in found}) == len(found) <= width
    for one in found:
        assert one.score == pytest.approx(all_of(tree)[one.state] / len(one.state) ** penalty)


@given(trees())
def test_as_many_beams_as_sequences_find_the_best(tree: Tree) -> None:
    every = exhaustive(space(tree), STEPS)
    found = beam(space(tree), max(2, len(beginnings(tree))), STEPS, length_penalty=0.0)
    assert [one.score for one in found] == pytest.approx([one.score for one in every])


@given(trees(), st.sampled_from([0.1, 2.0, math.inf]))
def test_one_beam_is_greedy_and_temperature_moves_neither(tree: Tree, temperature: float) -> None:
    chain = Chain.parse(f"temperature={temperature}")
    one, (narrow,) = greedy(space(tree), STEPS), beam(space(tree), 1, STEPS, length_penalty=0.0)
    assert narrow.score == pytest.approx(one.score)
    assert greedy(space(tree), STEPS, chain).state == one.state
    for width in (1, 3):
        hot = beam(space(tree), width, STEPS, chain, 0.0)
        cold = beam(space(tree), width, STEPS, length_penalty=0.0)
        assert [each.state for each in hot] == [each.state for each in cold]
        assert [each.score for each in hot] == [each.score for each in cold]


@given(trees(), st.integers(1, 4), st.integers(0, 1000))
def test_drawn_beams_are_sequences_of_the_tree(tree: Tree, width: int, seed: int) -> None:
    found = beam_sample(space(tree), width, STEPS, length_penalty=0.0, seed=seed)
    assert 1 <= len({one.state for one in found}) == len(found) <= width
    for one in found:
        assert close(one.log_probability, all_of(tree)[one.state])
    again = beam_sample(space(tree), width, STEPS, length_penalty=0.0, seed=seed)
    assert [one.state for one in again] == [one.state for one in found]


# Draws


def test_samples_come_as_often_as_the_chain_says() -> None:
    chain, count = Chain.parse("temperature=0.5"), 4000
    every = exhaustive(space(NICE), STEPS, chain)
    drawn = Counter(one.state for one in sample(space(NICE), count, STEPS, chain, seed=3))
    for one in every:
        p = math.exp(one.chain_log_probability)
        assert abs(drawn[one.state] / count - p) < 4.5 * math.sqrt(p * (1 - p) / count)


def test_each_sample_has_the_next_seed_and_goes_where_single_steps_go() -> None:
    source, chain = Listed(), Chain.parse("temperature=1.5,xtc=0.5:threshold=0.2")
    start = source.advance(source.initial(), Chosen(10, 1.0, 0.0))
    of_listed = SearchSpace(start, source.logits, source.advance, source.ended, source.position(start))
    for seed, one in zip((7, 8, 9), sample(of_listed, 3, 300, chain, seed=7), strict=True):
        cursor = source.cursor(start)
        for token in one.tokens[:20]:
            cursor = stepping.onward(cursor, chain, seed)
            assert cursor.choice is not None
            assert token.choice.key == cursor.choice.key
            assert token.choice.probability == pytest.approx(cursor.choice.probability)
            assert token.choice.entropy == pytest.approx(cursor.choice.entropy)
            assert token.choice.settings is cursor.choice.settings
        assert len(one.tokens) == 300
        assert not one.ended


def test_one_drawn_beam_draws_as_the_temperature_says() -> None:
    tree: Tree = tuple((weight, END) for weight in (0.6, 0.3, 0.1))
    chain, count = Chain.parse("temperature=2"), 3000
    drawn = Counter(beam_sample(space(tree), 1, 1, chain, seed=seed)[0].state for seed in range(count))
    powers = np.sqrt([0.6, 0.3, 0.1])
    for place, p in enumerate(powers / powers.sum()):
        assert abs(drawn[place,] / count - p) < 4.5 * math.sqrt(p * (1 - p) / count)


def test_a_temperature_acts_on_the_beginnings_of_drawn_beams() -> None:
    """Both beginnings of PER_TOKEN go on; of the three ends that are drawn the weights are p^(1/τ)."""
    chain, count = Chain.parse("temperature=0.25"), 3000
    first = Counter(beam_sample(space(PER_TOKEN), 3, STEPS, chain, 0.0, seed)[0].state for seed in range(300))
    assert first == {(1, 0): 300}  # all three are drawn, and the best is said first
    tree: Tree = tuple((p, END) for p in (0.3, 0.3, 0.4))
    drawn = Counter(beam_sample(space(tree), 1, 1, chain, seed=seed)[0].state for seed in range(count))
    assert drawn[2,] / count == pytest.approx(0.6124, abs=4.5 * math.sqrt(0.61 * 0.39 / count))


# Chains


@pytest.mark.parametrize("text", ["top-k=1", "temperature=0"])
def test_what_a_chain_cuts_is_never_chosen(text: str) -> None:
    chain = Chain.parse(text)
    likeliest = greedy(space(NICE), STEPS, chain)
    assert [one.state for one in beam(space(NICE), 3, STEPS, chain)] == [likeliest.state]
    assert [one.state for one in beam_sample(space(NICE), 3, STEPS, chain)] == [likeliest.state]
    assert {one.state for one in sample(space(NICE), 20, STEPS, chain)} == {likeliest.state}
    assert likeliest.chain_log_probability == 0.0
    assert likeliest.log_probability == pytest.approx(math.log(0.2))
    every = exhaustive(space(NICE), STEPS, chain)
    assert sum(one.chain_log_probability > -math.inf for one in every) == 1
    assert every[0].chain_log_probability == -math.inf
    assert every[0].tokens[0].choice.probability == 0.0


def test_masked_classes_are_no_sequences() -> None:
    masked = replace(
        space(PER_TOKEN),
        logits=lambda _: Logits.of("ab", [0.0, -math.inf]),
        ended=lambda path: len(path) > 1,
    )
    assert [one.state for one in exhaustive(masked, STEPS)] == [(0, 0)]
    assert [one.state for one in beam(masked, 3, STEPS)] == [(0, 0)]


def test_a_source_gives_its_functions() -> None:
    source = Listed()
    of_listed = SearchSpace(source.initial(), source.logits, source.advance, source.ended)
    every = exhaustive(of_listed, 4)
    assert len(every) == 3**4
    assert beam(of_listed, 81, 4, length_penalty=0.0)[0].keys == every[0].keys
    state = every[0].state
    wanted = [
        log_softmax(source.logits(state[:at]).values)[source.logits(state[:at]).row_of(key) or 0]
        for at, key in enumerate(state)
    ]
    assert [token.log_probability for token in every[0].tokens] == pytest.approx(wanted)


# Refusals


def test_too_many_sequences_are_refused_before_they_are_made() -> None:
    made = list[int]()

    def advance(depth: int, choice: Chosen) -> int:  # noqa: ARG001
        made.append(depth)
        return depth + 1

    wide = SearchSpace(0, lambda _: Logits.unnamed(np.zeros(3000)), advance)
    with pytest.raises(TooManySequencesError, match=r"at 100,000 tokens at most, and here are more"):
        exhaustive(wide, 5)
    assert len(made) <= 100_000
    assert len(exhaustive(wide, 1)) == 3000
    with pytest.raises(TooManySequencesError):
        exhaustive(wide, 1, most_nodes=2999)


@pytest.mark.parametrize(
    ("width", "steps", "penalty", "sentence"),
    [
        (0, 3, 1.0, "The number of beams goes from 1 to 1,000"),
        (2, 0, 1.0, "The number of tokens goes from 1"),
        (2, 3, math.nan, "The length penalty"),
        (2, 3, 1e9, "The length penalty goes from -10 to 10"),
    ],
)
def test_impossible_numbers_are_refused(width: int, steps: int, penalty: float, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        beam(space(NICE), width, steps, length_penalty=penalty)
    with pytest.raises(InputError, match=sentence):
        beam_sample(space(NICE), width, steps, length_penalty=penalty)


def test_where_all_has_been_said_nothing_is_searched() -> None:
    ended = replace(space(NICE), start=(0, 0))
    for search in (greedy, exhaustive):
        with pytest.raises(InputError, match="the sequence has ended here"):
            search(ended, 3)
