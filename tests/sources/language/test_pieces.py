"""Pieces of a text that goes on are those that it would have anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.fake_model import FakeModel
from tests.sources.language.tiny import byte_tokenizer, piece_tokenizer

from tauscope.core.draws.chosen import Chosen
from tauscope.core.draws.sequences import Growing
from tauscope.sources.language import LanguageModel
from tauscope.sources.language.text import Text
from tauscope.sources.language.tokens import Tokens
from tauscope.sources.language.writer import DECODED_AGAIN, Writer

TOKENS = {"bytes": Tokens(byte_tokenizer()), "pieces": Tokens(piece_tokenizer())}
MARKS = st.text(st.sampled_from("ht €é🧙\n"), min_size=1, max_size=3 * DECODED_AGAIN)


@dataclass(frozen=True)
class Spelling(FakeModel):
    """A model with a tokenizer of its own."""

    kind: str = "bytes"
    labels: tuple[str, ...] = ("",) * 300

    def encode(self, text: str, *, plain: bool = False) -> tuple[int, ...]:
        return TOKENS[self.kind].encode(text, plain=plain)

    def pieces(self, ids: Sequence[int]) -> tuple[str, ...]:
        return TOKENS[self.kind].pieces(ids)


def text_of(ids: Sequence[int]) -> Text:
    return Text(Growing(tuple(Chosen(id_, 1.0, 0.0) for id_ in ids)), len(ids))


@pytest.mark.parametrize("kind", list(TOKENS))
@given(st.lists(MARKS, min_size=1, max_size=4).map("".join), st.floats(0, 1), st.floats(0, 1))
def test_what_is_known_need_not_be_decoded(kind: str, text: str, early: float, late: float) -> None:
    writer = Writer(cast("LanguageModel", Spelling(kind=kind)), "the")
    ids = writer.model.encode(text)
    sooner, later = (text_of(ids[: round(share * len(ids))]) for share in sorted((early, late)))
    assert writer.pieces(later, writer.pieces(sooner)) == writer.pieces(later)


def test_only_the_last_few_are_decoded_again() -> None:
    asked: list[int] = []

    @dataclass(frozen=True)
    class Counting(Spelling):
        def pieces(self, ids: Sequence[int]) -> tuple[str, ...]:
            asked.append(len(ids))
            return super().pieces(ids)

    writer = Writer(cast("LanguageModel", Counting()), "the")
    text = text_of(writer.model.encode("the " * 300))
    known = writer.pieces(text)
    assert writer.pieces(text, known[:-5]) == known
    assert asked[-1] <= 2 * DECODED_AGAIN + 5 < asked[0]
