"""The page on files of logits explains every word that is shown beside them."""

from __future__ import annotations

import pytest

from tauscope.document.library.explanations import pages as explanations
from tauscope.ui.help.pages import files, first_steps, pages
from tauscope.ui.panels.trace.trace_strip import ENTROPY, RANK, SURPRISE
from tauscope.ui.window.main_window import MainWindow

WORDS = (
    *(word.split(",")[0] for word in (ENTROPY, SURPRISE, RANK)),
    "coverage",
    "interval",
    "strip",
    "others",
    "hatched",
    "not decidable",
    "source τ",
    "rank plot",
    "density of states",
)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_the_screen_is_explained(word: str) -> None:
    assert f"**{word[0].upper()}{word[1:]}.** " in files()


def test_the_first_steps_lead_to_it_and_the_menu_too(window: MainWindow) -> None:
    assert "(files.md)" in first_steps()
    assert "files" in pages(list)
    assert "files" not in explanations()  # no knob and no article has this name
    window.actions_by_name["files"].trigger()
    assert "Files of logits" in window.pages.reader.toPlainText()
