"""Recordings in memory, for tests: small texts with full rows, or with lists of the likeliest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from tauscope.core.bounds import Bounds
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.partial.unlisted import Unlisted
from tauscope.sources.trace.recording import RecordedStep, Recording
from tauscope.sources.trace.source import TraceSource

WORDS = (" the", " cat", " sat", " wet")


@dataclass(eq=False)
class Recorded(Recording):
    """Steps that are in memory but pretend to lie in a file."""

    made: Sequence[RecordedStep]
    name: str = "trace.json"
    recognised: str = "A recording of a test"
    path: Path | None = Path("/recordings/trace.json")
    fingerprint: str = "a1b2"
    pieces: Sequence[str] = ()
    vocabulary: int | None = None
    applied: float | None = None
    lists_all: bool = True
    is_quick: bool = False
    reads: list[int] = field(default_factory=list)

    @property
    def steps(self) -> int:  # type: ignore[override]
        return len(self.made)

    def step(self, number: int) -> RecordedStep:
        self.reads.append(number)
        return self.made[number]

    def quick(self, number: int) -> bool:
        del number
        return self.is_quick


class Broken(Recorded):
    """One whose file is gone."""

    def step(self, number: int) -> RecordedStep:
        raise InputError(f"Step {number + 1} cannot be read: the file is gone.")


def full(steps: int = 4, classes: int = 4, *, tokens: bool = False, seed: int = 3) -> Recorded:
    """Rows of all classes, with a token that was chosen at each step or without."""
    random = np.random.default_rng(seed)
    names = [WORDS[n] if n < len(WORDS) else f" word{n}" for n in range(classes)]
    rows = [Logits.of(names, row) for row in random.normal(0, 2, (steps, classes))]
    if not tokens:
        return Recorded([RecordedStep(row) for row in rows], vocabulary=classes)
    chosen = [int(row.order[number % min(3, classes)]) for number, row in enumerate(rows)]
    made = [RecordedStep(row, None, key) for row, key in zip(rows, chosen, strict=True)]
    return Recorded(made, pieces=[names[key] for key in chosen], vocabulary=classes)


def listed(steps: int = 4, shown: int = 3, classes: int = 8, *, seed: int = 5) -> Recorded:
    """The likeliest of all classes, as a server lists them."""
    whole = full(steps, classes, tokens=True, seed=seed)
    return replace(whole, made=[_cut(step, shown, classes) for step in whole.made], lists_all=False)


def _cut(step: RecordedStep, shown: int, classes: int) -> RecordedStep:
    p = np.exp(step.logits.values - np.logaddexp.reduce(step.logits.values))
    rows = step.logits.order[:shown]
    labels = [step.logits.labels[row] for row in rows]
    mass = 1 - float(p[rows].sum())
    rest = Unlisted(classes - shown, Bounds(mass, mass), float(p[rows].min()))
    return RecordedStep(Logits.of(labels, np.log(p[rows]), step.logits.keys[rows]), rest, step.chosen)


def registered(patch: pytest.MonkeyPatch, *recordings: Recorded) -> None:
    """Let sessions find these recordings at their paths."""
    at: Mapping[Path | None, Recorded] = {one.path: one for one in recordings}

    def opened(path: Path, tensor: str = "", labels: str = "") -> Recording:
        del tensor, labels
        if path not in at:
            raise FileNotFoundError
        return at[path]

    patch.setattr("tauscope.sources.trace.stored.open_recording", opened)


def trace(recording: Recorded) -> TraceSource:
    """A trace of a recording."""
    return TraceSource(recording)
