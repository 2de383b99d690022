"""Classes found by a text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.text.finding import MOST, Names

WORDS = ("the", " The", "weather", "thief", "tohe", "a+b", "A.B", "über", "", "x\ny", "12")
ROWS = np.arange(len(WORDS))


def found(text: str, keys: list[int] | None = None) -> list[str]:
    names = Names(WORDS, ROWS if keys is None else np.array(keys))
    return [WORDS[row] for row in names.find(text, ROWS).tolist()]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("the", ["the", " The", "weather", "thief", "tohe"]),
        ("THE", ["the", " The", "weather", "thief", "tohe"]),
        (" th ", ["the", " The", "thief", "weather", "tohe"]),
        ("a+b", ["a+b"]),
        ("a.", ["A.B"]),
        ("ÜB", ["über"]),
        ("zzz", []),
        ("", []),
        ("\n", []),
        ("x y", ["x\ny"]),
    ],
)
def test_names_are_found_whole_by_beginning_by_part_and_by_letters(text: str, first: list[str]) -> None:
    assert found(text) == first


def test_a_number_finds_the_class_of_that_key_first() -> None:
    assert found("12", [5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16]) == ["A.B", "12"]
    assert found("9" * 30) == []


def test_those_found_alike_stand_in_the_given_order() -> None:
    labels = tuple(f"token {row}" for row in range(20_000))
    names, order = Names(labels, np.arange(20_000)), np.random.default_rng(1).permutation(20_000)
    rows = names.find("token", order)
    assert len(rows) == MOST
    assert rows.tolist() == order[:MOST].tolist()
    assert names.find("token", order[::-1]).tolist() == order[::-1][:MOST].tolist()


@given(st.lists(st.text(max_size=6), min_size=1, max_size=12), st.text(min_size=1, max_size=3))
def test_every_name_that_holds_the_text_is_found_once(labels: list[str], text: str) -> None:
    rows = Names(tuple(labels), np.arange(len(labels))).find(text, np.arange(len(labels))).tolist()
    assert len(set(rows)) == len(rows)
    wanted = text.lower().strip() or text
    if "\n" in wanted or "\r" in wanted:
        return
    holding = [
        row
        for row, label in enumerate(labels)
        if wanted in label.lower().replace("\n", " ").replace("\r", " ")
    ]
    assert set(holding) <= set(rows)


@pytest.mark.parametrize("odd", ["", "a\nb", "a\rb", "nul\0 inside", "Σ", "İx", "\ud800"])
def test_a_name_with_odd_letters_leaves_the_others_where_they_are(odd: str) -> None:
    labels = ("cat", odd, "DOG", odd, "dogma")
    names = Names(labels, np.arange(5))
    assert names.find("dog", np.arange(5)).tolist() == [2, 4]
    one = odd.lower().replace("\n", " ").replace("\r", " ")
    assert names._lines.split("\n") == ["cat", one, "dog", one, "dogma"]
