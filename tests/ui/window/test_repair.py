from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from tests.sources.fake_model import fake
from tests.ui.chain.test_knob_list import chain, rows_on_screen, use

from tauscope.core.chain import Chain
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.edits.source_edits import use_source
from tauscope.sources.language.writer import Writer
from tauscope.ui import application
from tauscope.ui.bench.readouts import Readouts
from tauscope.ui.chain.knob_list import KnobList
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.panels.writer.writer_panel import WriterPanel
from tauscope.ui.plots.distribution import DistributionPlot
from tauscope.ui.window.main_window import MainWindow


class MistakeError(Exception):
    """An error of the program's own."""


class Failing:
    """Puts an error into a method of a class, as often as told."""

    def __init__(self, patch: pytest.MonkeyPatch, kind: type, name: str, times: float) -> None:
        self.left, self.calls, self._whole = times, 0, getattr(kind, name)

        def method(*arguments: object) -> object:
            self.calls += 1
            if self.left > 0:
                self.left -= 1
                raise MistakeError
            return self._whole(*arguments)

        patch.setattr(kind, name, method)


@pytest.fixture(autouse=True)
def _log_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(application, "recovery_folder", lambda: tmp_path / "kept" / "recovery")


@pytest.fixture
def catch(monkeypatch: pytest.MonkeyPatch) -> Callable[[MainWindow], None]:
    """Catches errors as the running program does; called in the test: pytest-qt sets its own before."""

    def begin(window: MainWindow) -> None:
        monkeypatch.setattr(sys, "excepthook", sys.excepthook)
        application.catch_mistakes(window)

    return begin


def agrees(window: MainWindow) -> bool:
    """Whether what is seen is the document."""
    document, bench, now = window.history.document, window.bench, window.feed.picture
    assert now is not None
    shown = [plot.picture for plot in bench.shown]
    return (
        [row.knob for row in rows_on_screen(window)] == list(document.chain.knobs)
        and all(picture is now for picture in (bench.table.picture, *shown))
        and now.document == document
        and bench.dial.temperature == document.temperature
        and tuple(plot.name for plot in bench.shown) == document.plots
        and all(plot.isVisible() for plot in bench.shown)
    )


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (KnobList, "_order_tabs"),
        (KnobList, "show_document"),
        (DistributionPlot, "lay_out"),
        (Readouts, "show_picture"),
    ],
)
def test_after_an_error_screen_and_document_agree(
    window: MainWindow,
    catch: Callable[[MainWindow], None],
    monkeypatch: pytest.MonkeyPatch,
    kind: type,
    name: str,
) -> None:
    catch(window)
    Failing(monkeypatch, kind, name, times=1)
    logits = table_edits.set_logit(Document(), 0, 5.0)
    after = table_edits.set_chain(logits, Chain.parse("top-k=3,temperature=0.5,min-p=0.1"))
    window.history.perform(EditRequest("change", lambda _: after))
    assert not agrees(window)
    QApplication.processEvents()
    assert agrees(window)
    assert "Mistake" in window.notice.text
    window.history.undo()
    assert agrees(window)


def test_an_error_that_stays_does_not_rebuild_for_ever(
    window: MainWindow, catch: Callable[[MainWindow], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    catch(window)
    failing = Failing(monkeypatch, KnobList, "_order_tabs", times=float("inf"))
    use(window, "top-k=3,temperature=0.5")
    for _ in range(20):
        QApplication.processEvents()
    assert failing.calls == 2
    failing.left = 0
    use(window, "top-k=4,temperature=0.5,top-p=0.5")
    assert agrees(window)
    assert chain(window) == "top-k=4,temperature=0.5,top-p=0.5"


def test_an_error_in_a_panel_gives_a_new_panel(
    window: MainWindow, catch: Callable[[MainWindow], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    catch(window)
    source = Writer(fake(), prompt="abc")
    window.desk  # noqa: B018  # it is made
    window.history.perform(EditRequest("open", partial(use_source, source=source)))
    before = window.bench.panel
    assert isinstance(before, WriterPanel)
    Failing(monkeypatch, WriterPanel, "show_document", times=1)
    window.history.perform(EditRequest("seed", lambda document: replace(document, seed=5)))
    QApplication.processEvents()
    after = window.bench.panel
    assert isinstance(after, WriterPanel)
    assert after is not before
    assert after.transport.seed.text() == "5"


def test_a_window_that_is_rebuilt_looks_as_before(window: MainWindow) -> None:
    use(window, "top-k=3,temperature=0.5,min-p=0.1")
    QApplication.processEvents()
    before = window.grab().toImage()
    window.rebuild()
    QApplication.processEvents()
    after = window.grab().toImage()
    assert after == before
