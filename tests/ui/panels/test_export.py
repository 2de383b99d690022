from __future__ import annotations

import csv
import json
import math
from functools import partial
from pathlib import Path

import pytest
from tests.ui.conftest import Answers
from tests.ui.panels.conftest import Story

from tauscope.core.chain import Chain
from tauscope.document import edits
from tauscope.ui.history import Request
from tauscope.ui.main_window import MainWindow


def exported(story: Story, answers: Answers, path: Path) -> str:
    answers.text = path
    story.window.actions_by_name["export_text"].trigger()
    return path.read_text("utf-8")


def test_a_text_is_written_with_its_numbers(story: Story, answers: Answers, tmp_path: Path) -> None:
    story.write(6)
    tokens = story.window.history.document.state.written
    text = story.panel.view.text
    assert exported(story, answers, tmp_path / "a.txt") == text + "\n"
    rows = list(csv.DictReader(exported(story, answers, tmp_path / "a.csv").splitlines()))
    assert [int(row["id"]) for row in rows] == [token.row for token in tokens]
    assert [float(row["probability"]) for row in rows] == [token.probability for token in tokens]
    (entry,) = json.loads(exported(story, answers, tmp_path / "a.json"))["texts"]
    assert entry["prompt"] + entry["text"] == text
    assert [step["entropy_nats"] for step in entry["steps"]] == [token.entropy for token in tokens]


def test_texts_side_by_side_are_written_together(story: Story, answers: Answers, tmp_path: Path) -> None:
    story.panel.beside.click()
    story.write(3)
    rows = list(csv.DictReader(exported(story, answers, tmp_path / "a.csv").splitlines()))
    assert [row["temperature"] for row in rows] == ["0.2"] * 3 + ["0.8"] * 3 + ["1.5"] * 3
    assert [row["position"] for row in rows] == ["0", "1", "2"] * 3


def test_what_cannot_be_written_is_said(story: Story, answers: Answers, tmp_path: Path) -> None:
    for path, sentence in ((tmp_path / "a.png", ".csv"), (tmp_path / "none" / "a.txt", "could not be saved")):
        answers.text = path
        story.window.actions_by_name["export_text"].trigger()
        assert sentence in story.window.notice.text
        assert not path.exists()


def test_without_a_path_nothing_is_written(story: Story, answers: Answers) -> None:
    before = story.window.notice.text
    story.window.actions_by_name["export_text"].trigger()
    assert answers.asked[-1] == "export a text"
    assert story.window.notice.text == before


@pytest.mark.usefixtures("answers")
def test_a_table_has_no_text(window: MainWindow) -> None:
    window.actions_by_name["export_text"].trigger()
    assert "no text" in window.notice.text


def test_json_says_with_what_it_was_written(story: Story, answers: Answers, tmp_path: Path) -> None:
    story.write(2)
    chain = Chain.parse("temperature=0.7,top-k=40")
    for edit in (partial(edits.set_chain, chain=chain), partial(edits.set_logit, row=5, value=-math.inf)):
        story.window.history.perform(Request("edit", edit))
        story.until(story.shown)
    whole = json.loads(exported(story, answers, tmp_path / "a.json"))
    assert whole["seed"] == story.window.history.document.seed
    assert [knob["knob"] for knob in whole["chain"]] == ["temperature", "top-k"]
    assert whole["bias"] == [{"id": 5, "added": "-inf"}]
