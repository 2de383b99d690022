"""Whatever labels, paths and names look like, the window shows them as they are: no markup, no mnemonic."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QHelpEvent, QTextDocumentFragment
from PySide6.QtGui import Qt as Gui
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMenu,
    QMessageBox,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.sources.fake_model import FakeModel
from tests.suited import plots_for
from tests.ui.conftest import Answers

from tauscope.core.chain import Chain
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, run_edits, source_edits, table_edits
from tauscope.document.library.presets import presets
from tauscope.document.preferences import Preferences
from tauscope.sources.language import LanguageModel
from tauscope.sources.language.writer import Writer
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.editing.questions import Questions
from tauscope.ui.export.dialog import ExportDialog
from tauscope.ui.widgets.plain_text import menu_text, tip_text
from tauscope.ui.window.main_window import MainWindow

IMAGE, BOLD, AND = "<img src=//h/x>", "<b>x</b>", "<i>R&D &x</i>"
FILE = "<b>[*]&x<i>"
"""A file's name has no slash. It is short, for long ones are elided."""

PARTS = {"img src": IMAGE, "x</b": BOLD, "&x</i": AND, "&x<i": FILE}
"""Something of each by which it is found in whatever it was made into."""

LABELS = (IMAGE, BOLD, AND, "plain")


@pytest.mark.parametrize(
    "text", [*LABELS, FILE, "&lt;i>", "a\n<b>x</b>", "", " two  blanks <br> <hr>", "<!DOCTYPE x"]
)
def test_what_is_shown_is_what_was_given(text: str) -> None:
    assert from_tip(tip_text(text)) == text
    assert without_mnemonics(menu_text(text)) == text


def from_tip(text: str) -> str:
    """What is seen where Qt guesses whether a text is HTML."""
    if not Gui.mightBeRichText(text):
        return text
    return QTextDocumentFragment.fromHtml(text).toPlainText().replace("\xa0", " ")


def without_mnemonics(text: str) -> str:
    """What is seen on a button or in a menu."""
    text, _, _ = text.partition("\t")  # what follows is a shortcut
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def from_label(label: QLabel) -> str:
    plain = label.textFormat() == Qt.TextFormat.PlainText
    assert label.textFormat() in (Qt.TextFormat.PlainText, Qt.TextFormat.AutoText)
    return label.text() if plain else from_tip(label.text())


def seen(widget: QWidget) -> Iterator[tuple[str, str, str]]:
    """Everything written on a widget: where, as it was set, and as it is seen."""
    yield "tip", widget.toolTip(), from_tip(widget.toolTip())
    title = widget.windowTitle()
    yield "title", title, title.replace("[*][*]", "\0").replace("[*]", "").replace("\0", "[*]")
    for action in widget.actions():
        yield "action", action.text(), without_mnemonics(action.text())
        yield "action's tip", action.toolTip(), from_tip(action.toolTip())
    if isinstance(widget, QLabel):
        yield "label", widget.text(), from_label(widget)
    if isinstance(widget, QAbstractButton):
        yield "button", widget.text(), without_mnemonics(widget.text())
    if isinstance(widget, QMenu):
        yield "menu", widget.title(), without_mnemonics(widget.title())
    if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
        places = [model.index(row, column) for row in range(8) for column in range(8)]
        for index in [place for place in places if place.isValid()]:
            text, tip = (
                str(index.data(role) or "")
                for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
            )
            yield "cell", text, text
            yield "cell's tip", tip, from_tip(tip)
    if widget.isVisible():
        middle = widget.rect().center()
        QToolTip.hideText()
        event = QHelpEvent(QEvent.Type.ToolTip, middle, widget.mapToGlobal(QPoint(middle)))
        QApplication.sendEvent(widget, event)
        yield "hover", QToolTip.text(), from_tip(QToolTip.text())


def check_all() -> set[tuple[str, str]]:
    """Check every widget that there is; return which of `PARTS` were seen where."""
    for menu in [widget for widget in QApplication.allWidgets() if isinstance(widget, QMenu)]:
        menu.aboutToShow.emit()
    found = set()
    for widget in QApplication.allWidgets():
        for place, text, shown in seen(widget):
            for part, whole in PARTS.items():
                if part in html.unescape(text).replace("\xa0", " ").replace("&&", "&"):
                    assert whole in shown, (widget, place, text)
                    found.add((place, whole))
    return found


def perform(window: MainWindow, edit: Callable[[Document], Document], name: str = "edit") -> None:
    assert window.history.perform(EditRequest(name, edit)) is None
    QApplication.processEvents()


