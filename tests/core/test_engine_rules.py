"""Each engine's rules written once more, in plain Python lists, and compared over many requests."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

from tauscope.core.chain import ENGINES, SamplingRequest
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits

CASES = 1_500
"""Requests for each engine: 12,000 in all."""

SLACK = 1e-11
"""Sums so near to a threshold count as equal to it."""

Left = list[tuple[int, float]]
"""Rows and logits, by falling logit, the first row first among equals."""


def probabilities(left: Left) -> list[float]:
    weights = [math.exp(z - left[0][1]) for _, z in left]
    return [weight / math.fsum(weights) for weight in weights]


def heat(left: Left, temperature: float) -> Left:
    return [(row, z / temperature) for row, z in left]


def exactly_k(left: Left, k: int) -> Left:
    return left[:k] if k > 0 else left


def all_ties(left: Left, k: int) -> Left:
    return [one for one in left if one[1] >= left[min(k, len(left)) - 1][1]] if k > 0 else left


def mass_before(left: Left) -> list[float]:
    p = probabilities(left)
    return [math.fsum(p[:place]) for place in range(len(p))]


def until_reached(left: Left, mass: float) -> Left:
    """Keep while the mass before a token is smaller than p: the token that reaches p is the last."""
    before = mass_before(left)
    return [one for one, so_far in zip(left, before, strict=True) if not so_far or so_far < mass - SLACK]


def until_passed(left: Left, mass: float) -> Left:
    before = mass_before(left)
    return [one for one, so_far in zip(left, before, strict=True) if so_far <= mass + SLACK]


def ascending(left: Left, mass: float) -> Left:
    """Sum from the unlikeliest up, and keep those at which the sum is larger than 1 − p; one at least."""
    p = probabilities(left)
    kept = [one for place, one in enumerate(left) if math.fsum(p[place:]) > 1 - mass + SLACK]
    return kept or left[:1]


def ratio_to_top(left: Left, share: float) -> Left:
    p = probabilities(left)
    return [one for one, q in zip(left, p, strict=True) if q >= share * p[0] * (1 - SLACK)]


def hugging_face(left: Left, t: float, k: int, p: float, m: float) -> Left:
    if t <= 0 or k < 0:
        raise InputError("refused")
    left = all_ties(heat(left, t), k)
    left = ascending(left, p) if p < 1 else left
    return ratio_to_top(left, m)


def vllm(left: Left, t: float, k: int, p: float, m: float) -> Left:
    if t < 0 or t > 2 or p == 0:
        raise InputError("refused")
    if t == 0:
        return left[:1]
    left = all_ties(ratio_to_top(heat(left, max(t, 0.01)), m), k)
    return ascending(left, p) if p < 1 else left


def llama_cpp(left: Left, t: float, k: int, p: float, m: float) -> Left:
    """Also what Ollama does with GGUF models from 0.30 on, for there are no defaults in these requests."""
    left = exactly_k(left, k)
    left = until_reached(left, p) if p < 1 else left
    left = ratio_to_top(left, m)
    return heat(left, t) if t > 0 else left[:1]


def mlx_lm(left: Left, t: float, k: int, p: float, m: float) -> Left:
    if t < 0 or k < 0:
        raise InputError("refused")
    if t == 0:
        return left[:1]
    left = ascending(left, p) if 0 < p < 1 else left
    left = exactly_k(ratio_to_top(left, m) if m else left, k)
    return heat(left, t)


def ollama_mlx(left: Left, t: float, k: int, p: float, m: float) -> Left:
    if t < 0:
        raise InputError("refused")
    if t == 0:
        return left[:1]
    left = heat(exactly_k(left, k), t)
    left = until_reached(left, p) if 0 < p < 1 else left
    return ratio_to_top(left, m)


def ollama_go(left: Left, t: float, k: int, p: float, m: float) -> Left:
    if t <= 0:
        return left[:1]
    left = heat(exactly_k(left, k), t)
    left = until_passed(left, p) if p < 1 else left
    return ratio_to_top(left, m)


def openai(left: Left, t: float, k: int, p: float, m: float) -> Left:
    del k, m
    if not 0 <= t <= 2:
        raise InputError("refused")
    left = heat(left, t) if t else [one for one in left if one[1] == left[0][1]]
    return until_reached(left, p) if p < 1 else left


RULES: dict[str, Callable[[Left, float, int, float, float], Left]] = {
    "huggingface": hugging_face,
    "vllm": vllm,
    "llama.cpp": llama_cpp,
    "mlx-lm": mlx_lm,
    "ollama": llama_cpp,
    "ollama-mlx": ollama_mlx,
    "ollama-before-0.30": ollama_go,
    "openai": openai,
}


def test_every_engine_has_its_rules_here() -> None:
    assert list(RULES) == list(ENGINES)


def some_logits(dice: random.Random) -> list[float]:
    """Weights: few distinct ones, so that there are ties; at times tenths, whose sums hit a p exactly."""
    if dice.random() < 0.3:
        return dice.choice([[0.5, 0.3, 0.2], [0.4, 0.4, 0.1, 0.1], [0.2] * 5, [0.7, 0.2, 0.1]])
    return [math.exp(dice.randint(-30, 30) / 10) for _ in range(dice.randint(1, 12))]


@pytest.mark.parametrize("name", RULES)
def test_an_engine_does_what_its_rules_say(name: str) -> None:
    dice = random.Random(f"rules of {name}")
    refused = 0
    for _ in range(CASES):
        values = [math.log(weight) for weight in some_logits(dice)]
        dice.shuffle(values)
        request = (
            dice.choice([-1.0, 0.0, 0.005, 0.3, 0.5, 1.0, 1.0, 1.7, 2.0, 3.0]),
            dice.choice([-1, 0, 1, 2, 3, 5, 100]),
            dice.choice([0.0, 0.3, 0.5, 0.8, 0.9, 0.95, 1.0, dice.random()]),
            dice.choice([0.0, 0.0, 0.05, 0.3, 1.0, dice.random()]),
        )
        sorted_rows = sorted(enumerate(values), key=lambda one: -one[1])
        try:
            expected = RULES[name](sorted_rows, *request)
        except InputError:
            refused += 1
            with pytest.raises(InputError):
                ENGINES[name].chain(*request)
            continue
        left = ENGINES[name].chain(*request).candidates(Logits.unnamed(values))
        assert left.rows.tolist() == [row for row, _ in expected], (values, request)
        assert left.probabilities.tolist() == pytest.approx(probabilities(expected), rel=1e-9, abs=1e-300)
    assert refused < CASES / 2


def test_the_settings_that_a_request_leaves_out_are_each_engines_own() -> None:
    assert SamplingRequest().given == {}
    assert str(ENGINES["ollama"].chain()) == (
        "top-n-sigma=1:off,top-k=40:exact,typical-p=1:passed:off,top-p=0.9,min-p=0:off,xtc=0:off,temperature=0.8"
    )
