"""Searches for sequences: greedy, beam, sampling, stochastic beams, and exhaustive.

Each searches a `SearchSpace`, the functions of any source. A chain decides which classes may follow at each
step, and from which distribution is drawn. Sequences are compared by the model's own probability (τ = 1, no
knobs), which is what "the most likely sequence" means. Dividing all logits by τ does not change the order of
Σ ln p / τ, so a temperature above 0 does not change the result of a beam search; a knob that cuts does.

References
----------
F. Stahlberg, B. Byrne, "On NMT Search Errors and Model Errors: Cat Got Your Tongue?", 2019: the most likely
sequence can be a bad one. Y. Wu et al., "Google's Neural Machine Translation System", 2016, has another
length penalty; the one here, length^A, is that of Hugging Face.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from heapq import merge, nlargest

import numpy as np

from tauscope.core.chain import Chain
from tauscope.core.domain import Interval, Whole
from tauscope.core.draws.chosen import choice_settings
from tauscope.core.draws.sampling import COUNT, SEED, uniforms_between
from tauscope.core.errors import InputError
from tauscope.core.search.space import Node, Options, SearchSpace, State, TokenSequence

__all__ = [
    "SearchSpace",
    "TokenSequence",
    "TooManySequencesError",
    "beam",
    "beam_sample",
    "exhaustive",
    "greedy",
    "ranked",
    "sample",
]

STEPS = Whole("the number of tokens", 1, 100_000)
WIDTH = Whole("the number of beams", 1, 1_000)
LENGTH_PENALTY = Interval("the length penalty", -10.0, 10.0)

MOST_NODES = 100_000
"""Most tokens that an exhaustive search looks at."""

ROUNDING = 1e-9
"""Sums of ln p that differ by less, in nats, count as equal."""

PLAIN = Chain()
"""The chain without any knob but a temperature of 1."""

_BLOCK = 256
_DIGITS = 12


class TooManySequencesError(InputError):
    """An exhaustive search would look at more tokens than are allowed."""


def greedy(space: SearchSpace[State], steps: int, chain: Chain = PLAIN) -> TokenSequence[State]:
    """Return the sequence of the likeliest class that the chain leaves at each step.

    Parameters
    ----------
    space : SearchSpace
    steps : int
        Most tokens.
    chain : Chain

    Examples
    --------
    >>> from tauscope.core.logits import Logits
    >>> space = SearchSpace(0, lambda steps: Logits.of("ab", [0.5, steps]), lambda steps, choice: steps + 1)
    >>> greedy(space, 3).labels
    ('a', 'b', 'b')
    """
    STEPS.check(steps)
    node, settings = _start(space), choice_settings(chain)
    while node.length < steps and not space.ended(node.state):
        options = Options(space, node, chain, settings)
        node = options.child(options.kept.start)
    return _sequence(space, node, 0.0)


def sample(
    space: SearchSpace[State], count: int, steps: int, chain: Chain = PLAIN, seed: int = 1
) -> tuple[TokenSequence[State], ...]:
    """Draw sequences token by token from the distribution that the chain leaves.

    Parameters
    ----------
    space : SearchSpace
    count : int
        Number of sequences.
    steps : int
        Most tokens of each sequence.
    chain : Chain
    seed : int
        Seed of the first sequence; the next sequence has the next seed.

    Returns
    -------
    tuple of TokenSequence
        In the order in which they were drawn.
    """
    COUNT.check(count)
    STEPS.check(steps)
    SEED.check(seed)
    return tuple(_drawn(space, steps, chain, number) for number in range(seed, seed + count))


def beam(
    space: SearchSpace[State],
    width: int,
    steps: int,
    chain: Chain = PLAIN,
    length_penalty: float = 1.0,
) -> tuple[TokenSequence[State], ...]:
    """Keep the `width` likeliest beginnings at each step, as Hugging Face's `num_beams` does.

    A sequence that ends counts if it is among the `width` likeliest when it does. The search stops when no
    running sequence, at its present length, has a better score than the worst of `width` complete ones.

    Parameters
    ----------
    space : SearchSpace
    width : int
        Number of beams.
    steps : int
        Most tokens.
    chain : Chain
        Only classes that the chain leaves can be chosen.
    length_penalty : float
        A in the score Σ ln p / length^A.

    Returns
    -------
    tuple of TokenSequence
        At most `width`, the best score first.
    """
    _check_beams(width, steps, length_penalty)
    running, finished = [_start(space)], list[Node[State]]()
    for length in range(1, steps + 1):
        likeliest = merge(*(_children(space, node, chain) for node in running), key=_falling)
        ended, running = _parted(space, likeliest, width, is_last=length == steps)
        finished = _best([*finished, *ended], width, length_penalty)
        if _is_over(running, finished, width, length_penalty):
            break
    return tuple(_sequence(space, node, length_penalty) for node in finished)


def beam_sample(
    space: SearchSpace[State],
    width: int,
    steps: int,
    chain: Chain = PLAIN,
    length_penalty: float = 1.0,
    seed: int = 1,
) -> tuple[TokenSequence[State], ...]:
    """Draw the beams, as Hugging Face's `num_beams` with `do_sample` does.

    At each step twice `width` continuations are drawn without replacement, with weights exp(Σ ln p / τ) over
    the whole sequence, so that a temperature acts on the beginning as well as on the next token. The heaviest
    continuations go on. One that ends counts if it is among the first `width` that were drawn.

    Parameters are those of `beam`, and `seed`, that of the draws.

    Returns
    -------
    tuple of TokenSequence
        At most `width`, the best score first.
    """
    _check_beams(width, steps, length_penalty)
    random = np.random.default_rng(SEED.check(seed))
    running, finished = [_start(space)], list[Node[State]]()
    for length in range(1, steps + 1):
        drawn = _drawn_children(space, running, chain, 2 * width, random)
        is_last = length == steps
        ended = [node for node in drawn[:width] if is_last or space.ended(node.state)]
        open_ = [node for node in drawn if not is_last and not space.ended(node.state)]
        running = nlargest(width, open_, key=lambda node: node.weight)
        finished = _best([*finished, *ended], width, length_penalty)
        if _is_over(running, finished, width, length_penalty):
            break
    return tuple(_sequence(space, node, length_penalty) for node in finished)


def exhaustive(
    space: SearchSpace[State],
    steps: int,
    chain: Chain = PLAIN,
    length_penalty: float = 0.0,
    most_nodes: int = MOST_NODES,
) -> tuple[TokenSequence[State], ...]:
    """Return every sequence, also those with tokens that the chain cuts.

    Parameters
    ----------
    space : SearchSpace
    steps : int
        Most tokens of each sequence; longer ones are cut there.
    chain : Chain
        Chain of `chain_log_probability`.
    length_penalty : float
        A in the score Σ ln p / length^A.
    most_nodes : int
        Most tokens that are looked at.

    Returns
    -------
    tuple of TokenSequence
        Sequences by falling score, each with its rank by probability. Their probabilities sum to 1.

    Raises
    ------
    TooManySequencesError
        If there are more tokens than `most_nodes`.
    """
    STEPS.check(steps)
    LENGTH_PENALTY.check(length_penalty)
    complete, open_, looked_at = list[Node[State]](), [_start(space)], 0
    while open_:
        node = open_.pop()
        if node.length == steps or space.ended(node.state):
            complete.append(node)
            continue
        options = Options(space, node, chain)
        count = len(options.log_probabilities)
        looked_at += count
        if looked_at > most_nodes:
            raise TooManySequencesError(
                f"An exhaustive search looks at {most_nodes:,} tokens at most, and here are more: ask for"
                " fewer tokens, or use beam."
            )
        open_ += map(options.child, reversed(range(count)))
    found = [_sequence(space, node, length_penalty) for node in complete]
    # Rounded, so that sequences of equal probability stay in the order of the table, whatever the sums'
    # rounding.
    found.sort(key=lambda sequence: -round(sequence.score, _DIGITS))
    return ranked(found, found)


def ranked(
    sequences: Iterable[TokenSequence[State]], every: Sequence[TokenSequence[State]]
) -> tuple[TokenSequence[State], ...]:
    """Return `sequences` with their ranks by the model's own probability among `every` sequence."""
    rising = sorted(-sequence.log_probability for sequence in every)
    return tuple(
        replace(one, rank=1 + bisect_left(rising, -one.log_probability - ROUNDING)) for one in sequences
    )


