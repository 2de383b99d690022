import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.errors import InputError
from tauscope.core.numbers import plain_number
from tauscope.document.library.temperature_list import parse_temperatures
from tauscope.document.library.vocabularies import Vocabulary, vocabularies

INF = math.inf


@pytest.mark.parametrize(
    ("text", "temperatures"),
    [
        ("0.5, 1, 2", [0.5, 1, 2]),
        ("0.5,1,2", [0.5, 1, 2]),
        ("0,5, 1, 2", [0.5, 1, 2]),
        ("0,5 1 2", [0.5, 1, 2]),
        ("0,5; 1; 2", [0.5, 1, 2]),
        ("0,25", [0.25]),
        ("0,5 1,5", [0.5, 1.5]),
        ("1,2,3", [1, 2, 3]),
        ("[0.5, 1.0, 2.0]", [0.5, 1, 2]),
        ("(1; ∞)", [1, INF]),
        ("1/3 1/2", [1 / 3, 0.5]),
        ("1 / 3, 2", [1 / 3, 2]),
        ("ln 2 1", [math.log(2), 1]),
        ("ln(4/3), 1", [math.log(4 / 3), 1]),
        ("τ = 0.5, T=1 temperature = 2", [0.5, 1, 2]),
        ("greedy, as trained, uniform", [0, 1, INF]),
        ("absolute zero 1 infinitely hot", [0, 1, INF]),
        ("Greedy 0.5 inf", [0, 0.5, INF]),
        (" 1 ,, 2; ", [1, 2]),
    ],
)
def test_lists_that_are_read(text: str, temperatures: list[float]) -> None:
    assert parse_temperatures(text) == temperatures


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "missing"),
        (" , ;", "missing"),
        ("0.5, x", "“x” is not a number"),
        ("hot", "“hot” is any temperature from 1.5 to 3: type a number"),
        ("0.5, COLD", "“cold” is any temperature"),
        ("boiling", "from 8 to inf"),
        ("hotel", "“hotel” is not a number"),
    ],
)
def test_lists_that_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        parse_temperatures(text)


@given(st.lists(st.floats(0, allow_nan=False), min_size=1), st.sampled_from([" ", ", ", "; ", ";"]))
def test_what_is_shown_is_read_back(temperatures: list[float], separator: str) -> None:
    assert parse_temperatures(separator.join(map(plain_number, temperatures))) == temperatures


@pytest.mark.parametrize("vocabulary", vocabularies(), ids=lambda vocabulary: vocabulary.id)
def test_the_ends_of_every_dial_have_names(vocabulary: Vocabulary) -> None:
    words = [word for _, word in vocabulary.words]
    assert parse_temperatures(f"{words[0]}, {words[-1]}") == [0, INF]
