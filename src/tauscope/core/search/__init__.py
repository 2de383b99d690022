"""Search over the functions of any source: greedy, beam, sampling, drawn beams and every sequence."""

from tauscope.core.search.methods import (
    LENGTH_PENALTY,
    STEPS,
    WIDTH,
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

__all__ = [
    "LENGTH_PENALTY",
    "STEPS",
    "WIDTH",
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
