"""Draws on the command line, from the words to the numbers."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tauscope.cli import main
from tauscope.core.chain.candidates import Candidates
from tauscope.core.draws.sampling import Draws, Uniforms
from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.files.codec import encode

NAPKIN = ["--logits", "2,1,0.5,0.1", "--labels", "cat,dog,fox,owl"]
Compute = Callable[..., dict[str, Any]]


@pytest.fixture
def compute(capsys: pytest.CaptureFixture[str]) -> Compute:
    def run(*words: str) -> dict[str, Any]:
        assert main(["compute", *words, "--json"]) == 0
        entry: dict[str, Any] = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
        return entry

    return run


@pytest.fixture
def session(tmp_path: Path) -> str:
    document = bench_edits.set_seed(bench_edits.set_draws(Document(), 50), 9)
    path = tmp_path / "a.tauscope"
    path.write_text(encode(document), "utf-8")
    return str(path)


def counts(seed: int, draws: int) -> list[int]:
    candidates = Candidates.of(Logits.of("abcd", [2.0, 1.0, 0.5, 0.1]))
    found: list[int] = Draws(candidates, Uniforms(seed, draws)).counts_of_rows.tolist()
    return found


def test_draws_are_those_of_the_seed(compute: Compute) -> None:
    draws = compute(*NAPKIN, "--draws", "1000", "--seed", "7")["draws"]
    assert draws == {
        "seed": 7,
        "count": 1000,
        "counts": counts(7, 1000),
        "total_variation": pytest.approx(0.0062, abs=1e-4),
    }


def test_without_being_asked_nothing_is_drawn(compute: Compute, session: str) -> None:
    assert "draws" not in compute(*NAPKIN)
    assert "draws" not in compute(session)


@pytest.mark.parametrize(
    ("words", "seed", "draws"),
    [(["--seed", "3"], 3, 50), (["--draws", "20"], 9, 20), (["--draws=20", "--seed=3"], 3, 20)],
)
def test_what_is_not_given_is_the_sessions(
    compute: Compute, session: str, words: list[str], seed: int, draws: int
) -> None:
    assert compute(session, *words)["draws"]["counts"] == counts(seed, draws)


def test_what_is_cut_or_masked_is_never_drawn(compute: Compute) -> None:
    draws = compute("--logits", "1,-inf,0,2", "--chain", "top-k=2", "--draws", "1000000")["draws"]
    assert draws["counts"][1:3] == [0, 0]
    assert sum(draws["counts"]) == draws["count"] == 1_000_000
    assert draws["total_variation"] < 0.002
    assert compute("--logits", "1,1", "--temperature", "0", "--draws", "1")["draws"]["count"] == 1


def test_a_reader_sees_a_table_of_draws(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compute", *NAPKIN, "--draws", "1000", "--seed", "7"]) == 0
    text = capsys.readouterr().out
    assert "1,000 draws with seed 7: total variation 0.0062" in text
    (line,) = (line for line in text.splitlines() if line.startswith("cat") and "0.0156" in line)
    assert line.split() == ["cat", "579", "0.5790", "0.5745", "0.0156"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--draws", "0"], "The number of draws goes from 1 to 1,000,000; 0 is outside."),
        (["--draws", "1000001"], "goes from 1 to 1,000,000"),
        (["--draws", "1,000"], "may have marks for thousands"),
        (["--draws", "many"], "“many” is not a number"),
        (["--draws", "1.5"], "is a whole number"),
        (["--seed", "-1"], "The seed goes from 0 to 4,294,967,295; -1 is outside."),
        (["--seed", ""], "The seed: a number is missing here"),
        (["--draws", "5", "--engines"], "Draws are from one distribution"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_line(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compute", *NAPKIN, *words]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    assert sentence in output.err


def test_export_draws_as_asked_or_as_the_session_has_it(session: str, tmp_path: Path) -> None:
    for words, seed, draws in ((["--draws", "30", "--seed", "4"], 4, 30), ([], 9, 50)):
        target = tmp_path / "a.csv"
        assert main(["export", session, "--plot", "draws", "--to", str(target), *words]) == 0
        rows = list(csv.DictReader(target.read_text("utf-8-sig").splitlines()))
        assert [int(float(row["count"])) for row in rows] == counts(seed, draws)
        assert {row["seed"] for row in rows} == {str(seed)}


def test_a_table_keeps_the_order_of_its_rows(compute: Compute) -> None:
    entry = compute("--logits", "0,5,1", "--draws", "200")
    document = table_edits.replace_classes(Document(), ["a", "b", "c"], [0.0, 5.0, 1.0])
    assert len(entry["draws"]["counts"]) == len(document.logits)
    assert entry["draws"]["counts"][1] == max(entry["draws"]["counts"])
