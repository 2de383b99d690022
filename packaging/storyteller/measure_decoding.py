"""Measure what methods of decoding give on the model that ships: the table of an article comes from here.

Each method writes `TOKENS` tokens after each of `PROMPTS`; it prints mean and standard deviation over these.
Run it as `python packaging/storyteller/measure_decoding.py`; it takes a minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from tauscope.core.chain import Chain
from tauscope.core.draws.text_measures import distinct, repetition
from tauscope.document.commands.decoding import Decoding
from tauscope.resources import model_folder
from tauscope.sources.language.opening import open_model
from tauscope.sources.language.writer import Writer
from tauscope.sources.running.searching import search_space

TOKENS = 40
PROMPTS = (
    "Once upon a time",
    "The wolf",
    "One day the fox",
    "She said",
    "There was once a poor",
    "The king",
    "A little girl",
    "In the forest",
    "The old woman",
    "Long ago",
    "The prince",
    "When the sun",
    "A miller",
    "The youngest son",
    "It was winter",
    "The witch",
    "Two brothers",
    "The bird",
    "On the hill",
    "The giant",
)
METHODS = {
    "greedy": ("greedy", "temperature=1"),
    "4 beams": ("beam", "temperature=1"),
    "sampling, τ = 1": ("sample", "temperature=1"),
    "4 drawn beams, τ = 1": ("beam-sample", "temperature=1"),
    "sampling, τ = 0.7": ("sample", "temperature=0.7"),
    "4 drawn beams, τ = 0.7": ("beam-sample", "temperature=0.7"),
}
"""Method and chain by the name of the row."""


class Measured(NamedTuple):
    """Mean and standard deviation over the prompts, of the texts for which the measure exists."""

    mean: float
    deviation: float

    def __str__(self) -> str:
        return f"{self.mean:.2f} ± {self.deviation:.2f}".replace("-", "−")


def measured(name: str) -> tuple[Measured, Measured, Measured]:
    """Return ln p a token (of the model itself), repetition of runs of four, and distinct-2 of a method."""
    method, chain = METHODS[name]
    model, columns = open_model(model_folder()), list[tuple[float, float, float]]()
    for seed, prompt in enumerate(PROMPTS, 1):
        writer = Writer(model, prompt)
        decoding = Decoding(method, Chain.parse(chain), TOKENS, seed)
        best = decoding.found(search_space(writer.cursor(writer.initial())))[0]
        keys = best.keys
        columns.append((best.log_probability / len(keys), repetition(keys), distinct(keys, 2)))
    first, second, third = map(_summed_up, zip(*columns, strict=True))
    return first, second, third


def _summed_up(values: tuple[float, ...]) -> Measured:
    known = np.array(values)[~np.isnan(values)]
    return Measured(float(known.mean()), float(known.std(ddof=1)))


def lines() -> Iterator[str]:
    """Yield the lines of the table, as Markdown."""
    yield "| method | ln p a token | runs of 4 repeated | distinct pairs |"
    yield "|---|---|---|---|"
    for name in METHODS:
        yield row(name)


def row(name: str) -> str:
    """Return the line of one method."""
    return f"| {name} | {' | '.join(map(str, measured(name)))} |"


if __name__ == "__main__":
    for line in lines():
        print(line, flush=True)
