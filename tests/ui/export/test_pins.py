"""Pins in figures, as in the window."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtGui import QImage

from tauscope.cli import main
from tauscope.core.chain import Chain
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.edits.bench_edits import pin
from tauscope.document.files.opening import read_document
from tauscope.document.reports.plot_data import BENCH
from tauscope.ui.export.figure import Figure
from tauscope.ui.export.formats import render

NAPKIN = ["--logits", "2,1,0.5,0.1", "--labels", "cat,dog,fox,owl", "--temperature", "0.5"]


@pytest.fixture
def pinned(fonts: None) -> Document:
    del fonts
    document = pin(pin(Document(), Chain.parse("temperature=2")), Chain.parse("temperature=0.7,top-k=3"))
    return table_edits.set_temperature(document, 0.5)


def texts(figure: Figure) -> list[str]:
    root = ET.fromstring(render(figure, ".svg"))
    return ["".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("plot", ["distribution", "curves"])
@pytest.mark.parametrize("transparent", [False, True])
def test_a_figure_numbers_and_names_its_pins(pinned: Document, plot: str, transparent: bool) -> None:
    written = " ".join(texts(Figure(pinned, plot, transparent=transparent)))
    assert "① τ 2.00" in written
    assert "② τ 0.70 · top-k 3" in written
    numbers = texts(Figure(pinned, plot, transparent=transparent))
    assert {"1", "2"} <= set(numbers)


def test_the_bench_tells_each_divergence(pinned: Document) -> None:
    written = texts(Figure(pinned, BENCH))
    assert {"KL from ①", "KL from ②", "∞ nats", "q(owl) = 0"} <= set(written)


def test_names_of_pins_are_broken_into_lines_and_none_is_cut(pinned: Document) -> None:
    document = table_edits.set_logit(pinned, 0, 3.0)
    written = " ".join(texts(Figure(document, "distribution", (80, 60))))
    assert "① τ 2.00 (other logits)" in written
    assert "② τ 0.70 · top-k 3 (other logits)" in written


def test_the_command_line_draws_pins_and_the_figure_carries_them(tmp_path: Path) -> None:
    plain, ghosts = tmp_path / "plain.png", tmp_path / "ghosts.png"
    words = ["export", *NAPKIN, "--plot", "distribution", "--dpi", "60", "--to"]
    assert main([*words, str(plain)]) == 0
    assert main([*words, str(ghosts), "--pin", "temperature=2"]) == 0
    assert QImage(str(plain)) != QImage(str(ghosts))
    svg = tmp_path / "ghosts.svg"
    assert main(["export", *NAPKIN, "--pin", "temperature=2", "--plot", "curves", "--to", str(svg)]) == 0
    assert [one.chain.temperature for one in read_document(svg).document.pins] == [2.0]
