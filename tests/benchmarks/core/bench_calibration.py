"""The temperature that calibrates labelled logits, and errors of calibration, beside scikit-learn and netcal.

Rows with a peer are left out, with a sentence, where it (scikit-learn 1.8 or later, netcal) is missing; both
are for this benchmark and the tests with `-m reference` alone.
"""

from __future__ import annotations

import io
import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from tests.benchmarks.rows import Row
from tests.benchmarks.scikit_calibration import scikit_temperature

from tauscope.core.calibration.bootstrap import bootstrap_temperatures, usual_samples
from tauscope.core.calibration.fit import fit_temperature
from tauscope.core.calibration.labelled import LabelledLogits
from tauscope.core.calibration.reliability import reliability
from tauscope.sources.labelled.reading import read_labelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tauscope.core.values import Integers

T = TypeVar("T")

SIZES = ((1_000_000, 10), (10_000, 1_000))
TRUE_TEMPERATURE = 1.7
SECONDS = 5.0


def rows() -> Iterator[Row]:
    """Fit, reliability, bootstrap and reading, over the seconds that are asked for and over scikit-learn."""
    for examples, classes in SIZES:
        labelled = made(examples, classes)
        of = f"{examples:,} × {classes:,}"
        fit, figure = _timed(lambda labelled=labelled: fit_temperature(labelled))  # type: ignore[misc]
        assert fit.temperature is not None
        yield Row.below(f"{of}: fit with its interval", figure, "s", "asked", SECONDS, "≥ 1")
        one_fit = figure
        _, figure = _timed(lambda labelled=labelled: reliability(labelled, 1.0))  # type: ignore[misc]
        yield Row.below(f"{of}: reliability at one τ", figure, "s", "asked", SECONDS, "≥ 1")
        _, figure = _timed(lambda labelled=labelled, fit=fit: bootstrap_temperatures(labelled, fit, seed=1))  # type: ignore[misc]
        samples = usual_samples(examples)
        title = f"{of}: {samples:,} bootstrap samples"
        yield Row.below(title, figure, "s", "as many fits", samples * one_fit, "≥ 1")
        yield from _beside_scikit(of, labelled, fit.temperature)
        yield from _beside_netcal(of, labelled)
        yield from _reading(of, labelled)


def made(examples: int, classes: int, seed: int = 0) -> LabelledLogits:
    """Return logits whose true classes are drawn from softmax(z / `TRUE_TEMPERATURE`)."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 3, (examples, classes))
    labels = _drawn(logits, rng)
    return LabelledLogits(logits, labels)


def _drawn(logits: np.ndarray, rng: np.random.Generator) -> Integers:
    # Gumbel's trick: the largest of z/τ plus Gumbel noise is a draw from softmax(z/τ).
    return np.asarray((logits / TRUE_TEMPERATURE + rng.gumbel(size=logits.shape)).argmax(axis=1))


def _beside_scikit(of: str, labelled: LabelledLogits, temperature: float) -> Iterator[Row]:
    try:
        peer, peer_seconds = _timed(lambda: scikit_temperature(labelled))
    except ImportError as error:
        print(f"Left out: scikit-learn ({error})", file=sys.stderr)
        return
    fresh = LabelledLogits(labelled.logits.copy(), labelled.labels)  # nothing of it is cached
    _, seconds = _timed(lambda: fit_temperature(fresh))
    yield Row.below(f"{of}: fit with its interval", seconds, "s", "scikit-learn", peer_seconds)
    away = abs(temperature / peer - 1)
    yield Row.below(f"{of}: relative difference of τ*", away, "", "asked", 1e-6, "≥ 1")


def _beside_netcal(of: str, labelled: LabelledLogits) -> Iterator[Row]:
    """Errors over bins of equally many examples; a difference of 0 is told as one of 1e-16."""
    try:
        metrics = import_module("netcal.metrics")
    except ImportError as error:
        print(f"Left out: netcal ({error})", file=sys.stderr)
        return
    logits, labels = labelled.logits, labelled.labels
    p = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
    found = reliability(labelled, 1.0)
    for name, own in (("ECE", found.ece), ("MCE", found.mce)):
        peer = getattr(metrics, name)(15, equal_intervals=False).measure(p, labels)
        away = max(abs(own - peer), 1e-16)
        yield Row.below(f"{of}: difference of {name} from netcal's", away, "", "asked", 1e-12, "≥ 1")


def _reading(of: str, labelled: LabelledLogits) -> Iterator[Row]:
    stream = io.BytesIO()
    np.savez(stream, logits=labelled.logits.astype(np.float32), labels=labelled.labels)
    _, figure = _timed(lambda: read_labelled(stream))
    stream.seek(0)
    _, floor = _timed(lambda: np.load(stream)["logits"].astype(np.float64))
    yield Row.above(f"{of}: .npz read and checked", figure, "s", "numpy's load", floor)
    names = ",".join(map(str, range(labelled.classes)))
    text = io.BytesIO()
    text.write(f"label,{names}\n".encode())
    table = np.column_stack([labelled.labels, labelled.logits])[: 2_000_000 // labelled.classes]
    np.savetxt(text, table, fmt=["%d", *["%.5f"] * labelled.classes], delimiter=",")
    _, figure = _timed(lambda: read_labelled(text))
    text.seek(0)
    _, floor = _timed(lambda: np.loadtxt(text, delimiter=",", skiprows=1))
    yield Row.above(
        f"{len(table):,} × {labelled.classes:,}: .csv read and checked", figure, "s", "loadtxt", floor
    )


def _timed(action: Callable[[], T]) -> tuple[T, float]:
    """Return the result and the seconds of processor time that it took."""
    start = time.process_time()
    result = action()
    return result, time.process_time() - start
