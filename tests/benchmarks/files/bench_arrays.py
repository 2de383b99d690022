"""A file of 1,000 rows of 131,072 logits (524 MB): opening it, a step in it, the entropies of all steps."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from tests.benchmarks.families import peaks_over_gaussian
from tests.benchmarks.rows import Row, best_ms
from tests.core.rows.binned import row_densities

from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.core.measures import entropy
from tauscope.core.rows.chains import Chosen, left_of_rows
from tauscope.core.rows.densities import RowDensities
from tauscope.core.rows.heads import MOST_BYTES, HeadKeeper
from tauscope.core.softmax import softmax
from tauscope.core.values import Floats
from tauscope.sources.trace.arrays import open_array

STEPS, CLASSES = 1_000, 131_072
BINNED = 200
"""Rows that are binned; the entropies of all of them scale with their number."""

TEMPERATURE = 0.7


def rows() -> Iterator[Row]:
    """Milliseconds of each, over those of what cannot be done without."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "logits.npy"
        write(path)
        recording = open_array(path)
        yield Row.above(
            "open 524 MB and take its first step",
            best_ms(lambda: open_array(path).step(0)),
            "ms",
            "read and check one row",
            best_ms(partial(first_row, path)),
            "",
        )
        values = recording.step(500).logits.values
        step = best_ms(lambda: recording.step(500))
        yield Row.above("a step", step, "ms", "argsort of it", best_ms(values.argsort), "≤ 3")
        yield Row.above("a step", step, "ms", "open and read", best_ms(partial(_bare, path)), "")
        densities = row_densities(recording.step(number).logits.values for number in range(BINNED))
        assert densities is not None
        scale = STEPS / BINNED
        at_once = scale * best_ms(lambda: densities.at(TEMPERATURE))
        direct = STEPS * best_ms(lambda: entropy(softmax(values, TEMPERATURE)))
        yield Row.below("entropies of 1,000 steps at a new τ", at_once, "ms", "step by step", direct, "")
        yield Row.above("entropies of 1,000 steps at a new τ", at_once, "ms", "100 ms", 100.0, "≤ 1")
        whole = [recording.step(number).logits.values for number in range(BINNED)]
        yield _cuts(densities, whole, values)
        binning = best_ms(lambda: row_densities([values]))
        yield Row.above("bin a step", binning, "ms", "argsort of it", best_ms(values.argsort), "")


def _cuts(densities: RowDensities, whole: list[Floats], values: Floats) -> Row:
    """Milliseconds of what usual knobs leave of all steps, whose heads are as wide as those of 1,000."""
    keeper = HeadKeeper(BINNED, MOST_BYTES * BINNED // STEPS)
    for row in whole:
        keeper.add(row)
    heads = keeper.heads()
    assert heads is not None
    chain = Chain.parse("temperature=0.7,top-k=40,top-p=0.9,min-p=0.02")
    chosen = Chosen(np.zeros(BINNED), np.zeros(BINNED, np.int64))
    at_once = STEPS / BINNED * best_ms(lambda: left_of_rows(chain, heads, densities, chosen))
    logits = Logits.unnamed(values)

    def direct() -> float:
        logits.release_caches()
        return chain.candidates(logits).entropy

    one_by_one = STEPS * best_ms(direct)
    return Row.below("survivors of 1,000 steps at new knobs", at_once, "ms", "step by step", one_by_one, "")


def write(path: Path) -> None:
    random = np.random.default_rng(1)
    row = peaks_over_gaussian(random, CLASSES).astype("<f4")
    with path.open("wb") as file:
        header = {"descr": "<f4", "fortran_order": False, "shape": (STEPS, CLASSES)}
        np.lib.format.write_array_header_1_0(file, header)
        for _ in range(STEPS):
            file.write(np.roll(row, int(random.integers(CLASSES))).tobytes())


def first_row(path: Path) -> None:
    """Read the header and the first row with NumPy, as logits."""
    row = np.load(path, mmap_mode="r")[0].astype(np.float64)
    assert np.isfinite(row.max())


def _bare(path: Path) -> None:
    """Read a row's bytes and widen them."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        data = os.pread(descriptor, 4 * CLASSES, 128 + 500 * 4 * CLASSES)
    finally:
        os.close(descriptor)
    np.frombuffer(data, "<f4").astype(np.float64)
