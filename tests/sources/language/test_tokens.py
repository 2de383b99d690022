"""Text to tokens and back, in the two ways that vocabularies are written."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.sources.language.tiny import Tiny, byte_tokenizer, piece_tokenizer, save
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from tauscope.core.errors import InputError
from tauscope.sources.language import open_model
from tauscope.sources.language.growth import growth
from tauscope.sources.language.tokens import Tokens
from tauscope.sources.token_text import label_of

BYTES, PIECES = Tokens(byte_tokenizer()), Tokens(piece_tokenizer())


def token(tokens: Tokens, label: str) -> int:
    return tokens.labels(tokens.size).index(label)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("the the", ["<start>", "the", "␣the"]),
        ("\n\t \r", ["<start>", "↵", "⇥", "␣", "<0x0D>"]),
        ("é", ["<start>", "<0xC3>", "<0xA9>"]),
        ("", ["<start>"]),
        ("<start>h", ["<start>", "<start>", "h"]),
    ],
)
def test_labels_of_a_vocabulary_of_bytes(text: str, labels: list[str]) -> None:
    names = BYTES.labels(BYTES.size)
    assert [names[token] for token in BYTES.encode(text)] == labels


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("the the", ["␣the", "␣the"]),
        ("t\n", ["␣", "t", "↵"]),
        ("€", ["␣", "<0xE2>", "<0x82>", "<0xAC>"]),
        ("", []),
    ],
)
def test_labels_of_a_vocabulary_of_pieces(text: str, labels: list[str]) -> None:
    names = PIECES.labels(PIECES.size)
    assert [names[token] for token in PIECES.encode(text)] == labels


@pytest.mark.parametrize("word", ["čau", "größe", "naïve", "Ġthem", "🧙"])
def test_an_added_token_is_text_and_no_letters_for_bytes(word: str) -> None:
    tokenizer = byte_tokenizer()
    tokenizer.add_tokens([AddedToken(word, normalized=False), AddedToken("plain")])
    tokens = Tokens(tokenizer)
    ids = tokens.encode(f"the {word} the{word}plain €")
    number = tokens.id_of(word)
    assert number is not None
    assert ids.count(number) == 2
    assert tokens.labels(tokens.size)[number] == word
    assert tokens.decode(ids) == f"the {word} the{word}plain €"
    pieces = tokens.pieces(ids)
    assert "".join(pieces) == tokens.decode(ids)
    assert pieces[ids.index(number)] == word


def test_an_added_token_that_the_vocabulary_has_keeps_its_bytes() -> None:
    tokenizer = byte_tokenizer()
    tokenizer.add_tokens([AddedToken("Ġthe")])
    tokens = Tokens(tokenizer)
    assert tokens.decode(tokens.encode("the the")) == "the the"


def test_half_a_character_before_an_added_token_stays_half() -> None:
    tokenizer = byte_tokenizer()
    tokenizer.add_tokens([AddedToken("größe")])
    tokens = Tokens(tokenizer)
    half = token(tokens, "<0xC3>")
    added = tokens.id_of("größe")
    assert added is not None
    assert tokens.decode([half, added]) == "\ufffdgröße"
    assert "".join(tokens.pieces([half, added])) == "\ufffdgröße"


def test_labels_of_odd_tokens() -> None:
    names = ["▁", "", "a b", "\u200b", "x" * 200, "##ing", "中"]
    tokenizer = Tokenizer(models.WordLevel({name: number for number, name in enumerate(names)}, "▁"))
    tokenizer.add_special_tokens([AddedToken("<\n>", special=True)])
    tokenizer.add_tokens([AddedToken("<think>")])
    labels = Tokens(tokenizer).labels(11)
    assert labels == (
        *("␣", "<empty 1>", "a␣b", "<U+200B>", "x" * 79 + "…", "##ing", "中", "<↵>", "<think>"),
        *("<unused 9>", "<unused 10>"),
    )


def test_added_words_of_a_vocabulary_of_bytes_are_text_as_it_stands() -> None:
    tokenizer = byte_tokenizer()
    tokenizer.add_tokens([AddedToken("two words"), AddedToken("Ġ→")])
    tokens = Tokens(tokenizer)
    ids = tokens.encode("two wordsĠ→€")
    assert [tokens.labels(tokens.size)[each] for each in ids[:3]] == ["<start>", "two␣words", "Ġ→"]
    assert tokens.pieces(ids) == ("", "two words", "Ġ→", "", "", "€")
    assert tokens.decode(ids) == "two wordsĠ→€"


@pytest.mark.parametrize("tokens", [BYTES, PIECES], ids=["bytes", "pieces"])
@given(data=st.data())
def test_pieces_joined_are_the_text(tokens: Tokens, data: st.DataObject) -> None:
    ids = data.draw(st.lists(st.integers(0, tokens.size + 1), max_size=40))
    pieces = tokens.pieces(ids)
    assert len(pieces) == len(ids)
    assert "".join(pieces) == tokens.decode(ids)


@given(st.text(st.characters(exclude_characters="ht▁", exclude_categories=["Cs"]), min_size=1, max_size=200))
@example("🧙🏽‍♀️ naïve\r\n€")
@example("€" * 100)
def test_a_character_belongs_to_the_token_that_completes_it(text: str) -> None:
    sizes = [len(mark.encode()) for mark in text]
    wanted = [part for mark, size in zip(text, sizes, strict=True) for part in (*[""] * (size - 1), mark)]
    assert BYTES.pieces(BYTES.encode(text)) == ("", *wanted)
    if not text.startswith(" "):
        wanted[0:0] = [""]  # the space in front, which the reader does not see
        assert PIECES.pieces(PIECES.encode(text)) == tuple(wanted)


@pytest.mark.parametrize("tokens", [BYTES, PIECES], ids=["bytes", "pieces"])
def test_what_the_reader_sees_of_each_token(tokens: Tokens) -> None:
    ids = tokens.encode("the the€t")
    assert tokens.pieces(ids)[-6:] == ("the", " the", "", "", "€", "t")
    assert tokens.pieces(ids[:-2])[-4:-2] == ("the", " the")
    assert set(tokens.pieces(ids[:-2])[-2:]) <= {"", "\ufffd"}  # half a character


def test_many_tokens_are_decoded_a_few_at_a_time() -> None:
    decoded = []

    def decode(ids: Sequence[int]) -> str:
        decoded.append(len(ids))
        return PIECES.decode(ids)

    ids = PIECES.encode("the the h€ " * 60)
    pieces = list(growth(decode, ids, PIECES.decode(ids)))
    assert pieces == growth_of_all(ids)
    assert max(decoded) < 60


def growth_of_all(ids: Sequence[int]) -> list[str]:
    """The same by the plain rule: what is new in the text of all tokens so far, half characters left out."""
    texts = [PIECES.decode(ids[:count]).rstrip("\ufffd") for count in range(len(ids) + 1)]
    return [after[len(before) :] for before, after in pairwise(texts)]


def test_a_decoder_that_takes_back_what_it_said() -> None:
    ids = list(range(300))
    whole = "".join(map(str, reversed(ids)))
    pieces = list(growth(lambda part: "".join(map(str, reversed(part))), ids, whole))
    assert len(pieces) == 300
    assert "".join(pieces) == whole


def test_no_decoder_joins_tokens_with_spaces() -> None:
    tokenizer = Tokenizer(models.WordLevel({"once": 0, "upon": 1}, "once"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    assert Tokens(tokenizer).pieces([0, 1, 0]) == ("once", " upon", " once")
    tokenizer.decoder = decoders.WordPiece()
    assert Tokens(tokenizer).pieces([0, 1]) == ("once", " upon")


def test_a_limit_in_the_tokenizer_does_not_cut_the_prompt() -> None:
    tokenizer = byte_tokenizer()
    tokenizer.enable_truncation(4)
    tokenizer.enable_padding(length=50)
    assert len(Tokens(tokenizer).encode("h" * 20)) == 21


def test_halves_of_characters_are_replaced() -> None:
    assert BYTES.decode(BYTES.encode("a\ud83d b")) == "a\ufffd b"
    assert BYTES.decode(BYTES.encode("\ud83d\ude00")) == "😀"


def test_an_absurd_prompt_is_refused() -> None:
    with pytest.raises(InputError, match=r"at most 1,000,000 characters; this one has 1,000,001\.$"):
        BYTES.encode("h" * 1_000_001)


@pytest.mark.parametrize(
    ("config", "start"),
    [
        ({"bos_token_id": 7}, (7,)),
        ({"bos_token_id": [8, 9]}, (8,)),
        ({"bos_token_id": None}, None),
        ({"bos_token_id": 50_256}, None),  # not one of the model's
    ],
)
def test_an_empty_prompt_starts_from_the_configuration(
    tmp_path: Path, config: dict[str, Any], start: tuple[int, ...] | None
) -> None:
    model = open_model(save(tmp_path / "tiny", Tiny(size=300), piece_tokenizer(), **config))
    if start is None:
        with pytest.raises(InputError, match="“tiny” needs a prompt"):
            model.encode("")
    else:
        assert model.encode("") == start
        assert model.decode(model.encode("the t")) == "the t"


def test_the_post_processor_says_what_starts_a_text(tmp_path: Path) -> None:
    model = open_model(save(tmp_path / "tiny", Tiny(), bos_token_id=7))
    assert model.encode("") == (0,)
    assert model.encode("the") == (0, 258)
    assert model.pieces((0, 258)) == ("", "the")
    assert model.labels[258] == "the"


def test_dropout_is_for_training() -> None:
    vocabulary = {"a": 0, "b": 1, "ab": 2}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[("a", "b")], dropout=0.5))
    tokens = Tokens(tokenizer)
    assert {tokens.encode("abababab") for _ in range(20)} == {(2, 2, 2, 2)}


def test_a_text_that_the_tokenizer_fails_at_is_refused() -> None:
    tokenizer = byte_tokenizer()
    tokenizer.normalizer = normalizers.Replace(Regex("(a+)+$"), "a")
    tokens = Tokens(tokenizer)
    assert tokens.encode("a tale")
    with pytest.raises(InputError, match=r"^tokenizer\.json fails at a text: .+\.$"):
        tokens.encode("a" * 60 + "b")


def test_a_hand_that_interrupts_is_no_fault_of_the_tokenizer(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: str, *, add_special_tokens: bool) -> None:
        assert add_special_tokens
        raise KeyboardInterrupt

    tokens = Tokens(byte_tokenizer())
    monkeypatch.setattr(tokens, "_tokenizer", SimpleNamespace(encode=interrupted))
    with pytest.raises(KeyboardInterrupt):
        tokens.encode("a tale")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\ufe0f", "<U+FE0F>"),
        ("\u3164", "<U+3164>"),
        ("\u2800", "<U+2800>"),
        ("\U000e0100", "<U+E0100>"),
        (" \u200b", "␣<U+200B>"),
        ("❤\ufe0f", "❤\ufe0f"),
    ],
)
def test_a_token_that_draws_nothing_is_named(text: str, shown: str) -> None:
    assert label_of(text.encode()) == shown
