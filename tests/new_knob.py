"""A knob that does not ship: what is added to the registry appears everywhere by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from tauscope.core.chain.candidates import Candidates
from tauscope.core.chain.knob import Knob
from tauscope.core.domain import Whole


@dataclass(frozen=True)
class First(Knob):
    """Keeps the first few classes."""

    value: Annotated[int, Whole("place", 1, 9)] = 1

    name: ClassVar[str] = "first"
    title: ClassVar[str] = "First"
    explanation: ClassVar[str] = "keeps the first few"
    formula: ClassVar[str] = "i ≤ n"
    source: ClassVar[str] = "this test"

    def apply(self, candidates: Candidates) -> Candidates:
        return candidates.first(self.value)
