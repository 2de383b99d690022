"""Steps of files on the command line."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from tests.cli.commands import check_refused, printed_json
from tests.document.files.openers.examples import ANSWER

from tauscope.cli import main
from tauscope.core.softmax import softmax

ROWS = np.array([[2.0, 1.0, 0.5], [0.0, 3.0, -1.0]])


@pytest.fixture
def rows(tmp_path: Path) -> str:
    np.save(tmp_path / "rows.npy", ROWS)
    return str(tmp_path / "rows.npy")


@pytest.fixture
def answer(tmp_path: Path) -> str:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(ANSWER), encoding="utf-8")
    return str(path)


def test_a_step_of_a_file_is_computed(capsys: pytest.CaptureFixture[str], rows: str) -> None:
    for step, row in enumerate(ROWS, 1):
        entry = printed_json(capsys, "compute", rows, "--step", str(step), "--temperature", "0.5")
        p = {one["label"]: one["probability"] for one in entry["classes"]}
        assert [p[f"#{n}"] for n in range(3)] == pytest.approx(softmax(row, 0.5).tolist())


def test_a_line_says_what_was_recognised(capsys: pytest.CaptureFixture[str], rows: str, answer: str) -> None:
    def first(*words: str) -> str:
        assert main(["compute", *words]) == 0
        return capsys.readouterr().out.splitlines()[0]

    shape = "NumPy array, 2 × 3 (steps × classes), float64"
    assumed = "source τ = 1.00 (assumed: the file does not say)"
    assert first(rows, "--step", "2") == f"{shape}   step 2 of 2   {assumed}"
    assert first(rows, "--source-temperature", "0.5").endswith("   step 1 of 2   source τ = 0.50")
    assert "the file chose “" in first(answer)
    entry = printed_json(capsys, "compute", answer, "--step", "2")
    known = entry["recording"]
    assert (known["step"], known["source_temperature"], known["source_temperature_is_known"]) == (
        2,
        1.0,
        False,
    )
    assert known["chosen"] in [one["label"] for one in entry["classes"]]
    assert first("--logits", "1,2").startswith("τ = 1.00")


def test_the_source_s_temperature_multiplies(capsys: pytest.CaptureFixture[str], rows: str) -> None:
    entry = printed_json(capsys, "compute", rows, "--source-temperature", "2")
    assert sorted(one["logit"] for one in entry["classes"]) == [1.0, 2.0, 4.0]


def test_an_array_of_standard_input_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with io.BytesIO() as file:
        np.savez(file, first=ROWS, second=2 * ROWS)
        data = file.getvalue()

    def come(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))

    come(data)
    check_refused(capsys, "compute", "-", message="Name one with --tensor.")
    come(data)
    entry = printed_json(capsys, "compute", "-", "--tensor", "second")
    assert sorted(one["logit"] for one in entry["classes"]) == [1.0, 2.0, 4.0]
    come(json.dumps(ANSWER).encode())
    check_refused(capsys, "compute", "-", "--tensor", "a", message="no arrays with names, so there is no “a”")


def test_a_name_of_an_array_is_refused_where_none_has_one(
    capsys: pytest.CaptureFixture[str], rows: str, answer: str
) -> None:
    check_refused(capsys, "compute", rows, "--tensor", "a", message="It has no arrays with names")
    check_refused(capsys, "compute", answer, "--tensor", "a", message="It has no arrays with names")


def test_a_step_of_labelled_examples_is_a_row(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "validation.npz"
    np.savez(path, logits=ROWS, labels=np.array([0, 1]))
    entry = printed_json(capsys, "compute", str(path), "--step", "2")
    assert [one["logit"] for one in entry["classes"]] == ROWS[1].tolist()
    check_refused(capsys, "compute", str(path), "--step", "3", message="There is no row 3")


def test_what_is_compressed_or_empty_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "answer.json.gz"
    path.write_bytes(gzip.compress(json.dumps(ANSWER).encode()))
    check_refused(capsys, "compute", str(path), message="It is compressed with gzip: unpack it first")
    (tmp_path / "rows.npy").write_bytes(b"")
    check_refused(capsys, "compute", str(tmp_path / "rows.npy"), message="“rows.npy”: The file is empty.")


@pytest.mark.parametrize(
    ("kind", "logits"),
    [("logits", [0.25, 0.5, 0.25]), ("p", np.log([0.25, 0.5, 0.25])), ("energies", [-0.25, -0.5, -0.25])],
)
def test_what_values_are_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str, logits: list[float]
) -> None:
    path = tmp_path / "p.npy"
    np.save(path, [0.25, 0.5, 0.25])
    entry = printed_json(capsys, "compute", str(path), "--values", kind)
    found = {one["label"]: one["logit"] for one in entry["classes"]}
    assert [found[f"#{n}"] for n in range(3)] == pytest.approx(list(logits))
    check_refused(capsys, "compute", str(path), "--values", "x", message="“x” is not a kind of numbers: give")


def test_a_file_has_the_labels(capsys: pytest.CaptureFixture[str], rows: str, tmp_path: Path) -> None:
    names = tmp_path / "names.json"
    names.write_text('{"cat": 0, "dog": 1, "fox": 2}', encoding="utf-8")
    for words in ((rows,), ("--logits", "2,1,0.5")):
        entry = printed_json(capsys, "compute", *words, "--labels", str(names))
        assert {one["label"] for one in entry["classes"]} == {"cat", "dog", "fox"}
    check_refused(capsys, "compute", rows, "--labels", "cat,dog", message="no file “cat,dog” with names")


def test_a_file_of_labels_is_named_where_it_is_wrong(
    capsys: pytest.CaptureFixture[str], rows: str, tmp_path: Path
) -> None:
    (tmp_path / "none.json").write_text("{}")
    words = ("compute", rows, "--labels", str(tmp_path / "none.json"))
    check_refused(capsys, *words, message="“none.json” has no labels")
    assert main([*words]) == 2
    assert "rows.npy" not in capsys.readouterr().err


def test_a_list_gives_pairs_that_hold_what_is_not_listed(
    capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    entry = printed_json(capsys, "compute", answer, "--step", "2", "--vocabulary", "100")
    mass = 1 - np.exp([-0.5, -1.5, -3.0]).sum()
    assert entry["unlisted"]["classes"] == 97
    assert entry["unlisted"]["probability"] == pytest.approx([mass, mass])
    low, high = entry["entropy_nats"]
    assert low < high


def test_a_stream_from_standard_input_is_a_trace(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(json.dumps(ANSWER).encode())))
    entry = printed_json(capsys, "compute", "-", "--step", "3")
    assert len(entry["classes"]) == 3


def test_an_array_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "two.npz"
    np.savez(path, first=ROWS, second=2 * ROWS)
    check_refused(capsys, "compute", str(path), message="Name one with --tensor.")
    check_refused(capsys, "compute", str(path), "--tensor", "third", message="no array “third”")
    entry = printed_json(capsys, "compute", str(path), "--tensor", "second")
    assert sorted(one["logit"] for one in entry["classes"]) == [1.0, 2.0, 4.0]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--step", "3"), "there is no step 3"),
        (("--step", "0"), "The step"),
        (("--step", "x"), "The step"),
        (("--values", "p"), "Step 1: the probability of #0 is 2; one is from 0 to 1."),
        (("--source-temperature", "0"), "The source's temperature goes from"),
        (("--vocabulary", "2"), "lists 3 classes, more than a vocabulary of 2"),
    ],
)
def test_what_cannot_be_is_refused(
    capsys: pytest.CaptureFixture[str], rows: str, answer: str, words: tuple[str, str], message: str
) -> None:
    check_refused(capsys, "compute", answer if "--vocabulary" in words else rows, *words, message=message)


def test_steps_are_of_files_that_have_some(capsys: pytest.CaptureFixture[str]) -> None:
    check_refused(capsys, "compute", "--logits", "1,2", "--step", "2", message="--step needs a file of")
    check_refused(capsys, "compute", "--logits", "1,2", "--tensor", "a", message="--tensor names an array")


def test_a_step_is_exported(rows: str, tmp_path: Path) -> None:
    target = tmp_path / "step.csv"
    assert main(["export", rows, "--step", "2", "--plot", "distribution", "--to", str(target)]) == 0
    lines = target.read_text("utf-8-sig").splitlines()
    assert any("#1" in line and "0.93" in line for line in lines)


def test_another_file_of_the_text_is_compared(
    capsys: pytest.CaptureFixture[str], rows: str, tmp_path: Path
) -> None:
    other = str(tmp_path / "other.npy")
    np.save(other, ROWS[:, ::-1])
    p, q = (np.array([softmax(row, 0.5) for row in one]) for one in (ROWS, ROWS[:, ::-1]))
    found = printed_json(capsys, "compute", rows, "--compare", other, "--temperature", "0.5")["comparison"]
    assert found["kl_this_other"] == pytest.approx(float((p * np.log(p / q)).sum(axis=1).mean()))
    assert (found["file"], found["steps"], found["same_top"]) == ("other.npy", 2, 0.5)
    assert found["log_probability_gain"] is None
    assert main(["compute", rows, "--compare", other]) == 0
    assert "compared with other.npy, 2 steps at τ = 1.00, means in nats\nKL(" in capsys.readouterr().out
    target = tmp_path / "steps.csv"
    assert main(["export", rows, "--compare", other, "--plot", "file_steps", "--to", str(target)]) == 0
    assert len(target.read_text(encoding="utf-8").splitlines()) == 3


def test_a_list_compared_has_pairs(capsys: pytest.CaptureFixture[str], answer: str, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps(ANSWER).replace("-0.", "-1."), encoding="utf-8")
    found = printed_json(capsys, "compute", answer, "--compare", str(other))["comparison"]
    low, high = found["kl_this_other"]
    assert low >= 0
    assert high == "inf"


def test_what_cannot_be_compared_is_refused(
    capsys: pytest.CaptureFixture[str], rows: str, tmp_path: Path
) -> None:
    np.save(tmp_path / "wide.npy", np.hstack([ROWS, ROWS]))
    np.savez(tmp_path / "two.npz", a=ROWS[:, ::-1], b=ROWS[:, ::-1])
    wide, two = str(tmp_path / "wide.npy"), str(tmp_path / "two.npz")
    check_refused(capsys, "compute", rows, "--compare", wide, message="This file has 3 classes, the other 6")
    check_refused(capsys, "compute", rows, "--compare", rows, message="This is the file on the bench")
    check_refused(capsys, "compute", rows, "--compare", str(tmp_path / "no"), message="“no” cannot be read")
    check_refused(capsys, "compute", rows, "--compare", two, message="--compare-tensor")
    check_refused(capsys, "compute", rows, "--compare-tensor", "a", message="--compare")
    check_refused(capsys, "compute", "--logits", "1,2", "--compare", rows, message="needs a file of logits")
    assert main(["compute", rows, "--compare", two, "--compare-tensor", "b"]) == 0
