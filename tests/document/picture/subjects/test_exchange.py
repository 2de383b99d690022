"""Exchanged quanta of a document: its ladder, its temperature, its limits."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.particles.exchange import LARGEST_MEAN, PARTICLES
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.files.codec import decode, encode
from tauscope.document.library.presets import presets
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.subjects.exchange import NO_LADDER, Exchange, exchange_of, quantum_of, unsuited
from tauscope.document.reports.plot_data import plot_numbers


def ladder(temperature: float, rounds: int = 300, step: float = 1.0) -> Document:
    logits = Logits.of([str(q) for q in range(8)], [5.0 - step * q for q in range(8)])
    return replace(table_edits.set_temperature(Document().with_logits(logits), temperature), rounds=rounds)


def exchange(document: Document) -> Exchange:
    return exchange_of(Picture.of(document))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0, 15.0])
@pytest.mark.parametrize("step", [1.0, 0.25])
def test_the_fitted_temperature_is_the_dial_s(temperature: float, step: float) -> None:
    one = exchange(ladder(temperature * step, step=step))
    # Quanta are whole: with a thousand particles τ is off by a little.
    assert one.temperature == pytest.approx(temperature * step, rel=0.005)
    assert sum(one.counts) == PARTICLES
    assert sum(q * count for q, count in enumerate(one.counts)) == one.quanta
    assert not one.too_hot


def test_rounds_bring_it_near() -> None:
    distances = [exchange(ladder(3.0, rounds)).distance for rounds in (0, 3, 300)]
    assert distances == sorted(distances, reverse=True)
    assert distances[0] > 0.5
    assert distances[2] < 0.07


def test_the_ends_of_the_dial() -> None:
    cold, hot = exchange(ladder(0.0)), exchange(ladder(math.inf))
    assert cold.counts == (PARTICLES,)
    assert cold.temperature == cold.distance == 0.0
    assert hot.too_hot
    assert hot.mean == LARGEST_MEAN


def test_only_evenly_spaced_levels_exchange_quanta() -> None:
    assert quantum_of(Logits.of("abcd", [1.0, 3.0, -math.inf, 2.0])) == 1.0
    assert quantum_of(Logits.of("abc", [0.1, 0.2, 0.3])) == pytest.approx(0.1)
    for values in ([1.0, 2.0], [1.0, 2.0, 4.0], [1.0, 1.0, 1.0], [1e308, 0.0, -1e308 * 1.7]):
        assert not quantum_of(Logits.of("abcd"[: len(values)], values))
    assert not unsuited(ladder(1.0))
    assert unsuited(Document()) == NO_LADDER
    with pytest.raises(InputError, match="evenly spaced"):
        plot_numbers("exchange", Picture.of(Document()))


def test_the_sentence_names_a_preset_that_has_them() -> None:
    preset = next(one for one in presets() if f"→ {one.title}." in NO_LADDER)
    document = preset.put_on(Document())
    assert not unsuited(document)
    assert document.plots[0] == "exchange"
    assert document.rounds == 0


def test_the_table_and_the_session_have_all_of_it() -> None:
    document = ladder(2.0, 40)
    numbers = plot_numbers("exchange", Picture.of(document))
    assert sum(row[1] for row in numbers.rows) == PARTICLES
    assert numbers.rows[0][-2:] == (40, 1)
    assert decode(encode(document)).document == document
    for rounds in (-1, 1001):
        with pytest.raises(InputError, match="number of rounds"):
            ladder(1.0, rounds)
