"""The plot of exchanged quanta: run, pause, restart, undo, and what is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot
from tests.ui import hands
from tests.ui.plots.conftest import Written

from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.library.presets import presets
from tauscope.ui.editing.history import History
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.boltzmann.exchange import MOST, ExchangePlot
from tauscope.ui.window.main_window import MainWindow


def document(rounds: int = 0) -> Document:
    preset = next(one for one in presets() if one.id == "exchange")
    return replace(preset.put_on(Document()), rounds=rounds)


@pytest.fixture
def plot(history: History, make_plot: Callable[[type[Plot]], Plot]) -> ExchangePlot:
    history.start(document())
    made = make_plot(ExchangePlot)
    assert isinstance(made, ExchangePlot)
    return made


def test_shares_add_up_whatever_the_temperature(plot: ExchangePlot, history: History) -> None:
    for temperature in (0.0, 0.1, 1.0, 5.0, 1e300):
        history.start(table_edits.set_temperature(document(20), temperature))
        shares, expected = zip(*plot._shown, strict=True)
        assert sum(shares) == pytest.approx(1.0)
        assert sum(expected) == pytest.approx(1.0)
        assert 2 <= len(shares) <= MOST
        assert max(shares + expected) <= plot._top


def test_the_axis_stays_during_a_run(plot: ExchangePlot, history: History) -> None:
    frames = set()
    for rounds in (0, 1, 5, 50, 500):
        history.start(document(rounds))
        frames.add((plot._top, len(plot._shown)))
    assert len(frames) == 1


def test_it_says_the_temperature_of_the_mean(
    plot: ExchangePlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(document(300))
    texts = [one.text for one in written(plot)]
    assert "mean ⟨q⟩ = 1.541 quanta, so τ = 1/ln(1 + 1/⟨q⟩) = 2.00" in texts, texts
    assert any(text.endswith("have to move to match exp(−E/kT)") for text in texts)


def test_the_mouse_reads_a_bar_and_selects_its_level(plot: ExchangePlot) -> None:
    plot.grab()
    hands.click(plot, plot._rect(2, plot._top, 1.0).center())
    assert plot.focus.selected == (2,)
    hands.move(plot, plot._rect(0, plot._top, 1.0).center())
    assert plot._tag is not None
    assert plot._tag.text() == "0 quanta: 0%, expected 39.35%"


def test_a_run_is_one_step_of_undo(window: MainWindow, qtbot: QtBot) -> None:
    window.history.start(document())
    plot = window.bench.plot("exchange")
    assert isinstance(plot, ExchangePlot)
    plot.controls.run.click()
    assert window.history.document.rounds == 1
    qtbot.waitUntil(lambda: window.history.document.rounds > 4)
    plot.controls.run.click()
    rounds = window.history.document.rounds
    assert not plot.controls.running
    assert not plot.controls.run.isChecked()
    plot.controls.restart.click()
    assert window.history.document.rounds == 0
    window.history.undo()
    assert window.history.document.rounds == rounds
    window.history.undo()
    assert window.history.document.rounds == 0
    assert window.history.undo_name is None


def test_undo_ends_a_run_and_so_does_the_last_round(window: MainWindow) -> None:
    window.history.start(document(999))
    plot = window.bench.plot("exchange")
    assert isinstance(plot, ExchangePlot)
    plot.controls.run.click()
    assert window.history.document.rounds == 1000
    assert not plot.controls.running
    plot.controls.run.click()  # nothing is left to exchange: it begins again
    assert window.history.document.rounds == 1
    window.history.undo()
    assert not plot.controls.running


def test_the_dial_turns_while_it_runs(window: MainWindow) -> None:
    window.history.start(document(5))
    plot = window.bench.plot("exchange")
    assert isinstance(plot, ExchangePlot)
    plot.controls.run.click()
    window.turn_to(0.5)
    assert plot.controls.running
    plot.controls.pause()
