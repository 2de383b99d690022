"""A fit or a bootstrap that was stopped is started again."""

from __future__ import annotations

from threading import Event

import pytest
from pytestqt.qtbot import QtBot
from tests.suited import calibrated
from tests.ui.sources.test_calibration import WINDOW_SIZE, marked, plot, readouts, settle

from tauscope.core.calibration.bootstrap import Bootstrap
from tauscope.core.calibration.fit import TemperatureFit
from tauscope.document.picture.study import Progress
from tauscope.document.studies.calibration_studies import Bootstrapping, TemperatureFitting
from tauscope.ui.plots.calibration.reliability import ReliabilityPlot
from tauscope.ui.window.main_window import MainWindow

__all__ = ["WINDOW_SIZE"]

pytestmark = pytest.mark.usefixtures("known_studies")


@pytest.mark.parametrize("by", ["menu of the bins", "menu of the window"])
def test_a_bootstrap_that_was_stopped_is_started_again(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    allowed, finished = Event(), Bootstrapping.result

    def result(study: Bootstrapping, progress: Progress) -> Bootstrap:
        while not allowed.wait(0.01):
            progress(0.1)
        return finished(study, progress)

    monkeypatch.setattr(Bootstrapping, "result", result)
    window.resize(*WINDOW_SIZE)
    window.history.start(calibrated())
    slot = "bootstrap of τ*"
    qtbot.waitUntil(
        lambda: slot in window.feed.studies._running and window.feed.studies._running.keys() == {slot}
    )
    window.calibration.restart_bootstrap()
    assert window.notice.text == "The bootstrap is running."
    window.jobs.cancel(("study", slot))
    settle(window, qtbot)
    found, picture = plot(window, "reliability"), window.feed.picture
    assert isinstance(found, ReliabilityPlot)
    assert picture is not None
    assert "bootstrap stopped" in found.caption(picture)
    assert readouts(window)["best"][1] == "95%: 1.31–1.64, bootstrap stopped"
    assert "Bootstrap τ* Again starts it" in marked(window).sentence
    assert found.bins.bootstrap.isEnabled()
    allowed.set()
    (found.bins.bootstrap if by == "menu of the bins" else window.actions_by_name["bootstrap"]).trigger()
    settle(window, qtbot)
    assert readouts(window)["best"][1].endswith("bootstrap of 2,000: 1.31–1.62")
    assert not found.bins.bootstrap.isEnabled()
    window.calibration.restart_bootstrap()
    assert "95% of 2,000 samples, drawn with seed 0, have their τ* in 1.31–1.62" in window.notice.text


def test_a_fit_that_was_stopped_begins_again_with_its_button_and_its_key(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed, finished = [Event(), Event()], TemperatureFitting.result
    turn = iter(allowed)

    def result(study: TemperatureFitting, progress: Progress) -> TemperatureFit:
        may = next(turn, None)
        while may is not None and not may.wait(0.01):
            progress(0.1)
        return finished(study, progress)

    monkeypatch.setattr(TemperatureFitting, "at_once", property(lambda study: False))  # noqa: ARG005
    monkeypatch.setattr(TemperatureFitting, "result", result)
    window.resize(*WINDOW_SIZE)
    window.history.start(calibrated("given"))
    slot = "calibrating temperature"
    found = plot(window, "reliability")
    assert isinstance(found, ReliabilityPlot)
    for again in (found.fit_button.click, window.calibration.turn_to_best):
        qtbot.waitUntil(lambda: slot in window.feed.studies._running)
        window.jobs.cancel(("study", slot))
        settle(window, qtbot)
        assert readouts(window)["best"][1] == "stopped: Fit τ again"
        assert found.fit_button.isEnabled()
        assert found.bins.bootstrap.isEnabled()
        again()
    settle(window, qtbot)
    assert marked(window).label == "τ* 1.12"
