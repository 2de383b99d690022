"""Hundreds of events at random: whatever is done, nothing breaks, and all of it can be undone.

TAUSCOPE_FUZZ_EVENTS=20000 runs so many.
"""

from __future__ import annotations

import math
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from tests.sources import fake_model
from tests.ui import hands
from tests.ui.hands import CTRL, NO_KEYS, SHIFT

from tauscope.core.chain import Chain
from tauscope.core.chain.knobs import KNOBS
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.edits.source_edits import use_source
from tauscope.document.files.codec import decode, encode
from tauscope.document.library.presets import presets
from tauscope.document.picture.particle_counts import particle_counts
from tauscope.sources.language import writer
from tauscope.sources.language.writer import Writer
from tauscope.ui.chain.knob_row import KnobRow
from tauscope.ui.window.main_window import MainWindow

EVENTS = int(os.environ.get("TAUSCOPE_FUZZ_EVENTS", "400")) // 2
"""Events of each of the two seeds."""
MANY = 100
"""Classes from which on another preset is put on the bench: doubling them over and over takes long."""

ALT = Qt.KeyboardModifier.AltModifier
KEYS = [
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Return,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Insert,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_F2,
    Qt.Key.Key_Space,
]
LETTERS = [
    Qt.Key.Key_Z,
    Qt.Key.Key_Y,
    Qt.Key.Key_C,
    Qt.Key.Key_V,
    Qt.Key.Key_A,
    Qt.Key.Key_D,
    Qt.Key.Key_G,
    Qt.Key.Key_Plus,
]
TEXTS = ["1", "-", ",5", "e3", "inf", "hot", "0.25", "%", "−2", "x", "<b>", "猫"]


SESSIONS = {
    "empty.tauscope": ("", ("cat", "dog", "fox", "owl")),
    "five.tauscope": ("top-k=3,temperature=0.5,top-p=0.9,min-p=0.05,eta=0.01", ("cat", "dog", "fox")),
    "two.tauscope": ("temperature=inf", ("yes", "no")),
    "nucleus.tauscope": ("top-p=0.5", ("a", "b", "c", "d", "e", "f")),
}
"""Sessions that are opened: the chain of each, and its classes."""

SECONDS = 30


@dataclass(frozen=True)
class TolerantModel(fake_model.FakeModel):
    """A model that takes every prompt."""

    def encode(self, text: str, *, plain: bool = False) -> tuple[int, ...]:
        del plain
        return tuple(max(0, fake_model.LETTERS.find(letter)) for letter in text) or (0,)


