import math
from pathlib import Path
from typing import Any

import pytest
from tests.sources.fake_model import END, LETTERS, FakeModel

from tauscope.core.chain import Chain
from tauscope.core.draws.chosen import Chosen
from tauscope.core.draws.drawing import draw
from tauscope.core.errors import InputError
from tauscope.document.commands import text_generation
from tauscope.document.commands.text_generation import WritingRequest, in_whole_characters, requested_writing
from tauscope.sources.language import writer as module
from tauscope.sources.language.text import Text
from tauscope.sources.language.writer import Writer
from tauscope.sources.recommended import SamplingDefaults
from tauscope.sources.running import stepping


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "open_model", FakeModel)


def request(tokens: int = 30, **changes: Any) -> WritingRequest:
    given = {"method": "sample", "seed": "1", **changes}
    return requested_writing("some/folder", "ab", str(tokens), **given)[0]


def test_a_text_is_written_step_by_step() -> None:
    report = request(5, chain="temperature=0.7,top-k=3").report()
    assert list(report) == [
        "method",
        "seed",
        "chain",
        "model",
        "graph",
        "prompt",
        "text",
        "settings",
        "steps",
    ]
    assert report["settings"] == [
        {
            "from": 0,
            "temperature": 0.7,
            "chain": report["chain"],
            "method": "sample",
            "seed": 1,
            "bias": [],
        }
    ]
    assert (report["model"], report["prompt"], report["method"], report["seed"]) == (
        "fake",
        "ab",
        "sample",
        1,
    )
    assert [knob["knob"] for knob in report["chain"]] == ["temperature", "top-k"]
    assert len(report["steps"]) == 5
    assert report["text"] == "".join(step["label"] for step in report["steps"])
    chain, ids = Chain.parse("temperature=0.7,top-k=3"), [0, 1]
    source = Writer.open(Path("some/folder"), "ab")
    for position, step in enumerate(report["steps"]):
        text = Text()
        for id_ in ids[2:]:
            text = text.after(Chosen(id_, 0.0, 0.0))
        chosen = draw(source.logits(text), chain, stepping.uniform(1, position))
        assert (step["id"], step["probability"], step["entropy_nats"]) == (
            chosen.key,
            chosen.probability,
            chosen.entropy,
        )
        assert step["label"] == LETTERS[step["id"]]
        ids.append(step["id"])


def test_the_likeliest_is_taken_with_its_probability_in_what_the_chain_leaves() -> None:
    report = request(1, method="greedy", temperature="0.5", seed="9").report()
    (step,) = report["steps"]
    (settings,) = report["settings"]
    assert (settings["method"], settings["seed"], settings["temperature"]) == ("greedy", None, 0.5)
    logits = FakeModel().logits((0, 1))
    assert step["id"] == logits.argmax()
    weights = [math.exp((value - logits.max()) / 0.5) for value in logits]
    assert step["probability"] == pytest.approx(1 / sum(weights))
    entropy = -sum(weight / sum(weights) * math.log(weight / sum(weights)) for weight in weights)
    assert step["entropy_nats"] == pytest.approx(entropy)


def test_a_token_that_ends_a_text_is_the_last_step_and_has_no_text() -> None:
    for seed in range(40):
        report = request(200, seed=str(seed), temperature="3").report()
        *most, last = report["steps"]
        assert (last["id"], last["label"], last["text"]) == (END, ".", "")
        assert END not in [step["id"] for step in most]
        assert "." not in report["text"]


def test_the_same_seed_gives_the_same_text() -> None:
    assert request(seed="3").report() == request(seed="3").report()
    assert len({request(seed=str(seed)).report()["text"] for seed in range(5)}) == 5
    assert request(10).report()["steps"] == request(30).report()["steps"][:10]


def test_what_comes_is_the_text_in_parts() -> None:
    asked = request(20)
    assert "".join(asked.pieces()) == asked.report()["text"]


def test_beams_find_texts_that_end_or_are_cut_with_the_models_own_probabilities() -> None:
    asked = request(12, method="beam", beams="3", length_penalty="0.5", temperature="2")
    report = asked.report()
    assert (report["beams"], report["length_penalty"], report["method"]) == (3, 0.5, "beam")
    first = report["sequences"][0]
    assert len(report["sequences"]) == 3
    assert report["text"] == first["text"] == "".join(asked.pieces())
    assert report["log_probability"] == first["log_probability"]
    assert [step["label"] for step in report["steps"]] == first["labels"]
    for one in report["sequences"]:
        ids, sums = [0, 1], [0.0, 0.0]
        for label in one["labels"]:
            logits, id_ = FakeModel().logits(ids), LETTERS.index(label)
            for at, temperature in enumerate((1.0, 2.0)):
                heated = logits / temperature
                sums[at] += heated[id_] - math.log(sum(math.exp(value) for value in heated))
            ids.append(id_)
        assert (one["log_probability"], one["chain_log_probability"]) == pytest.approx(tuple(sums))
        assert one["score"] == pytest.approx(sums[0] / len(one["labels"]) ** 0.5)
        assert one["ended"] == (one["labels"][-1] == ".")
        assert one["ended"] or len(one["labels"]) == 12
    scores = [one["score"] for one in report["sequences"]]
    assert scores == sorted(scores, reverse=True)
    assert request(12, method="beam", beams="3", length_penalty="0.5").report()["text"] == report["text"]


def test_all_texts_of_two_tokens_and_too_many_of_more() -> None:
    report = request(2, method="exhaustive").report()
    assert report["beams"] is None
    assert len(report["sequences"]) == len(LETTERS) * (len(LETTERS) - 1) + 1
    total = sum(math.exp(one["log_probability"]) for one in report["sequences"])
    assert total == pytest.approx(1.0)
    with pytest.raises(InputError, match="An exhaustive search looks at 100,000 tokens at most"):
        request(30, method="exhaustive").report()


