"""Steps of long answers are read several at a time: each is what it is in an answer of its own."""

import json
from typing import Any

import numpy as np
import pytest

from tauscope.core.errors import InputError
from tauscope.sources.trace.shapes import open_answer

STEPS = 100


def chat(content: list[Any]) -> str:
    return json.dumps({"choices": [{"message": {}, "logprobs": {"content": content}}]})


def completion(content: list[Any]) -> str:
    lists = {
        "tokens": [token["token"] for token in content],
        "token_logprobs": [token["logprob"] for token in content],
        "top_logprobs": [
            {top["token"]: top["logprob"] for top in token["top_logprobs"]} for token in content
        ],
    }
    return json.dumps({"choices": [{"text": "", "logprobs": lists}]})


def tokens(*, ids: bool, repeated: bool) -> list[dict[str, Any]]:
    """Tokens of which some are not among the likeliest, and some texts stand for two tokens."""
    random = np.random.default_rng(3)
    made = []
    for _ in range(STEPS):
        count = int(random.integers(1, 6))
        numbers = np.sort(random.uniform(-9, -3, count + 1))[::-1].tolist()
        names = random.choice(30, count + 1, replace=False).tolist()
        listed: list[dict[str, Any]] = []
        for name, number in zip(names, numbers, strict=True):
            text = f" w{name // 2 if repeated else name}"
            listed.append({"token": text, "logprob": number, "bytes": list(text.encode())})
            if ids:
                listed[-1]["id"] = name
        made.append({**listed[int(random.integers(count + 1))], "top_logprobs": listed[:count]})
    return made


@pytest.mark.parametrize("ids", [False, True])
@pytest.mark.parametrize("repeated", [False, True])
def test_each_step_is_as_in_an_answer_of_its_own(ids: bool, repeated: bool) -> None:
    content = tokens(ids=ids, repeated=repeated)
    for write in (chat,) if repeated or ids else (chat, completion):
        whole = open_answer(write(content), "")
        assert whole.steps == STEPS
        for number, token in enumerate(content):
            alone, step = open_answer(write([token]), "").step(0), whole.step(number)
            assert step.logits.labels == alone.logits.labels
            assert step.logits.values.tolist() == alone.logits.values.tolist()
            assert step.unlisted == alone.unlisted
            places = [one.logits.keys.tolist().index(one.chosen) for one in (step, alone)]
            assert places[0] == places[1]
            assert step.logits.labels[places[0]] == token["token"].replace(" ", "␣")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"token": 5}, "Step 71: The chosen token is 5 and not a text"),
        ({"top_logprobs": "no list"}, "Step 71: “top_logprobs” is not a list of objects"),
        ({"top_logprobs": [7]}, "Step 71: “top_logprobs” is not a list of objects"),
        ({"top_logprobs": [{"token": "a", "logprob": 0.5, "bytes": None}]}, "Step 71: .* is above 0"),
        ({"top_logprobs": [{"token": "a", "logprob": "1", "bytes": None}]}, "Step 71: .* is not a number"),
        ({"top_logprobs": [{"token": [1], "logprob": -1, "bytes": None}]}, "Step 71: .* has no text"),
        ({"top_logprobs": [{"token": None, "logprob": -1, "bytes": None}]}, "Step 71: .* has no text"),
        (
            {"top_logprobs": [{"token": "x" * 10_001, "logprob": -1, "bytes": None}]},
            "Step 71 lists a token of",
        ),
    ],
)
def test_what_is_wrong_in_one_of_many_steps_is_named(change: dict[str, Any], sentence: str) -> None:
    content = tokens(ids=False, repeated=False)
    content[70] |= change
    with pytest.raises(InputError, match=sentence):
        open_answer(chat(content), "")


def test_a_step_that_lists_nothing_does_not_disturb_the_others() -> None:
    content = tokens(ids=False, repeated=False)
    content[70]["top_logprobs"] = []
    content[80]["top_logprobs"] = None
    whole = open_answer(chat(content), "")
    assert [len(whole.step(number).logits.labels) for number in (70, 80)] == [1, 1]
    assert whole.pieces == tuple(token["token"] for token in content)


def test_steps_may_have_different_keys() -> None:
    content = tokens(ids=False, repeated=False)
    for token in content[40:45]:
        for top in token["top_logprobs"]:
            del top["bytes"]
    whole = open_answer(chat(content), "")
    assert whole.step(42).logits.labels == open_answer(chat(content[42:43]), "").step(0).logits.labels
