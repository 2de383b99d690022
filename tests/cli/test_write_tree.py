"""`tauscope write --tree`: no language model is needed."""

from __future__ import annotations

import math
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.cli.commands import printed, printed_json

from tauscope.cli import main
from tauscope.core.search import exhaustive
from tauscope.document.commands import tree_decoding
from tauscope.resources import resource

NICE = str(resource("trees", "nice-dog.toml"))
MISSES = str(resource("trees", "beam-misses.toml"))


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    return printed(capsys, "write", "--tree", *words)


def entry(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    return printed_json(capsys, "write", "--tree", *words)


@pytest.fixture(autouse=True)
def _no_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    monkeypatch.setitem(sys.modules, "tokenizers", None)


def test_greedy_and_its_rank(capsys: pytest.CaptureFixture[str]) -> None:
    found = entry(capsys, NICE, "--method", "greedy")
    assert (found["text"], found["prompt"], found["tree"]) == ("nice woman", "The", "The nice dog")
    assert (found["rank"], found["sequences_in_all"]) == (2, 9)
    assert [step["label"] for step in found["steps"]] == ["nice", "woman"]
    assert [step["probability"] for step in found["steps"]] == pytest.approx([0.5, 0.4])
    assert found["steps"][0]["entropy_nats"] == pytest.approx(0.9433484)
    assert "sequences" not in found


def test_beam_and_exhaustive_list_sequences_by_score(capsys: pytest.CaptureFixture[str]) -> None:
    two = entry(capsys, NICE, "--method", "beam", "--beams", "2")
    assert two["text"] == "dog has"
    assert two["log_probability"] == pytest.approx(-1.0216512)
    assert [one["labels"] for one in two["sequences"]] == [["dog", "has"], ["nice", "woman"]]
    assert [one["rank"] for one in two["sequences"]] == [1, 2]
    every = entry(capsys, NICE, "--method", "exhaustive", "--length-penalty", "1")
    assert len(every["sequences"]) == 9
    assert every["sequences"][0]["score"] == pytest.approx(every["log_probability"] / 2)
    assert entry(capsys, NICE, "--method", "beam", "--length-penalty", "-1")["length_penalty"] == -1


def test_the_model_and_the_chain_have_numbers_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    cold = entry(capsys, NICE, "--method", "exhaustive", "--chain", "temperature=0.5,top-k=2")
    assert cold["text"] == "dog has"
    assert cold["log_probability"] == pytest.approx(-1.0216512)
    by_label = {tuple(one["labels"]): one for one in cold["sequences"]}
    assert by_label["dog", "has"]["chain_log_probability"] == pytest.approx(
        math.log(0.16 / 0.41 * 0.81 / 0.815)  # of the second token top-k keeps the tie, which is all three
    )
    assert by_label["car", "is"]["chain_log_probability"] == "-inf"


def test_a_sample_keeps_its_seed(capsys: pytest.CaptureFixture[str]) -> None:
    texts = [entry(capsys, NICE, "--seed", str(seed))["text"] for seed in (1, 1, 2, 3, 4, 5)]
    assert texts[0] == texts[1]
    assert len(set(texts)) > 2
    assert entry(capsys, NICE, "--method", "beam-sample", "--seed", "3")["seed"] == 3


def test_a_prompt_leads_into_the_tree(capsys: pytest.CaptureFixture[str]) -> None:
    found = entry(capsys, NICE, "--prompt", "The dog", "--method", "greedy")
    assert (found["text"], found["prompt"], found["sequences_in_all"]) == ("has", "The dog", 3)


def test_the_sentences_that_the_numbers_support_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, NICE, "--method", "greedy").splitlines() == [
        "nice woman",
        "",
        "p = 0.2000, ln p = −1.6094 (τ = 1, no knobs)",
        "Greedy found rank 2 of 9.",
    ]
    two = run(capsys, MISSES, "--method", "beam", "--beams", "2", "--temperature", "0.5")
    assert "Beam 2 found rank 5 of 24." in two
    assert "Beam 2 misses what greedy finds: A a1 stop" in two
    assert "p = 0.0178 with the chain, token by token" in two
    assert "misses" not in run(capsys, MISSES, "--method", "beam", "--beams", "3")
    assert "and 4 more: --json lists all" in run(capsys, MISSES, "--method", "exhaustive")


def test_where_there_are_too_many_sequences_there_is_no_rank(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # The limit is lower here: to count up to 100,000 takes seconds.
    monkeypatch.setattr(tree_decoding, "exhaustive", partial(exhaustive, most_nodes=1000))
    path = tmp_path / "wide.toml"
    # 10³ sequences, at no great depth.
    nodes = [
        "\n".join(
            [f"[node.n{at}]", *(f't{token} = {{p = 0.1, to = "n{at + 1}"}}' for token in range(10)), ""]
        )
        for at in range(3)
    ]
    path.write_text("".join([*nodes, "[node.n3]\nend = 1\n"]))
    found = entry(capsys, str(path), "--method", "beam")
    assert "rank" not in found
    assert "rank" not in found["sequences"][0]
    assert main(["write", "--tree", str(path), "--method", "exhaustive"]) == 2
    assert "An exhaustive search looks at 1,000 tokens at most" in capsys.readouterr().err
    monkeypatch.setattr(tree_decoding, "exhaustive", exhaustive)
    assert entry(capsys, str(path), "--method", "beam")["sequences_in_all"] == 10**3


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["none.toml"], "“none.toml”: There is no such file."),
        ([NICE, "--model", "x"], "Give either --model or --tree."),
        ([NICE, "--plain-prompt"], "are for a model"),
        ([NICE, "--model-defaults"], "are for a model"),
        ([NICE, "--method", "best"], "The method is sample or greedy or beam"),
        ([NICE, "--beams", "2"], "--beams is for --method beam and beam-sample."),
        ([NICE, "--method", "beam", "--beams", "two"], "“two” is not a number"),
        ([NICE, "--tokens", "0"], "The number of tokens goes from 1"),
        ([NICE, "--prompt", "A cat"], "The tree does not say “A cat”: it begins with “The”."),
        ([NICE, "--prompt", "The dog has"], "the sequence has ended here"),
        ([str(resource("themes", "light.toml"))], "“light.toml”: Line "),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["write", "--tree", *words]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("tauscope: ")
    assert output.err.count("\n") == 1
    assert message in output.err
