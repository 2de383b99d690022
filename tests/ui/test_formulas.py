"""Formulas are set as formulas wherever they are seen: in the window, in its tips and pages, in figures."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QPainter, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QTableView,
    QWidget,
)
from tests.suited import suited

from tauscope.core.chain import Chain
from tauscope.core.chain.knobs import KNOBS
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.edits.bench_edits import pin
from tauscope.document.formulas import BEGIN, END, NAME, is_marked
from tauscope.document.library.articles import articles
from tauscope.document.library.presets import presets
from tauscope.ui.export.figure import Figure
from tauscope.ui.export.formats import render
from tauscope.ui.plots import PLOTS
from tauscope.ui.theme import THEMES
from tauscope.ui.widgets.card import Elided
from tauscope.ui.window.main_window import MainWindow

SYMBOL = r"(?:[A-Za-zΑ-Ωα-ω]{1,2}[₀-₉ᵢⱼ²]*|\w*\([^()]*\)[²]?)"
QUOTIENT = rf"(?<![\w.∕/]){SYMBOL} ?/ ?{SYMBOL}(?![\w.])"
TYPEWRITER = re.compile(rf"\^|(?!τ\* )\w ?\* ?\w|sqrt\(|\b[A-Za-zτ]_\w|{QUOTIENT}")
"""Powers, products, roots, indices and quotients as they are typed; τ* is a name."""

SETTINGS = re.compile(r"\b(?:top_k|top_p|min_p)\b|\b\w+\.(?:json|py|cpp|onnx)\b|\S+/\S+\.\w+")
"""Names of settings and files, which are what they are."""

CHAINS = ("temperature=0.5", "temperature=0.5,top-p=0.9", "temperature=0.5,temperature=2")
SIZES = ((1440, 900), (1024, 768))
BENCHES = (
    ("distribution", "curves", "levels"),
    ("stages", "draws", "compare"),
    ("engines", "distribution", "draws"),
)


def typewritten(text: str) -> str | None:
    """The first piece of a text that is a formula as it is typed, or a mark that is no letter."""
    if any(mark in text for mark in (BEGIN, END, NAME)):
        return text
    match = TYPEWRITER.search(SETTINGS.sub("", text))
    return None if match is None else f"{match[0]} in {text}"


def without_tags(text: str) -> str:
    return QTextDocumentFragment.fromHtml(text).toPlainText() if text.startswith("<") else text


def texts_of(part: QWidget | QAction) -> Iterator[str]:
    """What a widget or an entry of a menu shows by itself, and in its tip."""
    yield part.toolTip()
    yield part.statusTip()
    if isinstance(part, Elided):
        yield "" if is_marked(part.shown) else part.text()  # painted: what is painted is seen
    elif isinstance(part, QAction | QAbstractButton | QLabel):
        yield part.text()
    elif isinstance(part, QMenu):
        yield part.title()
    elif isinstance(part, QLineEdit):
        yield part.placeholderText()
    elif isinstance(part, QComboBox):
        yield from (part.itemText(place) for place in range(part.count()))
    elif isinstance(part, QTableView) and part.model() is not None:
        model, roles = part.model(), (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        for column in range(model.columnCount()):
            for role in roles:
                yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")


def all_texts(window: MainWindow) -> Iterator[str]:
    yield window.windowTitle()
    parts: list[QWidget | QAction] = [*window.findChildren(QWidget), *window.findChildren(QAction)]
    for part in parts:
        yield from map(without_tags, texts_of(part))


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that is painted from now on."""
    found: list[str] = []
    draw = QPainter.drawText

    def drawn(painter: QPainter, *arguments: object) -> object:
        found.extend(argument for argument in arguments if isinstance(argument, str))
        return draw(painter, *arguments)  # type: ignore[call-overload]

    monkeypatch.setattr(QPainter, "drawText", drawn)
    return found


def settle() -> None:
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.processEvents()


def scene(chain: str, plots: tuple[str, ...]) -> Document:
    document = pin(table_edits.set_chain(Document(), Chain.parse("top-k=1")))
    document = table_edits.set_chain(document, Chain.parse(chain))
    return replace(document, plots=plots, draws=50, quantity="free_energy")


@pytest.mark.gui
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("theme", THEMES)
def test_no_text_of_the_window_is_a_formula_as_it_is_typed(
    window: MainWindow, painted: list[str], theme: str, size: tuple[int, int]
) -> None:
    window.appearance.choose(theme, 1.0)
    window.resize(*size)
    for plots in BENCHES:
        for chain in CHAINS:
            painted.clear()
            window.history.start(scene(chain, plots))
            keys = window.history.document.logits.keys
            window.focus.select((int(keys[0]), int(keys[1])))
            settle()
            window.grab()
            assert painted
            assert [found for text in (*all_texts(window), *painted) if (found := typewritten(text))] == []


@pytest.mark.gui
def test_those_who_hear_get_formulas_as_they_are_typed(window: MainWindow) -> None:
    heard = ""
    for plots in BENCHES:
        window.history.start(scene("temperature=0.5", plots))
        window.notice.say(next(preset.note for preset in presets() if is_marked(preset.note)))
        settle()
        for part in window.findChildren(QWidget):
            told = f"{part.accessibleName()} {part.accessibleDescription()}"
            assert not any(mark in told for mark in (BEGIN, END, NAME)), told
            heard += told
    assert "Var(E)/τ²" in heard
    assert "E = −z" in heard


@pytest.mark.gui
def test_what_is_painted_has_formulas(window: MainWindow, painted: list[str]) -> None:
    window.history.start(scene("temperature=0.5", ("distribution", "curves", "levels")))
    settle()
    window.grab()
    assert {"softmax(", "z", "∕τ)", "E", "kT"} <= set(painted)


@pytest.mark.gui
def test_no_page_and_no_notice_has_a_formula_as_it_is_typed(window: MainWindow) -> None:
    for page in ("first_steps", "files", "about", "words", *articles(), *KNOBS):
        window.side_panels.show_page(page)
        text = window.pages.reader.toPlainText()
        assert len(text) > 100
        assert [found for line in text.split("\n") if (found := typewritten(line))] == [], page
    for preset in presets():
        window.notice.say(preset.note)
        assert [found for text in all_texts(window) if (found := typewritten(text))] == []


@pytest.mark.gui
@pytest.mark.usefixtures("known_studies")
@pytest.mark.parametrize("plot", [*PLOTS, "bench"])
def test_no_figure_has_a_formula_as_it_is_typed(fonts: None, plot: str) -> None:
    del fonts
    for chain in CHAINS:
        document = suited(plot, scene(chain, ("distribution", "curves", "levels")))
        keys = tuple(int(key) for key in document.logits.keys[:2])
        svg = render(Figure(document, plot, selection=keys), ".svg")
        texts = [
            "".join(one.itertext()) for one in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
        ]
        assert texts
        assert [found for text in texts if (found := typewritten(text))] == []


@pytest.mark.parametrize(
    "text",
    [
        "e^(z/τ)",
        "softmax(z/τ)",
        "Var(E)/τ²",
        "p_max",
        "2*x",
        "sqrt(n)",
        "dU/dτ",
        "pᵢ / pⱼ",
        "(z₁ − z₂)/τ",
        "m^τ",
    ],
)
def test_what_is_typed_is_recognised(text: str) -> None:
    assert typewritten(f"see {text} here")


@pytest.mark.parametrize(
    "text", ["top_k = 40", "softmax(z∕τ)", "1/3", "generation_config.json", "Home / End"]
)
def test_what_is_no_formula_is_left_alone(text: str) -> None:
    assert typewritten(text) is None