@pytest.fixture
def window(make_window: Callable[..., MainWindow], tmp_path: Path) -> MainWindow:
    """A window with such labels, and such a file among those last opened."""
    made = make_window(Preferences(theme="light", recent=(str(tmp_path / FILE),)))
    perform(made, lambda document: table_edits.replace_classes(document, LABELS, [2.0, 1.0, 0.5, 0.1]))
    return made


def test_of_a_table(window: MainWindow) -> None:
    found = check_all()
    assert {("cell", one) for one in LABELS[:3]} <= found
    assert {("cell's tip", one) for one in LABELS[:3]} <= found
    assert {("action", FILE), ("action's tip", FILE)} <= found
    assert window.isVisible()


def test_of_every_plot_with_pins_and_a_selection(window: MainWindow) -> None:
    for chain in ("temperature=2", "temperature=0.5,top-k=2"):
        perform(window, lambda document, chain=chain: bench_edits.pin(document, Chain.parse(chain)))  # type: ignore[misc]
    perform(window, lambda document: bench_edits.set_draws(document, 100))
    keys = window.history.document.logits.keys
    for plot in plots_for(Document()):
        window.focus.select(())
        window.focus.hover(None)
        perform(window, lambda document, plot=plot: table_edits.place_plot(document, 0, plot))  # type: ignore[misc]
        window.focus.select(tuple(int(key) for key in keys[:2]))
        window.focus.hover(int(keys[0]))
        QApplication.processEvents()
        check_all()
        assert window.isVisible()


def test_of_claims_that_are_compared(window: MainWindow) -> None:
    (napkin,) = [preset for preset in presets() if "napkin" in preset.title.lower()]
    perform(window, napkin.put_on)
    perform(window, lambda document: table_edits.place_plot(document, 0, "compare"))
    count = min(len(LABELS), len(window.history.document.logits))
    perform(window, lambda document: table_edits.set_labels(document, 0, LABELS[:count]))
    assert ("tip", IMAGE) in check_all()


def test_of_what_can_be_undone(window: MainWindow) -> None:
    for label in LABELS[:3]:
        perform(window, lambda document: document, f"choose {label}")
        assert (
            window.history.perform(
                EditRequest(f"choose {label}", lambda d: table_edits.set_temperature(d, d.temperature + 1))
            )
            is None
        )
        QApplication.processEvents()
        assert ("action", label) in check_all()


def test_of_a_file_that_is_not_there(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.session.open_path(tmp_path / FILE)
    qtbot.waitUntil(lambda: bool(window.notice.property("refused")))
    (more,) = [one for one in window.notice.findChildren(QAbstractButton) if one.text().startswith("more")]
    more.click()
    assert ("label", FILE) in check_all()


def test_of_the_file_that_is_open(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    answers.save = tmp_path / FILE
    window.session.save_as()
    QApplication.processEvents()
    assert ("title", FILE) in check_all()


def test_of_a_question_before_changes_are_lost(window: MainWindow) -> None:
    found = set()

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        try:
            found.update(check_all())
        finally:
            box.reject()

    QTimer.singleShot(0, look)
    assert Questions(window).before_discarding(FILE) == "cancel"
    assert ("label", FILE) in found


def test_of_a_bubble_and_a_notice(window: MainWindow) -> None:
    from tauscope.ui.widgets.bubble import show_bubble  # noqa: PLC0415

    for label in LABELS[:3]:
        show_bubble(window.bench.field, f"{label} is refused.")
        window.notice.say(f"{label} is noted.", {"Yes": lambda: None})
        assert ("label", label) in check_all()


def test_of_the_export_dialog(window: MainWindow) -> None:
    dialog = ExportDialog(window.history.document, (), window)
    dialog.show()
    dialog.show_preview()
    check_all()
    dialog.close()
    dialog.deleteLater()


@pytest.mark.parametrize("beside", [False, True])
def test_of_a_language_model(window: MainWindow, beside: bool) -> None:
    labels = (*LABELS[:3], "d", "e", ".")
    model = cast("LanguageModel", FakeModel(Path(BOLD), BOLD, BOLD, labels=labels))
    writer = replace(Writer(model, "abc"), bias={0: 2.0, 1: 3.0})
    perform(window, lambda document: source_edits.use_source(document, source=writer))
    assert window.bench.panel is not None
    window.desk.run_controller.write(3)
    for _ in range(50):
        QApplication.processEvents()
    if beside:
        perform(window, lambda document: run_edits.set_runs(document, [0.5, 1.0]))
    found = check_all()
    assert {("cell", label) for label in LABELS[:3]} <= found
