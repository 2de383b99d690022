"""The evaluation of an exported model, by the code that runs it in the program."""

from __future__ import annotations

import math
from argparse import Namespace
from collections.abc import Sequence
from importlib import import_module
from itertools import chain

import numpy as np

from storyteller.corpus import read, split
from tauscope.core.measures import entropy
from tauscope.core.softmax import log_softmax, softmax
from tauscope.sources.language import LanguageModel, open_model

TEMPERATURES = (0.2, 0.7, 1.0, 1.5, 2.0)
PROMPT = "Once upon a time"
SAMPLE = 110


def held_out(model: LanguageModel, stories: Sequence[str]) -> list[tuple[int, ...]]:
    """Tokens of the stories in windows that do not overlap, each with the token that follows it."""
    ids = [*chain.from_iterable(model.encode(story) for story in stories), 0]
    last = len(ids) - model.context
    return [tuple(ids[start : start + model.context + 1]) for start in range(0, last, model.context)]


def loss(model: LanguageModel, windows: Sequence[tuple[int, ...]]) -> float:
    """Mean cross-entropy of the next token, in nats."""
    surprises = [
        -log_softmax(model.logits(window[:known]))[window[known]]
        for window in windows
        for known in range(1, len(window))
    ]
    return float(np.mean(surprises))


def sample(model: LanguageModel, temperature: float, seed: int) -> tuple[str, float]:
    """Text that goes on from the prompt, and its mean entropy in nats a token."""
    chance, ids = np.random.default_rng(seed), list(model.encode(PROMPT))
    entropies = []
    for _ in range(SAMPLE):
        p = softmax(model.logits(ids), temperature)
        entropies.append(entropy(p))
        ids.append(int(chance.choice(len(p), p=p)))
        if ids[-1] in model.ends:
            break
    return model.decode(ids), float(np.mean(entropies))


def run(arguments: Namespace) -> None:
    """Measure, and show what is written at which temperature."""
    model = open_model(arguments.model)
    _, stories = split(read(arguments.corpus))
    windows = held_out(model, stories)
    found = loss(model, windows)
    characters = sum(map(len, stories)) / sum(len(model.encode(story)) for story in stories)
    print(f"held out: {found:.4f} nats a token, perplexity {math.exp(found):.1f}", end="")
    print(f", {found / math.log(2) / characters:.3f} bits a character, {len(windows)} windows")
    if arguments.reference:
        import_module("storyteller.reference").compare(arguments.reference, model, windows)
    for temperature in TEMPERATURES:
        text, mean = sample(model, temperature, seed=1)
        print(f"\nτ = {temperature}, {mean / math.log(2):.2f} bits a token: {text}")
