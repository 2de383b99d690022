"""`tauscope compute` of a file that lists some of its classes: pairs, and what the list does not decide."""

from __future__ import annotations

import io
import json
import math
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tauscope.cli import main
from tauscope.core.softmax import log_softmax

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


KNOBS = (
    *("temperature=0.001", "temperature=0.7", "temperature=3", "temperature=1000", "top-k=3", "top-p=0.8"),
    *("min-p=0.1", "typical-p=0.5", "top-n-sigma=1", "epsilon=0.01", "eta=0.01", "dynamic-temperature=1"),
    "xtc=1",
)


@given(st.integers(0, 2**32 - 1), st.lists(st.sampled_from(KNOBS), max_size=4), st.sampled_from((0.5, 1, 2)))
@settings(max_examples=60, deadline=None)
def test_numbers_of_the_whole_distribution_are_between_those_of_its_list(
    seed: int, knobs: list[str], applied: float
) -> None:
    chance = np.random.default_rng(seed)
    classes = int(chance.integers(2, 30))
    listed = int(chance.integers(1, classes + 1))
    z = np.sort(chance.normal(0.0, chance.choice([0.5, 3.0, 20.0]), classes))[::-1]
    log_p = log_softmax(z)
    names = [f"t{number}" for number in range(classes)]
    top = [{"token": name, "logprob": one} for name, one in zip(names, log_p.tolist(), strict=True)][:listed]
    answer = json.dumps(
        {"choices": [{"index": 0, "logprobs": {"content": [{**top[0], "top_logprobs": top}]}}]}
    )
    with tempfile.TemporaryDirectory() as folder:
        whole, cut = Path(folder, "whole.csv"), Path(folder, "cut.json")
        rows = zip(names, (applied * log_p).tolist(), strict=True)
        whole.write_text("class,z\n" + "".join(f"{name},{value!r}\n" for name, value in rows))
        cut.write_text(answer)
        words = ("--chain", ",".join(knobs), "--pin", "min-p=0.1") if knobs else ()
        size = ("--vocabulary", str(classes), "--source-temperature", str(applied))
        one, other = told_of(str(whole), *words), told_of(str(cut), *size, *words)
    for name in ("entropy_nats", "perplexity", "log_partition", "mean_energy", "free_energy"):
        assert_inside(one[name], other[name])
    for mine, bounded in zip(one["classes"], other["classes"], strict=False):
        assert_inside(mine["probability"], bounded["probability"])
        assert_inside(mine["log_probability"], bounded["log_probability"])
        assert bounded["kept"] in (None, mine["kept"])
    for mine, bounded in zip(one["stages"], other["stages"], strict=True):
        for name in ("kept", "removed_probability", "entropy_nats"):
            assert_inside(mine[name], bounded[name])
    for mine, bounded in zip(one["pins"], other["pins"], strict=True):
        assert_inside(mine["kl_nats"], bounded["kl_nats"])


def told_of(*words: str) -> dict[str, Any]:
    with redirect_stdout(io.StringIO()) as out:
        assert main(["compute", *words, "--json"]) == 0
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def assert_inside(value: Any, bounds: Any) -> None:
    low, high = map(float, bounds if isinstance(bounds, list) else (bounds, bounds))
    true = float(value)
    room = 2e-6 * max(1.0, abs(true)) if math.isfinite(true) else 0.0
    assert low - room <= true <= high + room, (value, bounds)


def test_what_an_undecided_knob_removes_after_another_one_is_unknown(
    answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--vocabulary", "50000", "--chain", "typical-p=0.5,top-p=0.5,temperature=2")
    told = computed(capsys, answer, *words)
    assert [one["removed_probability"] for one in told["stages"]] == [[0.0, 1.0], [0.0, 1.0], [0.0, 0.0]]
    assert [one["decided"] for one in told["stages"]] == [False, False, True]


def test_probabilities_that_are_too_small_for_a_number_have_a_logarithm(
    answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = computed(capsys, answer, "--vocabulary", "50000", "--temperature", "0.001")
    assert told["classes"][2]["probability"] == [0.0, 0.0]
    assert told["classes"][2]["log_probability"] == pytest.approx([-3000.0, -3000.0])


def test_a_list_of_the_first_ids_is_whole_unless_the_user_says_that_there_are_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    top = [{"id": 0, "token": "a", "logprob": -0.0001}, {"id": 1, "token": "b", "logprob": -9.22}]
    path = tmp_path / "answer.json"
    entry = {"choices": [{"index": 0, "logprobs": {"content": [{**top[0], "top_logprobs": top}]}}]}
    path.write_text(json.dumps(entry))
    assert "unlisted" not in computed(capsys, str(path))
    assert "unlisted" not in computed(capsys, str(path), "--vocabulary", "2")
    assert computed(capsys, str(path), "--vocabulary", "9")["unlisted"]["classes"] == 7
    assert main(["compute", str(path), "--vocabulary", "1"]) == 2
    assert "a number for each of 2 classes, not 1." in capsys.readouterr().err


def test_of_an_array_no_other_vocabulary_can_be_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "logits.npy"
    np.save(path, np.array([1.0, 2.0, 3.0]))
    assert main(["compute", str(path), "--vocabulary", "100"]) == 2
    assert "This file has a number for each of 3 classes, not 100." in capsys.readouterr().err
