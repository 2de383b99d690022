"""`tauscope compute` of a file that lists some of its classes: pairs, and what the list does not decide."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tauscope.cli import main

LIST = [(" cat", -0.31), (" dog", -2.31), (" fox", -3.31)]


@pytest.fixture
def answer(tmp_path: Path) -> str:
    """A server's answer of one token, with its top 3."""
    top = [{"token": token, "logprob": p, "bytes": None} for token, p in LIST]
    content = [{**top[0], "top_logprobs": top}]
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"choices": [{"index": 0, "logprobs": {"content": content}}]}))
    return str(path)


def computed(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["compute", *words, "--json"]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_numbers_are_pairs(answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = computed(capsys, answer, "--vocabulary", "50000", "--temperature", "1.5")
    assert told["unlisted"]["classes"] == 49_997
    for name in ("entropy_nats", "entropy_bits", "perplexity", "log_partition", "mean_energy", "free_energy"):
        low, high = told[name]
        assert low < high, name
    assert told["heat_capacity"] is None
    low, high = told["unlisted"]["probability"]
    least = [one["probability"] for one in told["classes"]]
    assert sum(one[0] for one in least) + high == pytest.approx(1.0)
    assert sum(one[1] for one in least) + low == pytest.approx(1.0)


def test_at_the_temperature_of_the_source_the_rest_is_known(
    answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = computed(capsys, answer, "--vocabulary", "50000")
    assert told["unlisted"]["probability"] == pytest.approx([0.13077, 0.13077], abs=1e-5)


def test_stages_say_what_the_list_decides(answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = (answer, "--vocabulary", "50000", "--chain", "temperature=0.9,top-k=40,top-p=0.6")
    told = computed(capsys, *words)
    assert [one["decided"] for one in told["stages"]] == [True, False, True]
    assert told["stages"][2]["kept"] == [1, 1]
    assert told["classes"][0]["probability"] == [1.0, 1.0]
    assert main(["compute", *words]) == 0
    lines = capsys.readouterr().out.splitlines()
    (line,) = [line for line in lines if line.startswith("top-k")]
    assert line.endswith("; not decidable from these 3")


def test_a_vocabulary_that_is_too_small_is_refused(answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compute", answer, "--vocabulary", "4"]) == 2
    refusal = capsys.readouterr().err
    assert "the vocabulary has at least 7 classes, not 4." in refusal
    assert refusal.count("\n") == 1
