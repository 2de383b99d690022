"""The model that ships, as its maker measured it with another program."""

from __future__ import annotations

import numpy as np
import pytest

from tauscope.core.softmax import softmax
from tauscope.resources import model_folder
from tauscope.sources.language import LanguageModel, open_model

OPENING = "Once upon a time"
KING = " there lived a king who had a daughter who was so beautiful that she was so beautiful that she could"
FATHER = " there lived a certain king who had a father, and his father had a son, and he was very poor."


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return open_model(model_folder())


def test_what_its_card_says(model: LanguageModel) -> None:
    assert (model.name, model.context, model.ends) == ("storyteller", 256, frozenset({0}))
    assert len(model.labels) == 3072
    assert [model.labels[token] for token in model.encode(OPENING)] == [
        *("<|endoftext|>", "Once", "␣upon", "␣a", "␣time"),
    ]
    assert model.encode("") == (0,)


def test_greedy_it_falls_in_love_with_a_phrase(model: LanguageModel) -> None:
    ids = list(model.encode(OPENING))
    while not model.decode(ids).endswith(KING) and len(ids) < 40:
        ids.append(int(model.logits(ids).argmax()))
    assert model.decode(ids) == OPENING + KING


def test_at_seven_tenths_it_tells_the_tale_that_its_maker_drew(model: LanguageModel) -> None:
    ids, random = list(model.encode(OPENING)), np.random.default_rng(1)
    while not model.decode(ids).endswith(".") and len(ids) < 60:
        probabilities = softmax(model.logits(ids), 0.7)
        ids.append(int(random.choice(probabilities.size, p=probabilities)))
    assert model.decode(ids) == OPENING + FATHER


def test_it_goes_on_beyond_its_context(model: LanguageModel) -> None:
    ids = list(model.encode(OPENING))
    random = np.random.default_rng(3)
    surprise = []
    for _ in range(500):
        probabilities = softmax(model.logits(ids))
        ids.append(int(random.choice(probabilities.size, p=probabilities)))
        surprise.append(-np.log(probabilities[ids[-1]]))
    assert np.mean(surprise[260:]) < np.mean(surprise[:260]) + 0.5  # nats; it climbs where the oldest stays
    assert "".join(model.pieces(ids)) == model.decode(ids)


def test_many_tokens_at_once_or_one_by_one(model: LanguageModel) -> None:
    ids = model.encode("Once upon a time there was a little girl who was called Red Riding Hood.")
    one_by_one = [model.logits(ids[: count + 1]) for count in range(len(ids))]
    at_once = open_model(model_folder()).logits(ids)
    np.testing.assert_allclose(at_once, one_by_one[-1], atol=1e-4)
