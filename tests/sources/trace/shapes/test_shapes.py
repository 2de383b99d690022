import json

import numpy as np
import pytest
from tests.sources.trace.shapes.examples import EXAMPLES, REPLIES, Example

from tauscope.sources.trace.shapes import looks_like_answer, open_answer
from tauscope.sources.trace.shapes.registry import SHAPES, shape_for

every_example = pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)


@every_example
def test_a_shape_is_recognised_by_its_beginning_and_read(example: Example) -> None:
    assert looks_like_answer(example.text)
    recording = open_answer(example.text.encode(), "name")
    assert recording.recognised == example.recognised
    assert tuple(recording.pieces) == example.pieces
    assert recording.applied == example.applied
    assert recording.steps == len(example.pieces or [1])


@every_example
def test_a_step_lists_what_the_answer_lists(example: Example) -> None:
    recording = open_answer(example.text, "name")
    step = recording.step(0)
    assert tuple(step.logits.labels[:2]) == example.labels
    assert step.unlisted is not None
    assert step.unlisted.mass.low == step.unlisted.mass.high == pytest.approx(example.mass, abs=1e-4)
    assert float(np.exp(step.logits.values).sum()) + step.unlisted.mass.low == pytest.approx(1.0)
    assert 0 < step.unlisted.most <= float(np.exp(step.logits.values).max())


@every_example
def test_the_chosen_token_of_each_step_is_listed_with_the_text_that_it_adds(example: Example) -> None:
    recording = open_answer(example.text, "name")
    for number, piece in enumerate(recording.pieces):
        step = recording.step(number)
        assert len(set(step.logits.keys.tolist())) == len(step.logits)
        row = step.logits.row_of(-1 if step.chosen is None else step.chosen)
        assert row is not None
        assert step.logits.labels[row].replace("␣", " ") == piece.removeprefix("\n")


@every_example
def test_keys_are_ids_where_the_answer_has_them(example: Example) -> None:
    keys = open_answer(example.text, "name").step(0).logits.keys.tolist()
    assert (max(keys) >= len(keys)) == example.has_ids


@every_example
def test_an_answer_with_other_texts_around_it_has_another_fingerprint(example: Example) -> None:
    first, second = (open_answer(text, "name").fingerprint for text in (example.text, example.text + " "))
    assert first != second
    assert open_answer(example.text, "another").fingerprint == first


def test_every_shape_has_an_example() -> None:
    entries = [
        json.loads(example.text.removeprefix("data: ").split("\n\n")[0].split("\n{")[0])
        for example in EXAMPLES.values()
    ]
    shapes = {
        type(shape_for(one)) for entry in entries for one in (entry if isinstance(entry, list) else [entry])
    }
    assert {path.rpartition(".")[2] for path in SHAPES.values()} <= {
        getattr(shape, "__name__", "") for shape in shapes
    }


def test_the_token_of_a_prompt_is_told_by_its_rank_where_keys_were_sorted() -> None:
    def listed(*tokens: tuple[int, float, int]) -> dict[str, object]:
        return {
            str(token): {"logprob": logprob, "rank": rank, "decoded_token": f"t{token}"}
            for token, logprob, rank in tokens
        }

    # Ids rise; of the second step only the place would tell which of the two likeliest is in the prompt.
    prompt = [
        None,
        listed((3, -0.5, 1), (5, -2.0, 2), (8, -7.0, 40)),
        listed((4, -1.5, 2), (7, -0.5, 1)),
        listed((2, -1.0, 1), (9, -1.5, 2)),
    ]
    choice = {"index": 0, "text": "x", "logprobs": None, "prompt_logprobs": prompt}
    first, *others = map(open_answer(json.dumps({"choices": [choice]}), "name").step, range(3))
    assert first.chosen == 8
    assert first.unlisted is not None
    assert first.unlisted.most == pytest.approx(np.exp(-2.0))  # and not that of the token of rank 40
    assert [step.chosen for step in others] == [None, None]
    choice["prompt_token_ids"] = [1, 8, 4, 9]
    steps = map(open_answer(json.dumps({"choices": [choice]}), "name").step, range(3))
    assert [step.chosen for step in steps] == [8, 4, 9]


def test_a_prompt_that_stands_in_an_answer_twice_is_read_once() -> None:
    recording = open_answer(json.dumps(REPLIES["vLLM echo"]), "name")
    assert "".join(recording.pieces) == "<|endoftext|>Once upon a time there was a little country"
    assert recording.recognised == "vLLM completion: 9 tokens, top 3 each"


def test_a_first_token_of_which_nothing_is_known_is_no_step_and_has_its_text_before_the_next() -> None:
    recording = open_answer(json.dumps(REPLIES["llama-cpp-python echo"]), "name")
    assert recording.pieces[:2] == ("Once upon", " a")
    assert recording.step(0).logits.labels[0] == "␣upon"
    assert recording.steps == 8


def test_vllm_puts_a_chosen_token_that_is_not_likely_first_and_it_bounds_no_other() -> None:
    step = open_answer(json.dumps(REPLIES["vLLM texts"]), "name").step(0)
    assert step.logits.labels[0] == "␣jackal"
    assert step.logits.values.argmin() == 0
    assert step.unlisted is not None
    assert step.unlisted.most == pytest.approx(float(np.exp(step.logits.values[-1])))


def test_in_every_shape_the_real_replies_are_read() -> None:
    for name, reply in REPLIES.items():
        assert open_answer(reply if isinstance(reply, str) else json.dumps(reply), name).steps, name
