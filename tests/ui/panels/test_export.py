from __future__ import annotations

import csv
import json
import math
from functools import partial
from pathlib import Path

import pytest
from tests.ui.conftest import Answers
from tests.ui.panels.conftest import Story

from tauscope.core.chain import ENGINES, Chain
from tauscope.core.numbers import plain_number
from tauscope.document.edits import run_edits, source_edits, table_edits
from tauscope.document.files import codec
from tauscope.document.reports.report import chain_entry
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.window.main_window import MainWindow


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
    assert [int(row["id"]) for row in rows] == [token.key for token in tokens]
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


def test_texts_side_by_side_say_with_which_chain(story: Story, answers: Answers, tmp_path: Path) -> None:
    story.panel.beside.click()
    own = Chain.parse("top-p=0.9,temperature=1.5")
    for edit in (
        partial(table_edits.set_chain, chain=Chain.parse("top-k=5")),
        partial(run_edits.use_engine, place=1, name="llama.cpp"),
        partial(run_edits.use_chain, place=2, chain=own),
    ):
        story.window.history.perform(EditRequest("edit", edit))
    story.write(2)
    llama = ENGINES["llama.cpp"].chain(temperature=1.0)
    chains = [Chain.parse("temperature=0.2,top-k=5"), llama, own]
    rows = list(csv.DictReader(exported(story, answers, tmp_path / "a.csv").splitlines()))
    assert [row["chain"] for row in rows] == [str(chain) for chain in chains for _ in range(2)]
    assert [row["engine"] for row in rows[::2]] == ["", "llama.cpp", ""]
    texts = json.loads(exported(story, answers, tmp_path / "a.json"))["texts"]
    assert [text["engine"] for text in texts] == [None, "llama.cpp", None]
    assert [text["chain"] for text in texts] == [chain_entry(chain) for chain in chains]
    heads = [line for line in exported(story, answers, tmp_path / "a.txt").splitlines() if line[:1] == "["]
    assert heads == [
        "[τ 0.20 · top-k 5]",
        "[llama.cpp: top-k 40 exact · top-p 0.95 · min-p 0.05 · τ 1.00]",
        "[top-p 0.9 · τ 1.50]",
    ]


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
    for edit in (
        partial(table_edits.set_chain, chain=chain),
        partial(table_edits.set_logit, row=5, value=-math.inf),
    ):
        story.window.history.perform(EditRequest("edit", edit))
        story.until(story.shown)
    whole = json.loads(exported(story, answers, tmp_path / "a.json"))
    assert whole["present"]["seed"] == story.window.history.document.seed
    assert [knob["knob"] for knob in whole["present"]["chain"]] == ["temperature", "top-k"]
    assert whole["present"]["bias"] == [{"id": 5, "added": "-inf"}]
    (text,) = whole["texts"]
    assert text["settings"] == [
        {
            "from": 0,
            "temperature": 1.0,
            "chain": [{"knob": "temperature", "value": 1.0}],
            "method": "sample",
            "seed": story.window.history.document.seed,
            "bias": [],
        }
    ]


def test_every_token_says_with_which_settings_it_was_chosen(
    story: Story, answers: Answers, tmp_path: Path
) -> None:
    perform = story.window.history.perform
    row = story.source.model.labels.index("!")
    story.write(2)
    perform(EditRequest("force", partial(table_edits.set_logit, row=row, value=1000.0)))
    story.until(story.shown)
    forced = dict(story.source.bias)[row]
    story.write(1)
    perform(EditRequest("let go", source_edits.own_logits))
    story.until(story.shown)
    perform(EditRequest("choose", partial(source_edits.choose, key=7)))
    story.window.turn_to(0.2)
    story.until(story.shown)
    story.write(2)
    rows = list(csv.DictReader(exported(story, answers, tmp_path / "a.csv").splitlines()))
    assert [row["temperature"] for row in rows] == ["1", "1", "1", "1", "0.2", "0.2"]
    assert [row["method"] for row in rows] == ["sample", "sample", "sample", "hand", "sample", "sample"]
    assert [row["seed"] for row in rows] == ["1", "1", "1", "", "1", "1"]
    assert [row["bias"] for row in rows] == ["", "", f"{row}:{plain_number(forced)}", "", "", ""]
    assert rows[-1]["chain"] == "temperature=0.2"
    (text,) = json.loads(exported(story, answers, tmp_path / "a.json"))["texts"]
    assert [entry["from"] for entry in text["settings"]] == [0, 2, 3, 4]
    assert text["settings"][1]["bias"] == [{"id": row, "added": forced}]
    again = codec.decode(codec.encode(story.window.history.document)).document
    assert again == story.window.history.document
    assert [token.settings for token in again.state.written] == [
        token.settings for token in story.window.history.document.state.written
    ]


def test_a_token_is_shown_with_the_temperature_it_came_with(story: Story) -> None:
    story.write(3)
    story.window.turn_to(0.2)
    story.panel.view.picked.emit(1)
    story.until(story.shown)
    assert "at τ = 1, " in story.panel.card._note._whole
    assert "0.2" not in story.panel.card._note._whole


def test_a_text_of_an_older_session_is_written_without_settings(
    story: Story, answers: Answers, tmp_path: Path
) -> None:
    story.write(2)
    old = codec.encode(story.window.history.document)
    entry = json.loads(old)
    del entry["state"]["settings"]
    decoded = codec.decode(json.dumps(entry))
    assert decoded.warnings == ()
    story.window.history.perform(EditRequest("open", lambda _: decoded.document))
    story.until(story.shown)
    rows = list(csv.DictReader(exported(story, answers, tmp_path / "a.csv").splitlines()))
    assert [(row["temperature"], row["method"], row["chain"]) for row in rows] == [("", "", "")] * 2
    (text,) = json.loads(exported(story, answers, tmp_path / "a.json"))["texts"]
    assert text["settings"] == [
        {"from": 0, **dict.fromkeys(("temperature", "chain", "method", "seed", "bias"))}
    ]