@pytest.fixture
def sessions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Files of sessions; one is of a model, which stands for every folder of a model."""
    monkeypatch.setattr(writer, "open_model", TolerantModel)
    documents = {name: session_of(*what) for name, what in SESSIONS.items()}
    documents["model.tauscope"] = use_source(Document(), Writer.open(Path("fake"), "ab"))
    for name, document in documents.items():
        (tmp_path / name).write_text(encode(document), encoding="utf-8")
    return [tmp_path / name for name in documents]


def session_of(chain: str, labels: tuple[str, ...]) -> Document:
    """Session of a chain and classes, each less likely than the one before."""
    logits = table_edits.replace_classes(Document(), labels, [float(-row) for row in range(len(labels))])
    return table_edits.set_chain(logits, Chain.parse(chain))


def close_popup() -> None:
    if popup := QApplication.activePopupWidget():
        popup.close()


class Hand:
    """Does one thing after another, as the dice fall."""

    def __init__(self, window: MainWindow, seed: int, sessions: list[Path]) -> None:
        self._window, self._dice, self._sessions = window, random.Random(seed), sessions

    def act(self) -> None:
        acts: list[Callable[[], object]] = [
            self._press_key,
            self._press_key,
            self._type,
            self._click,
            self._drag,
            self._drag,
            self._wheel,
            self._point,
            self._command,
            self._add_knob,
            self._remove_knob,
            self._dice.choice([self._open, self._change_source, self._remove_all_knobs]),
        ]
        self._dice.choice(acts)()
        document = self._window.history.document
        if document.ready and len(document.logits) > MANY:
            self._window.load_preset(self._dice.choice(presets()))
        QApplication.processEvents()

    def _open(self) -> None:
        self._window.session.open_path(self._dice.choice(self._sessions))

    def _change_source(self) -> None:
        """Put a model on the bench, or keep its logits as a table."""
        if self._window.history.document.source.abilities.steps:
            self._window.sources.take_as_table()
        else:
            self._window.sources.open(Path("fake"))
            until(lambda: self._window.history.document.source.abilities.steps)

    def _add_knob(self) -> None:
        self._window.bench.knobs.add(self._dice.choice(list(KNOBS)))

    def _remove_knob(self) -> None:
        if rows := self._window.bench.knobs.rows:
            self._dice.choice(rows)._remove()

    def _remove_all_knobs(self) -> None:
        while self._window.bench.knobs.rows:
            self._remove_knob()

    def _widget(self) -> QWidget:
        bench = self._window.bench
        widgets: list[QWidget] = [bench.dial, bench.table, bench.field, *bench.plots.values()]
        return self._dice.choice([widget for widget in widgets if widget.isVisible()])

    def _focused(self) -> QWidget:
        return self._window.focusWidget() or self._window.bench.dial

    def _somewhere(self, widget: QWidget) -> QPointF:
        room = hands.target(widget).rect()
        return QPointF(self._dice.uniform(1, room.width() - 2), self._dice.uniform(1, room.height() - 2))

    def _press_key(self) -> None:
        keys = self._dice.choice([NO_KEYS, NO_KEYS, SHIFT, CTRL, ALT])
        which = self._dice.choice(LETTERS if keys == CTRL else KEYS)
        QTimer.singleShot(0, close_popup)  # a button's menu would wait for an answer
        hands.tap(self._focused(), which, keys)

    def _type(self) -> None:
        widget = self._focused()
        if widget is self._window.bench.table or isinstance(widget, QLineEdit):
            hands.write(widget, self._dice.choice(TEXTS))

    def _click(self) -> None:
        widget = self._widget()
        keys = self._dice.choice([NO_KEYS, CTRL, SHIFT])
        if self._dice.random() < 0.2:
            hands.double_click(widget, self._somewhere(widget))
        else:
            hands.click(widget, self._somewhere(widget), keys)

    def _drag(self) -> None:
        widget = self._widget()
        hands.drag(widget, [self._somewhere(widget) for _ in range(self._dice.randint(2, 6))])

    def _wheel(self) -> None:
        hands.wheel(self._widget(), self._dice.choice([-3, -1, -0.25, 0.25, 1, 3]))

    def _point(self) -> None:
        widget = self._widget()
        hands.move(widget, self._somewhere(widget))
        if self._dice.random() < 0.3:
            hands.leave(widget)

    def _command(self) -> None:
        names = [
            "add",
            "remove",
            "duplicate",
            "move_up",
            "sort_label",
            "undo",
            "redo",
            "zero",
            "infinite",
            "copy",
            "paste",
            "play",
        ]
        self._window.actions_by_name[self._dice.choice(names)].trigger()


def until(condition: Callable[[], bool]) -> None:
    """Let the window go on until this holds."""
    end = monotonic() + SECONDS
    while not condition():
        assert monotonic() < end
        QApplication.processEvents()


def shown(window: MainWindow) -> bool:
    """Whether the logits of the document have come to the bench."""
    picture, document = window.feed.picture, window.history.document
    return picture is not None and document.ready and picture.document == document


def check(window: MainWindow) -> None:
    """What holds whatever has been done."""
    if window.has("desk"):
        window.desk.run_controller.pause()
    if window.has("player"):
        window.player.stop()
    until(lambda: shown(window))
    document, picture = window.history.document, window.feed.picture
    assert picture is not None
    assert picture.document == document
    assert abs(math.fsum(picture.probabilities) - 1) < 1e-9
    assert int(picture.once(particle_counts).sum()) == 48
    assert 0 <= document.temperature <= math.inf
    assert window.bench.dial.temperature == document.temperature
    knobs = window.bench.knobs
    assert [row.knob.name for row in knobs.rows] == [knob.name for knob in document.chain.knobs]
    if not knobs.isHidden():
        assert [row.knob for row in knobs.rows] == list(document.chain.knobs)
    rows = [row for row in window.bench.knobs.stack.findChildren(KnobRow) if not row.isHidden()]
    assert len(rows) == len(document.chain.knobs)
    assert (window.bench.panel is not None) == document.source.abilities.steps
    found, every = window.bench.table.find_classes(window.bench.logits_column.find_field.entry.text())
    assert every == len(document.logits)
    assert found == every or window.bench.logits_column.find_field.entry.text()
    assert len(set(document.logits.keys.tolist())) == len(document.logits)
    assert decode(encode(document)).document == document


@pytest.mark.parametrize("seed", range(2))
def test_nothing_breaks_and_all_of_it_can_be_undone(
    window: MainWindow, sessions: list[Path], seed: int
) -> None:
    hand, begun = Hand(window, seed, sessions), Document()
    for event in range(EVENTS):
        before = window.history._steps[0]
        hand.act()
        if window.history._steps[0] is not before:
            begun = window.history._steps[0].document
        if event % 10 == 0:
            check(window)
    window.finish_typing()
    check(window)
    last, undone = window.history.document, 0
    while window.history.undo_name:
        window.history.undo()
        undone += 1
    if not window.history._steps[0].name:  # none of so many was dropped
        assert window.history.document == begun
    check(window)
    for _ in range(undone):
        window.history.redo()
    assert window.history.document == last
