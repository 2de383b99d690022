import json
from typing import Any

import numpy as np
import pytest
from tests.sources.trace.shapes.examples import EXAMPLES

from tauscope.core.errors import InputError
from tauscope.sources.trace.recording import Recording
from tauscope.sources.trace.shapes import looks_like_answer, open_answer


def token(text: object, logprob: object, **more: object) -> dict[str, object]:
    return {"token": text, "logprob": logprob, **more}


def chat(*content: object) -> str:
    return json.dumps({"choices": [{"message": {}, "logprobs": {"content": content}}]})


def second(logprob: str) -> str:
    """An answer of two tokens, with this log-probability of the second one, “b”."""
    return chat(token("a", -0.5), token("b", -7)).replace("-7", logprob)


def lists(**columns: object) -> str:
    return json.dumps({"choices": [{"text": "a", "logprobs": {"tokens": ["a"], **columns}}]})


def linear(**entry: object) -> str:
    return json.dumps({"completion_probabilities": [{"token": "a", "top_probs": [], **entry}]})


REFUSED = {
    "cut": (chat(token("abc", -1))[:70], "The answer ends in the middle, on line 1: it was cut short."),
    "cut in a string": (chat(token("abc", -1))[:-40], "cut short"),
    "cut in a number": (chat(token("abc", -1)).partition("1}")[0], "cut short"),
    "cut in a line": (chat(token("a", -1)) + "\n" + chat(token("a", -1))[:50], "on line 2: it was cut short"),
    "damaged": ('{"choices": [}', "Line 1, column 14 of this answer is not JSON."),
    "a damaged event": ('data: {"choices": }\n\n', "Line 1, column 19 of this answer is not JSON."),
    "no event": ("data: {}\nchoices\n", "Line 2 of this stream does not begin with “data:”."),
    "a million brackets": ('{"choices":' + "[" * 10**6, "brackets of this answer are nested too deeply"),
    "a million levels": ('{"choices":' + '{"a":' * 10**6, "brackets of this answer are nested too deeply"),
    "a long token": (
        chat(token("x" * 10_001, -1)),
        "Step 1: The chosen token has more than 10,000 characters.",
    ),
    "a long listed token": (
        chat(token("a", -1, top_logprobs=[token("x" * 10_001, -1)])),
        "Step 1 lists a token of more than 10,000 characters.",
    ),
    "two values in an event": ('data: {"choices": []} {}\n', "Line 1 has more than one value."),
    "millions of lines": (
        'data: {"choices": []}' + "\n" * 2_000_001,
        "This stream has more than 2,000,000 lines",
    ),
    "NaN": (second("NaN"), "Step 2: the log-probability of “b”, NaN, is not a number."),
    "infinity": (second("Infinity"), "Step 2: the log-probability of “b”, Infinity, is not a number."),
    "a huge number": (second("1e999"), "Step 2: the log-probability of “b”, Infinity, is not a number."),
    "a huge integer": (second("-1" + "0" * 400), "Step 2: .* a number of more than 30 digits, is too large"),
    "digits": (second("1" * 5_000), "This answer holds a number of thousands of digits."),
    "a text for a number": (second('"x"'), "Step 2: the log-probability of “b”, “x”, is not a number."),
    "a list for a number": (second("[]"), "Step 2: the log-probability of “b”, a list, is not a number."),
    "true": (second("true"), "Step 2: the log-probability of “b”, true, is not a number."),
    "above zero": (second("0.5"), "Step 2: the log-probability of “b”, 0.5, is above 0."),
    "a sum above 1": (
        chat(token("a", -1), token("a", -0.1, top_logprobs=[token("a", -0.1), token("b", -0.2)])),
        r"Step 2: the listed probabilities add up to 1\.724, more than 1\.",
    ),
    "a number for a text": (chat(token(5, -1)), "Step 1: The chosen token is 5 and not a text."),
    "a listed number": (
        chat(token("a", -1, top_logprobs=[token("a", -1), token(7, -2)])),
        "Step 1: listed token 2 has no text.",
    ),
    "no text": (chat(token("a", -1), token(None, -1)), "Step 2: listed token 1 has no text."),
    "null for a token": (chat(None), "“content” is not a list of objects."),
    "a list for tokens": (
        chat(token("a", -1, top_logprobs=[[]])),
        "Step 1: “top_logprobs” is not a list of obj",
    ),
    "an object for tokens": (chat(token("a", -1, top_logprobs={})), "Step 1: “top_logprobs” is not a list"),
    "a token twice": (
        chat(token("a", -1, id=7, top_logprobs=[token("a", -1, id=7), token("a", -2, id=7)])),
        "Step 1 lists the token 7 twice, with different log-probabilities.",
    ),
    "a key twice": ('{"choices":[],"choices":[]}', "The key “choices” appears twice in one object"),
    "a token twice in an object": (
        lists(token_logprobs=[-1], top_logprobs=[{"x": -1}]).replace('"x": -1', '"x": -1, "x": -2'),
        "The key “x” appears twice in one object",
    ),
    "lists of different lengths": (
        lists(token_logprobs=[-1, -2]),
        "“tokens”, “token_logprobs” and “top_logprobs” have different lengths: 1, 2 and 1.",
    ),
    "no object of tokens": (lists(top_logprobs=[5]), "“top_logprobs” is not an object of log-probabilities"),
    "a probability above 1": (linear(prob=2), "Step 1: The probability 2 is not between 0 and 1."),
    "a probability below 0": (linear(prob=-1), "Step 1: The probability −1 is not between 0 and 1."),
    "logits called so": ('{"logits": {"a": -3.5}}', "Step 1: The probability −3.5 is not between 0 and 1."),
    "zeros": (
        chat(*[token("a", 0.0)] * 3),
        "All log-probabilities of this answer are 0, as llama.cpp writes",
    ),
    "nothing known": (chat(token("a", None)), "This answer holds no log-probabilities: ask the server"),
    "not one listed": (chat(*[token("a", -9999.0)] * 2), "None of the tokens in this answer has a log-prob"),
    "no content": (
        chat(),
        "This answer holds no log-probabilities: ask the server for them with “logprobs”.",
    ),
    "an error": (
        '{"error": {"message": "No model."}}',
        "This is an error of a server and no answer: “No model.”",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_bad_answer_is_refused_with_what_is_wrong_and_where(text: str, sentence: str) -> None:
    assert looks_like_answer(text) == (not text.startswith("data: {}"))
    with pytest.raises(InputError, match=sentence) as refusal:
        open_answer(text, "name")
    assert "\n" not in str(refusal.value)


def test_bytes_that_are_no_text_are_refused_with_their_place() -> None:
    with pytest.raises(InputError, match="Byte 13 of this answer is not text"):
        open_answer(b'{"choices":"\xff"}', "name")


@pytest.mark.parametrize("unit", ["[],", "{},", "0,", '"",'])
def test_a_flood_of_values_is_not_made(monkeypatch: pytest.MonkeyPatch, unit: str) -> None:
    monkeypatch.setattr("tauscope.sources.trace.shapes.parsing.MOST_MEMORY", 2**19)
    monkeypatch.setattr(json.JSONDecoder, "raw_decode", pytest.fail)
    with pytest.raises(InputError, match=r"This answer takes more than 0 MiB of memory, the limit"):
        open_answer('{"choices":[' + unit * 20_000 + "0]}", "name")


@pytest.mark.parametrize("logprob", ["-9999.0", "-3.4028234663852886e38", "null", "-Infinity", "-1e999"])
def test_what_stands_for_not_listed_is_never_a_number(logprob: str) -> None:
    recording = open_answer(second(logprob), "name")
    assert recording.recognised.endswith("2 tokens, nothing but the chosen one (1 without any)")
    step = recording.step(1)
    assert step.unlisted is not None
    assert tuple(step.unlisted.mass) == (0.0, 1.0)
    listed = json.dumps(token("c", -9)).replace("-9", logprob)
    text = chat(token("a", -0.5, top_logprobs=[token("a", -0.5), "c"])).replace('"c"', listed)
    step = open_answer(text, "name").step(0)
    assert list(step.logits.labels) == ["a"]
    assert step.unlisted is not None
    assert step.unlisted.most == pytest.approx(float(np.exp(-0.5)))


def step_of(*top: dict[str, object], **more: Any) -> tuple[Recording, list[str], list[int]]:
    recording = open_answer(chat({**top[0], "top_logprobs": list(top), **more}), "name")
    step = recording.step(0)
    return recording, list(step.logits.labels), step.logits.keys.tolist()


def test_different_tokens_with_the_same_text_stay_two() -> None:
    _, labels, keys = step_of(token("a", -1), token("a", -2))
    assert labels == ["a", "a"]
    assert keys == [0, 1]
    _, labels, keys = step_of(token("a", -1, id=7), token("a", -2, id=9))
    assert labels == ["a", "a"]
    assert keys == [7, 9]


def test_parts_of_characters_are_told_apart_by_their_bytes() -> None:
    first, second_ = token("\ufffd", -1, bytes=[0xE2]), token("\ufffd", -2, bytes=[0xE3])
    recording = open_answer(
        chat({**first, "top_logprobs": [first, second_]}, {**second_, "top_logprobs": [second_, first]}),
        "name",
    )
    steps = [recording.step(number) for number in range(2)]
    assert list(steps[0].logits.labels) == ["<0xE2>", "<0xE3>"]
    assert steps[0].logits.keys.tolist() == steps[1].logits.keys.tolist()[::-1]


def test_a_character_of_several_tokens_belongs_to_the_last() -> None:
    parts = [token("\ufffd", -1, bytes=[byte]) for byte in "é".encode()]
    assert open_answer(chat(*parts, token("!", -1)), "name").pieces == ("", "é", "!")
    written = [token(f"bytes:\\x{byte:02x}", -1) for byte in "é".encode()]
    assert open_answer(chat(*written), "name").pieces == ("", "é")


def test_letters_that_stand_for_bytes_are_read_as_bytes() -> None:
    """lmdeploy writes “Ġthe”, and the bytes of these letters."""
    words = [token(word, -1, bytes=list(word.encode())) for word in ("ĠcafÃ", "©", "Ġthe")]
    assert open_answer(chat(*words), "name").pieces == (" caf", "é", " the")
    assert open_answer(chat(token("▁the", -1), token("<0x0A>", -1)), "name").pieces == (" the", "\n")
    assert open_answer(chat(token("Ġthe ", -1)), "name").pieces == ("Ġthe ",)  # a text with blanks of its own


def test_characters_that_no_text_holds_are_shown() -> None:
    text = chat(token("\ud83d", -1), token("\x1b[31m\0", -1), token("a\nb", -1), token("", -1))
    recording = open_answer(text, "name")
    labels = [recording.step(number).logits.labels[0] for number in range(4)]
    assert labels == ["\ufffd", "<0x1B>[31m<0x00>", "a↵b", "<empty>"]


def test_a_full_list_names_the_vocabulary() -> None:
    ids = [2, 0, 3, 1]
    top = [
        token("abcd"[one], float(np.log(p)), id=one) for one, p in zip(ids, [0.4, 0.3, 0.2, 0.1], strict=True)
    ]
    recording, labels, keys = step_of(*top)
    assert (recording.vocabulary, recording.lists_all) == (4, True)
    assert (labels, keys) == (["a", "b", "c", "d"], [0, 1, 2, 3])
    assert recording.step(0).unlisted is None
    assert recording.step(0).chosen == 2


def test_rounding_above_1_is_forgiven() -> None:
    top = [token("a", float(np.log(0.6))), token("b", float(np.log(0.4002)))]
    recording, *_ = step_of(*top)
    unlisted = recording.step(0).unlisted
    assert unlisted is not None
    assert unlisted.mass.low == 0.0
    assert 0.0 < unlisted.mass.high <= 1e-6  # what rounding leaves, which a hot τ may make much of


def test_sessions_and_reports_and_samples_are_no_answers() -> None:
    for text in (
        '{"format": 13, "source": {"kind": "table", "logprobs": []}}',
        '{"temperature": 1, "classes": [{"label": "choices", "logit": 1}], "logprobs": 1}',
        '{"doc_id": 0, "resps": [[["-1.5", "False"]]], "logprobs": []}',
        "choices,1\nlogprobs,2\n",
        '{"logits": [[2, 1], [0, 1]], "labels": [0, 1]}',
        '[{"label": "\\"choices\\":", "logit": 1}]',
    ):
        assert not looks_like_answer(text)


def test_an_answer_that_was_asked_for_without_probabilities_says_so() -> None:
    lines = [
        {"model": "m", "created_at": "2026", "message": {"content": "a"}, "done": False},
        {"model": "m", "created_at": "2026", "message": {"content": ""}, "done": True},
    ]
    for text in ("\n".join(map(json.dumps, lines)), json.dumps({"generated_text": "a"})):
        assert looks_like_answer(text)
        with pytest.raises(InputError, match="holds no log-probabilities: ask the server for them"):
            open_answer(text, "name")


def test_more_steps_or_tokens_than_are_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    text = chat(*[token("a", -1, top_logprobs=[token("a", -1), token("b", -1)])] * 3)
    assert open_answer(text, "name").steps == 3
    monkeypatch.setattr("tauscope.sources.trace.shapes.listed.cells.MOST_LISTED", 5)
    with pytest.raises(
        InputError, match="Step 3: An answer has at most 200,000 steps that list at most 5 tokens"
    ):
        open_answer(text, "name")
    monkeypatch.setattr("tauscope.sources.trace.shapes.listed.cells.MOST_STEPS", 1)
    with pytest.raises(InputError, match="Step 2: An answer has at most 1 steps"):
        open_answer(text, "name")
    monkeypatch.setattr("tauscope.sources.trace.shapes.reading.MOST_STEPS", 1)
    with pytest.raises(InputError, match="There are more than 1 answers"):
        open_answer("\n".join([chat(token("a", -1))] * 4), "name")


def test_lists_of_nothing_but_zeros_are_refused_for_what_they_are() -> None:
    """Under speculative decoding llama.cpp writes 0.0 for whatever it lists."""
    listed = [token(text, 0.0) for text in "abc"]
    step = token("a", 0.0, top_logprobs=listed)
    with pytest.raises(InputError, match=r"Step 1: all 3 listed tokens .* 0, .* speculatively"):
        open_answer(chat(step), "name")
    usual = token("a", -1.0, top_logprobs=[token("a", -1.0), token("b", -1.5)])
    with pytest.raises(InputError, match="Step 2: all 3 listed tokens"):
        open_answer(chat(usual, step), "name")
    more = token("a", 0.0, top_logprobs=[token("a", 0.0), token("b", -0.5)])
    with pytest.raises(InputError, match=r"add up to 1\.607, more than 1"):
        open_answer(chat(more), "name")


def test_tokens_that_are_all_certain_are_said_to_be_so() -> None:
    """Only the chosen tokens are listed, each with ln p = 0, beside marks that stand for “not listed”."""
    listed = [token("a", 0.0), token("b", -9999.0)]
    answer = chat(*[token("a", 0.0, top_logprobs=listed)] * 3)
    recording = open_answer(answer, "name")
    assert recording.recognised.endswith(
        "all with probability 1, as servers write after greedy or speculative decoding"
    )
    assert "speculative" not in open_answer(chat(*[token("a", -0.5)] * 3), "name").recognised


def test_a_vocabulary_without_a_listed_id_is_refused() -> None:
    recording = open_answer(EXAMPLES["llama.cpp after its samplers"].text, "a.json")
    assert recording.of_vocabulary(15).vocabulary is None
    with pytest.raises(InputError, match="a token with the id 14; in a vocabulary of 14 the last id is 13"):
        recording.of_vocabulary(14)
