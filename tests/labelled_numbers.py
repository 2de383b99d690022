"""A still source with labelled logits of its own, for tests of the calibration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
from tests.sources.numbers import Numbers

from tauscope.core.calibration.labelled import LabelledLogits
from tauscope.document.calibrating import CALIBRATION_PLOTS
from tauscope.sources.abilities import Abilities

Rows = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class LabelledNumbers(Numbers):
    """Numbers of a few arms, and examples whose true classes are known."""

    rows: Rows = ((1.0, 0.0), (1.0, 0.0), (1.0, 0.0), (1.0, 0.0))
    classes: tuple[int, ...] = (0, 0, 0, 1)

    abilities: ClassVar[Abilities] = Abilities(plots=CALIBRATION_PLOTS)

    @cached_property
    def _labelled(self) -> LabelledLogits:
        return LabelledLogits(np.array(self.rows), np.array(self.classes))

    def labelled(self, state: None) -> LabelledLogits:  # noqa: ARG002
        return self._labelled


SPECIAL: dict[str, LabelledNumbers] = {
    "three of four": LabelledNumbers(),
    "all right": LabelledNumbers(classes=(0, 0, 0, 0)),
    "tied at the top": LabelledNumbers(rows=((1.0, 1.0), (2.0, 0.0)), classes=(1, 0)),
    "all wrong": LabelledNumbers(classes=(1, 1, 1, 1)),
    "all alike": LabelledNumbers(rows=((1.0, 1.0), (2.0, 2.0)), classes=(0, 1)),
    "masked": LabelledNumbers(rows=((1.0, 0.0), (2.0, -np.inf)), classes=(0, 1)),
}
"""Sources with each kind of minimum."""
