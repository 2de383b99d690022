"""The tokenizer, learnt from a little text, and the one that ships."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("tokenizers")

from tokenizers import Tokenizer

from storyteller.tokenizer import encoded, learnt, save
from tauscope.resources import model_folder

STORIES = ["Once upon a time there was a king.\nHe had a hen.", "Once there was a hen – “the hen”."] * 20


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return learnt(STORIES, 280)


def test_any_text_comes_back(tokenizer: Tokenizer) -> None:
    text = "  Żółty\tτ ≤ 3\n\n🐔 'hen'"
    assert tokenizer.decode(tokenizer.encode(text).ids) == text


def test_entry_0_starts_a_text_and_ends_every_story(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("").ids == [0]
    assert tokenizer.encode("king").ids[0] == 0
    ids = encoded(tokenizer, STORIES[:2])
    assert [index for index, one in enumerate(ids) if one == 0] == [
        0,
        len(tokenizer.encode(STORIES[0]).ids),
        len(ids) - 1,
    ]


def test_frequent_words_are_one_entry(tokenizer: Tokenizer) -> None:
    assert tokenizer.get_vocab_size() == 280
    assert len(tokenizer.encode(" hen").ids) == 2


def test_the_files_are_like_those_that_ship(tokenizer: Tokenizer, tmp_path: Path) -> None:
    save(tokenizer, tmp_path, 256)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        ours, shipped = (
            json.loads((folder / name).read_text("utf-8")) for folder in (tmp_path, model_folder())
        )
        shared = ours.keys() & shipped.keys() - {"model", "added_tokens_decoder"}
        assert shared
        assert {key: flat(ours[key]) for key in shared} == {key: flat(shipped[key]) for key in shared}


def flat(value: object) -> object:
    """A special token by its content, however much is said of it."""
    return value["content"] if isinstance(value, dict) and "content" in value else value
