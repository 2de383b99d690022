import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.document.library.vocabularies import Vocabulary, vocabularies, vocabulary_called
from tauscope.document.preferences import Preferences

every_vocabulary = pytest.mark.parametrize("vocabulary", vocabularies(), ids=lambda vocabulary: vocabulary.id)
TEMPERATURES = st.floats(0, math.inf)

LONGEST_WORD = 14
"""Most characters of a word that fits under the dial."""


@every_vocabulary
@given(temperature=TEMPERATURES)
def test_every_temperature_has_a_word(vocabulary: Vocabulary, temperature: float) -> None:
    assert vocabulary.word(temperature) in {word for _, word in vocabulary.words}


@every_vocabulary
def test_the_ends_have_words_of_their_own(vocabulary: Vocabulary) -> None:
    assert vocabulary.word(0) != vocabulary.word(5e-324)
    assert vocabulary.word(math.inf) != vocabulary.word(1.79e308)


@every_vocabulary
def test_words_are_short_different_and_rise(vocabulary: Vocabulary) -> None:
    ends, words = zip(*vocabulary.words, strict=True)
    assert list(ends) == sorted(set(ends))
    assert len(set(words)) == len(words)
    assert all(0 < len(word) <= LONGEST_WORD for word in words)


@pytest.mark.parametrize(
    ("name", "temperature", "word"),
    [
        ("physics", 0.5, "cool"),
        ("physics", 1, "warm"),
        ("physics", 99, "boiling"),
        ("confidence", 0, "argmax"),
        ("confidence", 1, "as trained"),
        ("confidence", math.inf, "uniform"),
        ("bar", 2, "tipsy"),
    ],
)
def test_some_words(name: str, temperature: float, word: str) -> None:
    assert vocabulary_called(name).word(temperature) == word


def test_an_unknown_vocabulary_is_the_first() -> None:
    assert vocabulary_called("klingon") == vocabularies()[0]
    assert Preferences().vocabulary == vocabularies()[0].id
