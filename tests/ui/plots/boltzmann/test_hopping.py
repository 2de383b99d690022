"""Particles that hop between levels: only where they are seen, and never without the exact populations."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.files.codec import decode, encode
from tauscope.document.picture.particle_counts import particle_counts
from tauscope.document.preferences import Preferences
from tauscope.ui.editing.history import EditRequest, History
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.boltzmann.levels import LevelsPlot
from tauscope.ui.window.main_window import MainWindow

HOPPING = replace(Document(), hopping=True)


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot], history: History) -> LevelsPlot:
    made = make_plot(LevelsPlot)
    assert isinstance(made, LevelsPlot)
    history.start(HOPPING)
    return made


def hop(plot: LevelsPlot, ticks: int) -> None:
    assert plot._hopping is not None
    for _ in range(ticks):
        plot._hopping.tick()


def populations(plot: LevelsPlot) -> list[int]:
    assert plot._hopping is not None
    assert plot.picture is not None
    counts: list[int] = np.bincount(plot._hopping.levels, minlength=len(plot.picture.drawn)).tolist()
    return counts


def test_they_begin_with_the_exact_populations_and_stay_all_there(plot: LevelsPlot) -> None:
    assert plot.hops
    assert plot.picture is not None
    assert populations(plot) == plot.picture.once(particle_counts).tolist()
    hop(plot, 200)
    assert sum(populations(plot)) == 48
    assert populations(plot) != plot.picture.once(particle_counts).tolist()


def test_heating_and_cooling_take_time(plot: LevelsPlot, history: History) -> None:
    history.start(table_edits.set_temperature(HOPPING, 0.0))
    hop(plot, 400)
    assert populations(plot) == [48, 0, 0, 0]
    history.start(table_edits.set_temperature(HOPPING, math.inf))
    assert populations(plot) == [48, 0, 0, 0]
    hop(plot, 5)
    assert 48 > populations(plot)[0] > 24
    hop(plot, 400)
    assert populations(plot)[0] < 24


def test_discs_end_in_the_rows_of_their_levels(plot: LevelsPlot, history: History) -> None:
    hop(plot, 20)
    history.start(table_edits.set_temperature(HOPPING, 0.0))
    hop(plot, 500)
    assert plot._hopping is not None
    (level,) = (level for level in plot._levels if level.place == 0)
    assert plot._hopping.at[:, 1] == pytest.approx(plot._above(level))
    assert np.diff(plot._hopping.at[:, 0]).min() > 0


def test_with_other_classes_they_begin_anew(plot: LevelsPlot, history: History) -> None:
    hop(plot, 50)
    levels = populations(plot)
    history.start(table_edits.set_logit(HOPPING, 0, 3.0))
    assert populations(plot) == levels
    history.start(table_edits.remove_classes(HOPPING, [3]))
    assert plot.picture is not None
    assert populations(plot) == plot.picture.once(particle_counts).tolist()
    plot.grab()


def test_a_masked_level_is_never_entered(plot: LevelsPlot, history: History) -> None:
    history.start(table_edits.set_logit(HOPPING, 1, -math.inf))
    hop(plot, 300)
    assert populations(plot)[1] == 0


def test_what_hops_is_seen_and_the_outlines_stay(plot: LevelsPlot) -> None:
    hop(plot, 1)
    before = plot.grab().toImage()
    hop(plot, 60)
    assert plot.grab().toImage() != before


def test_nobody_hops_out_of_sight(plot: LevelsPlot) -> None:
    parent = plot.parentWidget()
    assert parent is not None
    parent.hide()
    assert not plot.hops
    parent.show()
    assert plot.hops


def test_reduced_motion_holds_them(make_window: Callable[..., MainWindow]) -> None:
    window = make_window(Preferences(theme="light", reduce_motion=True))
    window.history.start(HOPPING)
    plot = window.bench.plot("levels")
    assert isinstance(plot, LevelsPlot)
    assert not plot.hops
    window.toggle_reduced_motion()
    assert plot.hops


def test_the_switch_is_an_edit(window: MainWindow) -> None:
    plot = window.bench.plot("levels")
    assert isinstance(plot, LevelsPlot)
    plot.switch.click()
    assert window.history.document.hopping
    assert plot.hops
    window.history.undo()
    QApplication.processEvents()
    assert not plot.hops
    assert not plot.switch.isChecked()
    window.history.perform(EditRequest("hop", lambda one: bench_edits.set_hopping(one, hopping=True)))
    assert plot.switch.isChecked()


def test_sessions_keep_it() -> None:
    assert decode(encode(HOPPING)).document == HOPPING
