from __future__ import annotations

import io
import math
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.cli.commands import printed, printed_json
from tests.endless import endless_model

from tauscope.cli import main, waiting
from tauscope.resources import model_folder
from tauscope.sources.language.text_reader import TextReader

pytest.importorskip("onnxruntime", reason="language models need the extra “models”")
pytest.importorskip("tokenizers", reason="language models need the extra “models”")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    return printed(capsys, "write", *words)


def entry(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    return printed_json(capsys, "write", *words)


def test_the_model_that_ships_tells_a_tale(capsys: pytest.CaptureFixture[str]) -> None:
    found = entry(capsys, "--tokens", "6", "--method", "greedy")
    assert found["text"] == " there lived a king who had"
    assert (found["model"], found["graph"]) == ("storyteller", "model.onnx")
    assert found["prompt"] == "Once upon a time"
    assert [step["label"] for step in found["steps"]] == ["␣there", "␣lived", "␣a", "␣king", "␣who", "␣had"]
    for step in found["steps"]:
        assert set(step) == {"id", "label", "text", "probability", "entropy_nats"}
        assert 0 < step["probability"] <= 1
        assert step["entropy_nats"] >= 0


def test_text_is_printed_as_json_has_it(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--tokens", "30", "--temperature", "1.2", "--seed", "5", "--prompt", "The wolf — said")
    assert run(capsys, *words) == entry(capsys, *words)["text"] + "\n"


def test_a_folder_is_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--tokens", "5", "--chain", "temperature=0.7,top-p=0.9", "--seed", "3")
    assert run(capsys, *words, "--model", str(model_folder())) == run(capsys, *words)


def test_the_chain_counts(capsys: pytest.CaptureFixture[str]) -> None:
    cold = entry(capsys, "--tokens", "4", "--temperature", "0")
    greedy = entry(capsys, "--tokens", "4", "--method", "greedy")
    assert cold["text"] == greedy["text"]
    assert {step["probability"] for step in cold["steps"]} == {1.0}
    assert {step["entropy_nats"] for step in cold["steps"]} == {0.0}
    single = entry(capsys, "--tokens", "4", "--chain", "top-k=1", "--seed", "9")
    assert [step["id"] for step in single["steps"]] == [step["id"] for step in greedy["steps"]]
    assert [knob["knob"] for knob in single["chain"]] == ["top-k"]


def test_beams_find_a_likelier_text_than_greedy(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--tokens", "10", "--prompt", "One day the fox")
    found = entry(capsys, *words, "--method", "beam", "--beams", "4")
    assert run(capsys, *words, "--method", "beam", "--beams", "4") == found["text"] + "\n"
    greedy = entry(capsys, *words, "--method", "greedy")
    of_greedy = sum(math.log(step["probability"]) for step in greedy["steps"])
    assert found["log_probability"] > of_greedy + 1
    assert len(found["sequences"]) == 4
    assert found["sequences"][0]["labels"] == [step["label"] for step in found["steps"]]
    assert found["sequences"][0]["score"] == pytest.approx(found["log_probability"] / 10)


def test_an_empty_prompt_starts_from_the_beginning_of_a_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--prompt", "", "--method", "greedy", "--tokens", "5") == "There was once a poor\n"


def test_a_prompt_may_begin_with_a_minus_sign(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry(capsys, "--prompt", "- No!", "--tokens", "1")["prompt"] == "- No!"


def test_what_an_engine_has_not_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["write", "--engine", "openai", "--min-p", "0.1", "--tokens", "1"]) == 0
    assert "has no min_p: it is left out" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--tokens", "0"], "The number of tokens goes from 1 to 100,000; 0 is outside"),
        (["--tokens", "many"], "“many” is not a number"),
        (["--method", "best"], "The method is sample or greedy"),
        (["--seed", "-1"], "The seed goes from 0"),
        (["--model", "no/such/folder"], "“folder”: There is no such folder"),
        (["--chain", "volume=11"], "No knob is called “volume”"),
        (["--top-k", "3"], "setting of an --engine"),
        (["--prompt", "word " * 300], "The prompt has "),
        (["a file"], "unrecognized arguments: a file"),
        (["--draws", "3"], "unrecognized arguments: --draws=3"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["write", *words]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("tauscope: ")
    assert output.err.count("\n") == 1
    assert message in output.err


def test_a_missing_extra_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert main(["write"]) == 2
    assert "pip install" in capsys.readouterr().err


def test_it_comes_token_by_token_and_a_reader_may_leave() -> None:
    command = [sys.executable, "-m", "tauscope", "write", "--tokens", "100000", "--chain", "top-k=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(12) == b" there lived"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize("prompt", ["The wolf — said", "Once\nmore"])
def test_a_prompt_comes_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, prompt: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(prompt.encode() + b"\n")))
    given = entry(capsys, "--tokens", "4", "--prompt", prompt)
    assert entry(capsys, "--tokens", "4", "--prompt", "-") == given
    assert given["prompt"] == prompt


def test_a_prompt_that_is_no_text_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\0\1\2")))
    assert main(["write", "--prompt", "-"]) == 2
    assert capsys.readouterr().err == "tauscope: Standard input is not text.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="there Ctrl+C is no signal that another process sends")
def test_a_model_that_never_answers_is_told_of_and_ended_by_ctrl_c(tmp_path: Path) -> None:
    script = (
        "import sys; from tauscope.cli import main, waiting; waiting.PATIENCE_SECONDS = 0.5;"
        "sys.exit(main(['write', '--model', sys.argv[1], '--prompt', 'a']))"
    )
    words = [sys.executable, "-P", "-c", script, str(endless_model(tmp_path))]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        told = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == -signal.SIGINT
        assert told == "tauscope: The model has not answered for 0.5 s; Ctrl+C ends the wait.\n"
        assert process.stderr.read() == ""


@pytest.mark.parametrize("words", [("--json",), ("--method", "beam"), ("--method", "greedy")])
def test_a_model_that_answers_is_not_said_to_be_silent_however_long_the_text_takes(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    events = list[str]()

    @contextmanager
    def told() -> Iterator[Callable[[], None]]:
        yield lambda: events.append("answered")

    def read_on(self: TextReader, *given: Any) -> Any:
        events.append("further")
        return original(self, *given)

    original = TextReader.read_on
    monkeypatch.setattr(waiting, "told_to_wait", told)
    monkeypatch.setattr(TextReader, "read_on", read_on)
    run(capsys, "--tokens", "3", *words)
    assert "answered" in events[:2]
    assert "further" in events