def _check_beams(width: int, steps: int, length_penalty: float) -> None:
    WIDTH.check(width)
    STEPS.check(steps)
    LENGTH_PENALTY.check(length_penalty)


def _start(space: SearchSpace[State]) -> Node[State]:
    if space.ended(space.start):
        raise InputError("There is nothing to search: the sequence has ended here.")
    return Node(space.start)


def _sequence(space: SearchSpace[State], node: Node[State], length_penalty: float) -> TokenSequence[State]:
    return TokenSequence(node, node.score(length_penalty), space.ended(node.state))


def _falling(node: Node[State]) -> float:
    return -node.log_probability


def _children(space: SearchSpace[State], node: Node[State], chain: Chain) -> Iterator[Node[State]]:
    """Yield the nodes for the classes that the chain leaves, the likeliest first."""
    options = Options(space, node, chain)
    return map(options.child, options.kept)


def _parted(
    space: SearchSpace[State], likeliest: Iterable[Node[State]], width: int, *, is_last: bool
) -> tuple[list[Node[State]], list[Node[State]]]:
    """Split nodes by falling probability: ended ones among the first `width`, and the first that go on."""
    ended, running = list[Node[State]](), list[Node[State]]()
    for place, node in enumerate(likeliest):
        if not is_last and not space.ended(node.state):
            running.append(node)
        elif place < width:
            ended.append(node)
        if len(running) == width or (is_last and place + 1 == width):
            break
    return ended, running


