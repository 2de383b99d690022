import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tauscope.core.bounds import Bounds
from tauscope.core.chain import Chain
from tauscope.core.errors import InputError
from tauscope.document.studies.trace_reading import TraceReading
from tauscope.sources.trace.shapes import looks_like_answer, open_answer
from tauscope.sources.trace.source import TraceSource


def token(text: str, logprob: float | None, top: list[tuple[str, float]] | None = None) -> dict[str, Any]:
    entry: dict[str, Any] = {"token": text, "logprob": logprob, "bytes": list(text.encode())}
    if top is not None:
        entry["top_logprobs"] = [token(*one) for one in top]
    return entry


def answer(*content: dict[str, Any], **more: Any) -> str:
    message = {"role": "assistant", "content": "".join(one["token"] for one in content)}
    choice = {"index": 0, "message": message, "logprobs": {"content": content}}
    return json.dumps({"object": "chat.completion", "choices": [choice], **more})


CAT = token(" cat", math.log(0.5), [(" cat", math.log(0.5)), (" dog", math.log(0.3))])
SAT = token(" sat", math.log(0.1), [(" ran", math.log(0.6)), (" cat", math.log(0.2))])


def test_the_tokens_of_an_answer_are_steps_with_what_is_listed() -> None:
    recording = open_answer(answer(CAT, SAT), "answer.json")
    assert recording.recognised == "OpenAI chat completion: 2 tokens, top 2 each"
    assert (recording.name, recording.steps, recording.pieces) == ("answer.json", 2, (" cat", " sat"))
    assert (recording.applied, recording.vocabulary, recording.lists_all) == (None, None, False)
    first = recording.step(0)
    assert list(first.logits.labels) == ["␣cat", "␣dog"]
    assert np.allclose(np.exp(first.logits.values), [0.5, 0.3])
    assert first.unlisted is not None
    assert first.unlisted.mass == pytest.approx(Bounds(0.2, 0.2))
    assert first.unlisted.most == pytest.approx(0.3)
    assert first.chosen == first.logits.keys[0]


def test_a_chosen_token_that_is_not_among_the_likeliest_is_listed_but_bounds_no_other() -> None:
    recording = open_answer(answer(CAT, SAT), "")
    step = recording.step(1)
    assert list(step.logits.labels) == ["␣ran", "␣cat", "␣sat"]
    assert step.unlisted is not None
    assert step.unlisted.mass.low == pytest.approx(0.1)
    assert step.unlisted.most == pytest.approx(0.2)
    assert step.chosen == step.logits.keys[2]
    assert step.logits.keys[1] == recording.step(0).logits.keys[0]  # “ cat” in both steps


def test_of_a_chosen_token_that_ties_with_the_last_of_the_likeliest_the_rank_is_unknown() -> None:
    tied = token(" sat", math.log(0.2), [(" ran", math.log(0.4)), (" cat", math.log(0.2))])
    source = TraceSource(open_answer(answer(CAT, tied), ""))
    listed, added = (source.step(number) for number in (0, 1))
    assert listed.unlisted is not None
    assert listed.unlisted.added is None
    assert added.unlisted is not None
    assert added.unlisted.added == 2
    assert added.unlisted.most == pytest.approx(0.2)
    knowledge = source.knowledge(replace(added, unlisted=replace(added.unlisted, classes=97)))
    assert knowledge is not None
    assert knowledge.known_ranks == 2
    assert knowledge.undecided(Chain.parse("top-k=3:exact")) == (True,)
    assert TraceReading(source).result(lambda _: None).beyond.tolist() == [0, 1]


def test_chunks_of_a_stream_are_one_answer() -> None:
    lines = [
        json.dumps({"id": "a", "choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]}),
        *(
            json.dumps({"id": "a", "choices": [{"index": 0, "delta": {}, "logprobs": {"content": [one]}}]})
            for one in (CAT, SAT)
        ),
        json.dumps({"id": "a", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}),
        json.dumps({"id": "a", "choices": [], "usage": {}}),
    ]
    for text in ("\n".join(lines), "".join(f"data: {line}\n\n" for line in lines) + "data: [DONE]\n\n"):
        recording = open_answer(text, "")
        assert recording.recognised == "OpenAI chat completion: 2 tokens, top 2 each"
        assert recording.pieces == (" cat", " sat")
        assert looks_like_answer(text.encode())


def test_several_choices_are_taken_one_after_the_other() -> None:
    entry = json.loads(answer(CAT, SAT))
    entry["choices"].append({**entry["choices"][0], "index": 1})
    recording = open_answer(json.dumps(entry), "")
    assert recording.recognised == (
        "OpenAI chat completion: 2 answers, one after the other, 4 tokens, top 2 each"
    )
    assert recording.pieces == (" cat", " sat", "\n cat", " sat")


def test_an_answer_without_probabilities_is_refused_in_words() -> None:
    entry = json.loads(answer(CAT))
    entry["choices"][0]["logprobs"] = None
    assert looks_like_answer(json.dumps(entry))
    with pytest.raises(InputError, match="holds no log-probabilities: ask the server for them"):
        open_answer(json.dumps(entry), "")
