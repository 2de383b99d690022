"""Documents that leave little room for text in plots."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from tauscope.core.chain import Chain
from tauscope.core.chain.engines import SamplingRequest
from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.library.presets import presets

FIVE_KNOBS = "temperature=0.7,top-k=40,top-p=0.9,min-p=0.05,typical-p=0.95"
SIX = (0.1, 0.25, 0.5, 1.0, 2.0, 10.0)


def _labels(count: int) -> list[str]:
    return [f"token {number}" for number in range(count)]


def typed(count: int, labels: list[str] | None = None) -> Document:
    """A table of so many classes."""
    values = [2.0, 1.0, 0.5, 0.1] if count == 4 else np.random.default_rng(0).normal(0, 3, count)
    names = labels or (["cat", "dog", "fox", "owl"] if count == 4 else _labels(count))
    return Document().with_logits(Logits.of(names, values))


def pinned(document: Document) -> Document:
    """With four pins at temperatures of their own."""
    for temperature in (0.2, 0.5, 1.0, 3.0):
        document = bench_edits.pin(table_edits.set_temperature(document, temperature))
    return table_edits.set_temperature(document, 0.7)


def with_chain(document: Document, text: str = FIVE_KNOBS) -> Document:
    """With these knobs."""
    return table_edits.set_chain(document, Chain.parse(text))


def _letters() -> Document:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return typed(26, list(letters))


PRESETS = ("napkin", "engine-order", "fifty-words", "harmonic-ladder", "exchange", "masked", "engine-zero")


def _preset(name: str) -> Document:
    return next(one for one in presets() if one.id == name).put_on(Document())


LONG = [
    "a rather long name of a class that goes on",
    "antidisestablishmentarianism",
    "Donaudampfschifffahrtsgesellschaft",
    "猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫猫",
    "WWWWWWWWWWWWWWWWWWWWWWWW",
]

CROWDED: dict[str, Callable[[], Document]] = {
    "new": Document,
    "cold": lambda: table_edits.set_temperature(Document(), 0.05),
    "pins": lambda: pinned(Document()),
    "pins of 26 classes": lambda: pinned(_letters()),
    "26 classes": _letters,
    "26 classes, hot": lambda: table_edits.set_temperature(_letters(), 10.0),
    "26 names": lambda: with_chain(typed(26)),
    "five knobs": lambda: with_chain(Document()),
    "one knob": lambda: with_chain(Document(), "temperature=0.7,top-k=2"),
    "six temperatures": lambda: table_edits.set_comparison(Document(), SIX),
    "six temperatures of 26 classes": lambda: table_edits.set_comparison(with_chain(_letters()), SIX),
    "long labels": lambda: pinned(with_chain(table_edits.set_comparison(typed(5, LONG), SIX))),
    "ten": lambda: table_edits.set_comparison(pinned(typed(10)), SIX),
    "vocabulary": lambda: with_chain(typed(50_000)),
    "vocabulary, plain": lambda: pinned(typed(50_000)),
    "refused": lambda: bench_edits.put_request(Document(), SamplingRequest(temperature=0.0)),
    "energies far up": lambda: Document().with_logits(
        Logits.of(["a", "b", "c", "d"], [100_000.2, 100_000.1, 100_000.0, 99_999.0])
    ),
}

WITH_PRESETS = CROWDED | {f"preset {name}": partial(_preset, name) for name in PRESETS}
