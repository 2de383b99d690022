"""Hugging Face transformers' warpers, transliterated to plain numpy in float64: an independent reference.

Read from transformers, generation/logits_process.py. Each takes (V,) scores and gives them back with −inf for
what it removes; none knows that the others keep the order.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Warper = Callable[[Floats], Floats]


def softmax(scores: Floats) -> Floats:
    weights = np.exp(scores - scores.max())
    normalised: Floats = weights / weights.sum()
    return normalised


def without(scores: Floats, removed: NDArray[np.bool_]) -> Floats:
    return np.where(removed, -np.inf, scores)


def entropy(p: Floats) -> float:
    possible = p[p > 0]
    return -float((possible * np.log(possible)).sum())


def temperature(value: float) -> Warper:
    return lambda scores: scores / value


def top_k(value: int) -> Warper:
    def warp(scores: Floats) -> Floats:
        last = np.sort(scores)[::-1][min(value, scores.size) - 1]
        return without(scores, scores < last)

    return warp


def top_p(value: float) -> Warper:
    def warp(scores: Floats) -> Floats:
        rising = np.argsort(scores, kind="stable")
        removed = np.cumsum(softmax(scores[rising])) <= 1 - value
        removed[-1] = False
        mask = np.empty_like(removed)
        mask[rising] = removed
        return without(scores, mask)

    return warp


def min_p(value: float) -> Warper:
    def warp(scores: Floats) -> Floats:
        p = softmax(scores)
        removed = p < value * p.max()
        removed[p.argmax()] = False
        return without(scores, removed)

    return warp


def typical_p(value: float) -> Warper:
    def warp(scores: Floats) -> Floats:
        p = softmax(scores)
        with np.errstate(divide="ignore"):
            shifted = np.abs(-np.log(p) - entropy(p))
        nearest = np.argsort(shifted, kind="stable")
        last = min(int((np.cumsum(p[nearest]) < value).sum()), p.size - 1)
        removed = shifted > shifted[nearest[last]]
        removed[nearest[0]] = False
        return without(scores, removed)

    return warp


def epsilon(value: float) -> Warper:
    return lambda scores: without(scores, (softmax(scores) < value) & (scores < scores.max()))


def eta(value: float) -> Warper:
    def warp(scores: Floats) -> Floats:
        p = softmax(scores)
        cutoff = min(value, np.sqrt(value) * np.exp(-entropy(p)))
        return without(scores, (p < cutoff) & (scores < scores.max()))

    return warp


WARPERS: dict[str, Callable[..., Warper]] = {
    "temperature": temperature,
    "top-k": top_k,
    "top-p": top_p,
    "min-p": min_p,
    "typical-p": typical_p,
    "epsilon": epsilon,
    "eta": eta,
}


def warped(settings: dict[str, float], scores: Floats) -> Floats:
    """Probabilities after the warpers, in the order of their settings."""
    for name, value in settings.items():
        scores = WARPERS[name](value)(scores)
    return softmax(scores)
