"""A language model of six letters that needs no network, for tests of what is built on models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, cast

import numpy as np

from tauscope.core.values import Floats
from tauscope.sources.language import LanguageModel, Past
from tauscope.sources.recommended import SamplingDefaults

LETTERS = "abcde."
END = LETTERS.index(".")


@dataclass(frozen=True)
class FakeModel:
    """Its logits depend on the last three letters; a full stop ends a text."""

    folder: Path = Path("fake")
    name: str = "fake"
    title: str = "fake"
    graph: str = "model.onnx"
    context: int = 40
    ends: frozenset[int] = frozenset({END})
    labels: tuple[str, ...] = tuple(LETTERS)
    asked: list[tuple[int, ...]] = field(default_factory=list, compare=False)

    defaults: ClassVar[SamplingDefaults] = SamplingDefaults()
    special_words: ClassVar[str] = ""

    def doubled_start(self, text: str) -> str:
        return text[:1] if text[:2] == "aa" else ""  # as if an "a" had been added

    def encode(self, text: str, *, plain: bool = False) -> tuple[int, ...]:
        text = text[1:] if plain and self.doubled_start(text) else text
        return tuple(LETTERS.index(letter) for letter in text) or (0,)

    def decode(self, ids: Sequence[int]) -> str:
        return "".join(self.pieces(ids))

    def pieces(self, ids: Sequence[int]) -> tuple[str, ...]:
        return tuple("" if id_ in self.ends else LETTERS[id_] for id_ in ids)

    def read(self, ids: Sequence[int]) -> tuple[Floats, Past]:
        return self.logits(ids), ()

    def keep(self, ids: tuple[int, ...], past: Past) -> None:
        pass

    def logits(self, ids: Sequence[int]) -> Floats:
        self.asked.append(tuple(ids))
        values = np.random.default_rng([7, *ids[-3:]]).normal(0, 2, len(LETTERS))
        values[END] -= 4
        return values


def fake() -> LanguageModel:
    return cast("LanguageModel", FakeModel())


def asked(model: LanguageModel) -> list[tuple[int, ...]]:
    return cast("FakeModel", model).asked