def _best(nodes: list[Node[State]], width: int, length_penalty: float) -> list[Node[State]]:
    return nlargest(width, nodes, key=lambda node: node.score(length_penalty))


def _is_over(
    running: list[Node[State]], finished: list[Node[State]], width: int, length_penalty: float
) -> bool:
    """Return True if no running sequence has a better score than the worst of `width` complete ones."""
    if not running:
        return True
    worst = finished[-1].score(length_penalty) if len(finished) == width else None
    return worst is not None and max(node.score(length_penalty) for node in running) <= worst


def _drawn_children(
    space: SearchSpace[State],
    running: Sequence[Node[State]],
    chain: Chain,
    count: int,
    random: np.random.Generator,
) -> list[Node[State]]:
    """Return `count` continuations drawn without replacement, in the order in which they were drawn."""
    # The largest values of ln w plus Gumbel noise are a draw without replacement with weights w.
    every = [Options(space, node, chain) for node in running]
    weights = [
        node.weight
        + options.log_probabilities[options.kept.start : options.kept.stop] / options.final.temperature
        for node, options in zip(running, every, strict=True)
    ]
    keys = np.concatenate(weights)
    keys += random.gumbel(size=len(keys))
    places = [(options, rank) for options in every for rank in options.kept]
    order = np.argsort(-keys, kind="stable")[:count]
    return [options.child(rank) for options, rank in (places[place] for place in order.tolist())]


def _drawn(space: SearchSpace[State], steps: int, chain: Chain, seed: int) -> TokenSequence[State]:
    node, settings = _start(space), choice_settings(chain, seed=seed)
    numbers = list[float]()
    while node.length < steps and not space.ended(node.state):
        position = space.position + node.length
        if not numbers:
            numbers = uniforms_between(seed, position, position + _BLOCK).tolist()[::-1]
        options = Options(space, node, chain, settings)
        node = options.child(options.kept.start + int(options.final.places(numbers.pop())))
    return _sequence(space, node, 0.0)