def test_drawn_beams_depend_on_the_seed() -> None:
    texts = [request(8, method="beam-sample", seed=str(seed)).report()["text"] for seed in (1, 1, 2, 3, 4)]
    assert texts[0] == texts[1]
    assert len(set(texts)) > 1


def test_a_character_is_held_back_until_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"a": b"\xe7", "b": b"\x8a\xac", "c": b"c", "d": b"\xff", "e": b"", ".": b""}

    def decode(_: FakeModel, ids: list[int]) -> str:
        return b"".join(parts[LETTERS[id_]] for id_ in ids).decode(errors="replace")

    monkeypatch.setattr(FakeModel, "decode", decode)
    source, ids = Writer.open(prompt="c"), list(map(LETTERS.index, "ccabcadcab"))
    found = list(in_whole_characters(source, ids))
    assert found == ["c", "c", "犬", "c", "\ufffd\ufffdc", "犬", ""]
    assert list(in_whole_characters(source, ids[:3])) == ["c", "c", "\ufffd"]


def test_an_engine_brings_its_chain() -> None:
    asked, warnings = requested_writing(
        None, "ab", "3", "sample", "1", engine="openai", settings={"top_k": "5", "top_p": None}
    )
    assert asked.decoding.chain.knobs[0].name == "temperature"
    assert "top_k" in warnings[0]


@pytest.mark.parametrize(
    ("changes", "chain"),
    [
        ({}, "temperature=0.6,top-k=20,top-p=0.95"),
        ({"engine": "llama.cpp"}, "top-k=20:exact,top-p=0.95,min-p=0.05,temperature=0.6"),
        ({"engine": "ollama", "temperature": "1.5"}, "top-k=20:exact,top-p=0.95,temperature=1.5"),
        (
            {"engine": "vllm", "settings": {"top_k": "0", "min_p": "0.1"}},
            "temperature=0.6,min-p=0.1,top-p=0.95",
        ),
    ],
)
def test_what_the_model_recommends_stands_in_for_what_is_not_given(
    changes: dict[str, Any], chain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = SamplingDefaults(temperature=0.6, top_k=20, top_p=0.95, do_sample=True)
    monkeypatch.setattr(FakeModel, "defaults", defaults, raising=False)
    assert request(model_defaults=True, **changes).decoding.chain.active == Chain.parse(chain).knobs


def test_a_greedy_model_is_greedy_unless_a_temperature_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(FakeModel, "defaults", SamplingDefaults(do_sample=False), raising=False)
    assert request(model_defaults=True).decoding.chain == Chain.parse("temperature=0,top-k=1:exact")
    assert request(model_defaults=True, temperature="0.5").decoding.chain.temperature == 0.5


def test_what_the_models_defaults_cannot_stand_beside_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="“fake” recommends no sampling settings"):
        request(model_defaults=True)
    with pytest.raises(InputError, match="either --chain or --model-defaults"):
        request(model_defaults=True, chain="top-k=2")
    typical = SamplingDefaults(typical_p=0.9, do_sample=True)
    monkeypatch.setattr(FakeModel, "defaults", typical, raising=False)
    warnings = requested_writing(None, "ab", "3", "sample", "1", model_defaults=True, engine="vllm")[1]
    assert warnings == ("vLLM has no typical_p: it is left out.",)


def test_what_a_model_recommends_and_no_chain_can_have_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    penalised = SamplingDefaults(temperature=0.6, do_sample=True, left_out=("repetition_penalty",))
    monkeypatch.setattr(FakeModel, "defaults", penalised, raising=False)
    warnings = requested_writing(None, "ab", "3", "sample", "1", model_defaults=True)[1]
    assert warnings == ("“fake”: there is no knob for its repetition_penalty.",)
    monkeypatch.setattr(FakeModel, "defaults", SamplingDefaults(left_out=("top_p",)), raising=False)
    with pytest.raises(InputError, match="no sampling settings that can be used: its top_p is not legal"):
        request(model_defaults=True)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tokens": 0}, r"number of tokens goes from 1 to 100,000; 0 is outside"),
        ({"tokens": 100_001}, "100001 is outside"),
        ({"method": "best"}, "The method is sample or greedy or beam or beam-sample or exhaustive; “best”"),
        ({"beams": "2"}, "--beams is for --method beam and beam-sample"),
        ({"method": "exhaustive", "beams": "2"}, "--beams is for --method beam and beam-sample"),
        ({"method": "greedy", "length_penalty": "1"}, "--length-penalty is for --method beam, beam-sample"),
        ({"method": "beam", "beams": "0"}, "number of beams goes from 1 to 1,000; 0 is outside"),
        ({"method": "beam", "length_penalty": "11"}, "length penalty goes from -10 to 10"),
        ({"seed": "-1"}, "seed goes from 0"),
        ({"chain": "volume=11"}, "No knob is called “volume”"),
        ({"chain": "temperature=1", "engine": "vllm"}, "either --engine or --chain"),
        ({"settings": {"top_k": "3"}}, "setting of an --engine"),
    ],
)
def test_what_is_wrong_is_said_before_a_model_is_opened(
    changes: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "open_model", pytest.fail)
    with pytest.raises(InputError, match=message):
        request(**changes)


def test_what_a_terminal_would_obey_is_left_out() -> None:
    assert text_generation.for_reading("a\x1b[2J\r\n\x07\tb\x9b é") == "a[2J\n\tb é"
