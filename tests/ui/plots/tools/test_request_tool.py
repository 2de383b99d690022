from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QMenu
from tests.ui import hands

from tauscope.core.chain.engines import REQUEST, SamplingRequest
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.library.presets import presets
from tauscope.ui.plots.side_by_side.engines import EnginesPlot
from tauscope.ui.plots.tools.request_tool import RequestTool
from tauscope.ui.widgets.bubble import Bubble
from tauscope.ui.window.main_window import MainWindow


def shown(window: MainWindow, place: int = 0) -> RequestTool:
    window.history.start(table_edits.place_plot(window.history.document, place, "engines"))
    plot = window.bench.shown[place]
    assert isinstance(plot, EnginesPlot)
    return plot.tool


def enter(tool: RequestTool, name: str, text: str) -> None:
    field = tool.fields[name]
    hands.overwrite(field, text)
    hands.key(field, Qt.Key.Key_Return)


def choose(menu: QMenu, text: str) -> None:
    menu.aboutToShow.emit()
    (action,) = [action for action in menu.actions() if action.text().startswith(text)]
    action.trigger()


def refusal(window: MainWindow) -> str:
    bubble = window.findChild(Bubble)
    return bubble.text() if bubble is not None and bubble.isVisible() else ""


TYPED = [
    ("temperature", "0,25", 0.25, "0.25"),
    ("temperature", "−1", -1.0, "−1"),
    ("temperature", "∞", float("inf"), "∞"),
    ("top_k", "40", 40, "40"),
    ("top_k", "-1", -1, "−1"),
    ("top_p", "0.8", 0.8, "0.8"),
    ("min_p", "1e-3", 0.001, "0.001"),
]


def test_what_is_typed_is_asked_and_undone(window: MainWindow) -> None:
    tool = shown(window)
    for name, text, value, written in TYPED:
        enter(tool, name, text)
        assert window.history.document.request == SamplingRequest(**{name: value})  # type: ignore[arg-type]
        assert tool.fields[name].text() == written
        assert window.history.undo_name == f"set {name}"
        window.history.undo()
        assert window.history.document.request == SamplingRequest(), name
        assert tool.fields[name].text() == "", name
        assert window.history.undo_name is None, name


def test_empty_is_the_default_again(window: MainWindow) -> None:
    tool = shown(window)
    for text in ("", "default", " "):
        enter(tool, "top_p", "0.5")
        enter(tool, "top_p", text)
        assert window.history.document.request == SamplingRequest()
        assert tool.fields["top_p"].text() == ""


REFUSED = [
    ("top_p", "1.5", "Top_p goes from 0 to 1"),
    ("min_p", "-0.1", "Min_p goes from 0 to 1"),
    ("top_k", "-2", "Top_k goes from -1"),
    ("top_k", "2.5", "whole number"),
    ("temperature", "hot", "“hot” is not a number"),
    ("temperature", "nan", "NaN"),
]


def test_what_no_engine_takes_is_refused_at_the_field(window: MainWindow) -> None:
    tool = shown(window)
    enter(tool, "top_p", "0.5")
    before = window.history.document
    for name, text, sentence in REFUSED:
        assert sentence not in refusal(window)
        enter(tool, name, text)
        assert window.history.document is before, sentence
        assert sentence in refusal(window)
        assert tool.fields[name].text() == ("0.5" if name == "top_p" else ""), sentence


def test_fields_and_panels_show_the_documents_request(window: MainWindow) -> None:
    tool = shown(window)
    request = SamplingRequest(0.5, 2, 0.75, 0.125)
    window.history.start(bench_edits.put_request(window.history.document, request))
    assert [field.text() for field in tool.fields.values()] == ["0.5", "2", "0.75", "0.125"]
    plot = window.bench.shown[0]
    assert plot.picture is not None
    first = plot.picture.engines.answers[0]
    assert first.outcome.steps == ("τ 0.50", "top-k 2", "top-p 0.75", "min-p 0.125")
    window.history.start(bench_edits.put_request(window.history.document, SamplingRequest()))
    assert [field.text() for field in tool.fields.values()] == [""] * 4


