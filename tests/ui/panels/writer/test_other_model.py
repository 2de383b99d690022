"""Another model on the bench: its recommended settings, the prompt that stays, the table at its top."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QToolButton
from tests.sources.language.tiny import Tiny, save
from tests.ui.panels.conftest import Story

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.edits import source_edits, table_edits
from tauscope.sources.protocol import Source
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.table.columns import LOGIT


def opened(story: Story, folder: Path) -> None:
    before = story.window.history.document.source
    story.window.sources.open(folder)
    story.until(lambda: story.window.history.document.source is not before)
    story.until(story.shown)


def tiny(folder: Path, **generation: Any) -> Path:
    save(folder, Tiny())
    (folder / "generation_config.json").write_text(json.dumps(generation))
    return folder


def button(story: Story, text: str) -> QToolButton:
    (found,) = [one for one in story.window.notice.findChildren(QToolButton) if one.text() == text]
    return found


def test_recommended_settings_are_offered_and_undone_in_one_step(story: Story, tmp_path: Path) -> None:
    recommended = {"do_sample": True, "temperature": 0.6, "top_k": 20, "repetition_penalty": 1.1}
    opened(story, tiny(tmp_path / "tiny", **recommended))
    before = story.window.history.document
    assert story.window.notice.text == (
        "tiny is on the bench. It recommends temperature 0.6 and top-k 20; there is no knob for"
        " its repetition_penalty."
    )
    button(story, "Use these settings").click()
    assert str(story.window.history.document.chain) == "temperature=0.6,top-k=20"
    assert story.window.history.undo_name == "use the model's settings"
    story.window.history.undo()
    assert story.window.history.document == before


def test_a_greedy_model_offers_temperature_zero(story: Story, tmp_path: Path) -> None:
    opened(story, tiny(tmp_path / "tiny", do_sample=False, temperature=0.6))
    assert "It recommends the likeliest token each time, which is τ = 0." in story.window.notice.text
    button(story, "Set τ = 0").click()
    assert str(story.window.history.document.chain) == "temperature=0"


@pytest.mark.parametrize(
    ("generation", "said"),
    [
        ({}, ": press Write (F7), and turn the dial while it writes."),
        ({"temperature": 1.0, "do_sample": True}, ": press Write (F7), and turn the dial while it writes."),
        ({"num_beams": 3}, ". There is no knob for its num_beams."),
        ({"top_p": 2, "num_beams": 3}, ". There is no knob for its num_beams, and its top_p is not legal."),
    ],
)
def test_without_settings_for_the_knobs_nothing_is_offered(
    generation: dict[str, Any], said: str, story: Story, tmp_path: Path
) -> None:
    opened(story, tiny(tmp_path / "tiny", **generation))
    assert story.window.notice.text == f"tiny is on the bench{said}"
    buttons = [one for one in story.window.notice.findChildren(QToolButton) if one.isVisible()]
    assert {one.text() for one in buttons} <= {"more ▾", "×"}


def test_the_prompt_survives_a_change_of_model(story: Story, tmp_path: Path) -> None:
    story.window.history.perform(
        EditRequest(
            "prompt", lambda document: source_edits.use_source(document, story.source.with_prompt("The"))
        )
    )
    opened(story, tiny(tmp_path / "tiny"))
    assert story.source.model.name == "tiny"
    assert story.source.prompt == story.panel.prompt.text() == "The"
    assert story.panel.prompt.toolTip().endswith("A text begins with <start>, ends with <start>.")


def test_a_prompt_that_the_other_model_cannot_read_is_said_to_be_lost(story: Story, tmp_path: Path) -> None:
    long = "The wolf ran on " * 8
    story.window.history.perform(
        EditRequest(
            "prompt", lambda document: source_edits.use_source(document, story.source.with_prompt(long))
        )
    )
    opened(story, tiny(tmp_path / "tiny"))
    assert story.source.prompt == "Once upon a time"
    assert "The prompt could not be kept: The prompt has" in story.window.notice.text


def test_a_graph_of_another_name_is_named(story: Story, tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny")
    (folder / "model.onnx").rename(folder / "model_q4.onnx")
    opened(story, folder)
    assert story.window.notice.text.startswith("tiny (model_q4.onnx) is on the bench")
    assert "tiny (model_q4.onnx), 260 tokens" in story.panel.card._note._whole


def test_a_change_of_source_puts_the_table_at_its_top(story: Story, tmp_path: Path) -> None:
    table = story.window.bench.table

    def scrolled() -> None:
        index = table.model().index(150, LOGIT)
        table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        table.scrollTo(index)
        assert table.verticalScrollBar().value() > 0

    scrolled()
    opened(story, tiny(tmp_path / "tiny"))
    assert table.verticalScrollBar().value() == 0
    assert table.currentIndex().row() == 0
    scrolled()
    story.window.actions_by_name["as_table"].trigger()
    story.until(story.shown)
    assert table.verticalScrollBar().value() == 0


def test_a_table_of_other_classes_begins_at_its_top_and_an_edited_one_stays(story: Story) -> None:
    table, perform = story.window.bench.table, story.window.history.perform

    def classes(letter: str) -> list[str]:
        return [f"{letter}{number}" for number in range(200)]

    perform(
        EditRequest("a", lambda document: table_edits.replace_classes(document, classes("a"), [0.0] * 200))
    )
    table.scrollTo(table.model().index(150, LOGIT))
    place = table.verticalScrollBar().value()
    assert place > 0
    perform(EditRequest("edit", lambda document: table_edits.set_labels(document, 0, ["changed"])))
    assert table.verticalScrollBar().value() == place
    perform(
        EditRequest("b", lambda document: table_edits.replace_classes(document, classes("b"), [0.0] * 200))
    )
    assert table.verticalScrollBar().value() == 0


def test_a_refused_model_is_not_said_to_be_on_the_bench(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(document: Document, *, source: Source) -> Document:
        del document, source
        raise InputError("This bench takes no model.")

    before = story.window.history.document
    monkeypatch.setattr(source_edits, "use_source", refuse)
    offered: list[str] = []
    story.window.sources.offered.connect(lambda sentence, _: offered.append(sentence))
    story.window.sources.open(tiny(tmp_path / "tiny", temperature=0.6, do_sample=True))
    story.until(lambda: story.window.notice.text == "This bench takes no model.")
    assert offered == []
    assert story.window.history.document is before
