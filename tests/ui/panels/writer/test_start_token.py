"""A token that stands twice at the start of a prompt: it is told, and one of the two can be left out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from tests.sources.language.tiny import START, Tiny, save
from tests.ui.panels.conftest import Story
from tests.ui.panels.writer.test_other_model import opened

from tauscope.document.files import codec
from tauscope.sources.language.writer import Writer
from tauscope.ui.widgets.bubble import Bubble


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return save(tmp_path / "tiny", Tiny())


def typed(story: Story, text: str) -> None:
    prompt = story.panel.prompt
    prompt.setFocus()
    prompt.selectAll()
    QTest.keyClicks(prompt, text)
    QTest.keyClick(prompt, Qt.Key.Key_Return)
    story.until(story.shown)


def test_it_is_told_and_switched_off_and_on(story: Story, folder: Path) -> None:
    opened(story, folder)
    assert not story.panel.start.isVisible()
    typed(story, f"{START}the")
    assert list(story.source.prompt_ids) == [0, 0, 258]
    assert story.panel.start.isVisible()
    assert story.panel.start.text() == "<start> twice: use one"
    bubble = story.window.findChild(Bubble)
    assert bubble is not None
    assert bubble.text() == "The prompt begins with “<start>” twice, for the tokenizer adds one."
    before = story.window.history.document
    story.panel.start.click()
    story.until(story.shown)
    assert list(story.source.prompt_ids) == [0, 258]
    assert story.panel.start.text() == "<start> once ×"
    again = codec.decode(codec.encode(story.window.history.document))
    assert again.document == story.window.history.document
    assert again.warnings == ()
    story.panel.start.click()
    assert story.window.history.document == before
    story.window.history.undo()
    story.window.history.undo()
    assert story.window.history.document == before
    typed(story, "the")
    assert not story.panel.start.isVisible()


def test_another_prompt_gets_the_start_of_the_tokenizer_again(folder: Path) -> None:
    writer = Writer.open(folder, f"{START}the").with_plain_prompt(plain=True)
    assert writer.with_prompt("the").prompt_ids == (0, 258)


@pytest.mark.parametrize(("plain", "told"), [((), True), (("--plain-prompt",), False)])
def test_the_command_line_tells_it_and_leaves_it_out(
    plain: tuple[str, ...], told: bool, folder: Path
) -> None:
    words = ["write", "--model", str(folder), "--prompt", f"{START}the", "--tokens", "3", *plain]
    done = subprocess.run(
        [sys.executable, "-m", "tauscope", *words], capture_output=True, text=True, check=True
    )
    said = "tauscope: The prompt begins with “<start>” twice, for the tokenizer adds one: leave yours out, or"
    assert (said in done.stderr) == told
    assert done.stderr.count("\n") == told


@pytest.mark.parametrize("wrong", ["yes", 1, None])
def test_a_session_whose_plain_is_none_is_refused(wrong: object, folder: Path) -> None:
    entry = {**Writer.open(folder, "the").to_json(), "plain": wrong}
    with pytest.raises(ValueError, match="plain is neither true nor false"):
        Writer.from_json(entry)