def test_placeholders_say_what_holds(window: MainWindow) -> None:
    tool = shown(window)
    window.turn_to(0.25)
    assert [field.placeholderText() for field in tool.fields.values()] == ["dial 0.25", *["default"] * 3]


def test_fields_are_told_apart_by_those_who_hear(window: MainWindow) -> None:
    tool = shown(window)
    for name in REQUEST:
        assert tool.fields[name].accessibleName() == f"Request, {name}"
        assert tool.fields[name].toolTip()


def test_examples_are_one_step_with_a_note(window: MainWindow) -> None:
    tool = shown(window)
    before = window.history.document
    for preset in presets():
        if not preset.asks_engines:
            continue
        choose(tool.examples, preset.title)
        assert window.history.document.request == preset.scene.document.request
        assert window.history.document == preset.put_on(before)
        assert window.notice.text == preset.note
        window.history.undo()
        assert window.history.document == before


def test_examples_are_among_the_presets_and_bring_their_plot(window: MainWindow) -> None:
    order = next(preset for preset in presets() if preset.id == "engine-order")
    window.load_preset(order)
    assert window.history.document.plots[0] == "engines"
    assert window.notice.text == order.note
    window.history.undo()
    assert window.history.document == Document()


def test_the_request_is_cleared_in_one_step(window: MainWindow) -> None:
    tool = shown(window)
    enter(tool, "top_p", "0.5")
    enter(tool, "top_k", "3")
    choose(tool.examples, "Clear")
    assert window.history.document.request == SamplingRequest()
    window.history.undo()
    assert window.history.document.request == SamplingRequest(top_k=3, top_p=0.5)
    window.history.undo()
    window.history.undo()
    tool.examples.aboutToShow.emit()
    assert not tool.examples.actions()[-1].isEnabled()


def test_in_a_small_place_the_fields_are_a_menu(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = shown(window, 2)
    assert tool.folded.isVisible()
    assert not tool.row.isVisible()
    answers = [("1.5", True), ("0,5", True), ("0.9", False)]
    asked: list[str] = []

    def answer(*words: str, text: str = "") -> tuple[str, bool]:
        asked.append(words[-1])
        del text
        return answers.pop(0)

    monkeypatch.setattr(QInputDialog, "getText", answer)
    choose(tool.menu, "top_p = default")
    assert window.history.document.request == SamplingRequest(top_p=0.5)
    assert asked[1].startswith("Top_p goes from 0 to 1")
    choose(tool.menu, "top_p = 0.5")
    assert window.history.document.request == SamplingRequest(top_p=0.5)
    choose(tool.menu, "Clear")
    assert window.history.document.request == SamplingRequest()


@pytest.mark.parametrize("size", [(760, 560), (1024, 768), (1440, 900), (2200, 1200)])
def test_nothing_overlaps_in_the_heading(
    make_window: Callable[[], MainWindow], size: tuple[int, int]
) -> None:
    window = make_window()
    window.resize(*size)
    for place in range(3):
        tool = shown(window, place)
        card = window.bench.places[place]
        parts = [part for part in (tool.row, tool.folded, tool._more) if part.isVisible()]
        right = tool.mapTo(card, tool.rect().topRight()).x()
        assert right <= card.width()
        for one, other in pairwise(parts):
            assert one.geometry().right() < other.geometry().left()
        for part in parts:
            assert part.width() >= part.sizeHint().width()
        assert tool.mapTo(card, tool.rect().topLeft()).x() >= card.heading.geometry().right()


def test_the_engine_menu_leads_to_the_plot(window: MainWindow) -> None:
    menu = window.bench.knobs.tools[1].menu()
    assert isinstance(menu, QMenu)
    choose(menu, "All Engines")
    assert window.history.document.plots == ("engines", "curves", "levels")
    assert window.history.undo_name == "show Engines"
    window.history.undo()
    assert window.history.document.plots == Document().plots


def test_what_is_being_typed_counts_before_a_command(window: MainWindow) -> None:
    tool = shown(window)
    field = tool.fields["top_k"]
    field.setFocus()
    hands.overwrite(field, "7")
    window.finish_typing()
    assert window.history.document.request == SamplingRequest(top_k=7)
