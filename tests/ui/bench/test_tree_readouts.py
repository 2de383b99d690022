"""Readouts of a decoding tree: numbers of whole sequences, worked out once more."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from tests.suited import tree_document

from tauscope.core import search
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.document.picture.picture import Picture
from tauscope.sources.running.searching import search_space
from tauscope.ui.bench.readout_cell import NONE
from tauscope.ui.bench.readout_sets import readouts_for
from tauscope.ui.bench.readout_sets.tree import READOUTS
from tauscope.ui.window.main_window import MainWindow


def document(name: str = "nice-dog", temperature: float = 1.0, **settings: Any) -> Document:
    with_tree = table_edits.set_temperature(tree_document(name), temperature)
    return with_tree.with_settings(replace(TreeSettings(), **settings))


def texts(document: Document) -> dict[str, tuple[str, str]]:
    picture = Picture.of(document)
    return {one.name: (one.value(picture), one.note(picture)) for one in READOUTS}


def test_the_figures_of_the_nice_dog() -> None:
    assert texts(document()) == {
        "sequence_entropy": ("1.749 nats", "2.523 bits"),
        "effective_sequences": ("5.75", "of 9"),
        "likeliest_sequence": ("dog has 36.0%", "rank 1 of 9"),
        "greedy_sequence": ("nice woman 20.0%", "rank 2 of 9"),
        "beam_sequence": ("dog has 36.0%", "2 beams, rank 1 of 9"),
        "beam_log_probability": ("−1.022", "−0.511 a token"),
    }


@pytest.mark.parametrize("temperature", [0.25, 1.0, 3.0])
def test_the_numbers_are_those_of_an_exhaustive_search(temperature: float) -> None:
    shown = document("empty-sentence", temperature)
    space = search_space(shown.source.cursor(shown.source.initial()))
    every = search.exhaustive(space, 10, shown.chain)
    p = [math.exp(one.chain_log_probability) for one in every]
    found = texts(shown)
    entropy = -math.fsum(one * math.log(one) for one in p)
    assert float(found["sequence_entropy"][0].split()[0]) == pytest.approx(entropy, abs=6e-4)
    assert float(found["effective_sequences"][0]) == pytest.approx(math.exp(entropy), abs=6e-3)
    assert float(found["likeliest_sequence"][0].split()[-1][:-1]) == pytest.approx(100 * max(p), abs=0.06)


def test_the_beam_has_its_width_and_the_models_own_ln_p_at_every_temperature() -> None:
    for temperature in (0.3, 1.0, 3.0):
        found = texts(document("beam-misses", temperature, beams=3))
        assert found["beam_sequence"][1] == "3 beams, rank 1 of 24"
        assert found["beam_log_probability"] == ("−1.386", "−0.462 a token")


def test_they_stand_in_the_row_of_the_window(window: MainWindow) -> None:
    window.history.start(document())
    QApplication.processEvents()
    assert readouts_for(window.history.document) == READOUTS
    shown = [cell.value for cell in window.bench.readouts.cells]
    assert shown[:2] == ["1.749 nats", "5.75"]
    window.history.start(document(temperature=math.inf))
    QApplication.processEvents()
    assert window.bench.readouts.cells[1].value == "9.00"


def test_where_no_tree_can_be_had_there_is_a_dash() -> None:
    assert {value for value, _ in texts(Document()).values()} == {NONE}
