"""What the plots and the panel of a calibration say where there is much room, little, or no curve."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from tests.suited import calibrated
from tests.ui.plots.painted_text import painted_texts
from tests.ui.sources.test_calibration import WINDOW_SIZE, panel, plot, readouts, settle, shown, start

from tauscope.core.calibration.reliability import reliability
from tauscope.core.numbers import screen_percentage
from tauscope.document.edits import calibration_edits
from tauscope.document.files.opening import read_document
from tauscope.document.preferences import Preferences
from tauscope.document.studies.labelled_examples import examples
from tauscope.sources.teacher import labelled_test_digits
from tauscope.ui.bench.readout_cell import longest_fitting
from tauscope.ui.bench.readout_sets.calibration import READOUTS
from tauscope.ui.export.figure import Figure
from tauscope.ui.export.formats import render
from tauscope.ui.painting.marks import text_width
from tauscope.ui.plots.calibration.confidence import ConfidencePlot
from tauscope.ui.plots.calibration.nll import NllPlot
from tauscope.ui.plots.calibration.reliability import ReliabilityPlot
from tauscope.ui.widgets.card import OR, Elided
from tauscope.ui.window.main_window import MainWindow

__all__ = ["WINDOW_SIZE", "shown"]

pytestmark = pytest.mark.usefixtures("known_studies")


def test_the_split_is_said_and_ece_is_written_in_a_small_window_of_the_projector(
    make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    """The heading of the diagram has no room for them there."""
    random = np.random.default_rng(5)
    logits = random.normal(0.0, 3.0, (300, 4))
    np.savez(tmp_path / "a.npz", logits=logits, labels=logits.argmax(axis=1) * (random.random(300) < 0.7))
    window = make_window(Preferences(theme="projector"), (1024, 768))
    document = read_document(tmp_path / "a.npz").document
    window.history.start(calibration_edits.change(document, holdout=0.5, seed=3))
    settle(window, qtbot)
    found = plot(window, "reliability")
    assert isinstance(found, ReliabilityPlot)
    assert any(one.text.startswith("ECE ") for one in painted_texts(found))
    line = window.findChild(Elided, "labelledExample")
    assert line is not None
    assert line.shown.endswith("150 of 300 held out, seed 3.")
    assert {one.name for one in window.bench.shown} >= {"reliability", "nll"}
    window.history.start(calibration_edits.change(calibrated(), holdout=0.5, seed=3))
    settle(window, qtbot)
    assert panel(window).finding.shown.endswith("250 of 500 held out, seed 3.")


def test_a_true_class_without_a_probability_is_named_where_the_curve_would_be(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(*WINDOW_SIZE)
    start(window, qtbot, "masked")
    found = plot(window, "nll")
    assert isinstance(found, NllPlot)
    said = " ".join(one.text for one in painted_texts(found))
    assert "the true class of example 2 has the logit −∞" in said
    assert readouts(window)["best"] == ("none", "example 2: true logit −∞")


def test_lines_of_the_histogram_have_names_where_their_table_has_no_room(
    shown: MainWindow, qtbot: QtBot
) -> None:
    found = plot(shown, "confidence")
    assert isinstance(found, ConfidencePlot)
    found.resize(600, 300)
    assert "mean at τ = 1" in {one.text for one in painted_texts(found)}
    shown.calibration.turn_to_best()
    settle(shown, qtbot)
    base = found.theme.base
    found.resize(round(10 * base), round(8 * base))
    texts = {one.text: one.ink for one in painted_texts(found)}
    assert not any(text.startswith("τ = ") for text in texts)
    assert not texts["mean"].intersects(texts["right"])


def test_the_largest_gap_stands_beside_their_mean(shown: MainWindow) -> None:
    found, picture = plot(shown, "reliability"), shown.feed.picture
    assert isinstance(found, ReliabilityPlot)
    assert picture is not None
    at_1 = reliability(picture.once(examples).labelled or labelled_test_digits(), 1.0)
    found.resize(1100, 400)
    said = " ".join(one.text for one in painted_texts(found))
    assert f"by chance, MCE {screen_percentage(at_1.mce)}" in said
    assert f"MCE {screen_percentage(at_1.mce)}" in found.describe(picture)


def test_ece_stands_beside_the_temperature_or_below_it_where_room_is_short(shown: MainWindow) -> None:
    found = plot(shown, "reliability")
    assert isinstance(found, ReliabilityPlot)
    base = found.theme.base
    for width in range(13, 24):
        found.resize(round(width * base), round(20 * base))
        texts = {one.text.partition(" ")[0]: one.ink for one in painted_texts(found)}
        error, tau = texts["ECE"], texts["τ"]
        assert error.top() > tau.bottom() or error.left() > tau.right()
        assert max(error.bottom(), tau.bottom()) < found.frame.rect.top()


def test_a_figure_of_the_bench_has_short_notes_where_long_ones_have_no_room() -> None:
    svg = render(Figure(calibrated(), "bench"), ".svg").decode()
    assert "unchanged" in svg
    assert "1.31–1.64" in svg
    assert "…</text>" not in svg


def test_the_heading_has_both_intervals_and_the_narrow_readout_the_first(shown: MainWindow) -> None:
    found, picture = plot(shown, "reliability"), shown.feed.picture
    assert isinstance(found, ReliabilityPlot)
    assert picture is not None
    whole, name, *_ = found.caption(picture).split(OR)
    assert whole == f"{name}   τ* = 1.47, 95%: 1.31–1.64, bootstrap of 2,000: 1.31–1.62"
    best = next(readout for readout in READOUTS if readout.name == "best")
    assert best.short_note is not None
    versions = best.short_note(picture)
    assert versions == f"95%: 1.31–1.64{OR}1.31–1.64"
    font = shown.font()
    wide = text_width("95%: 1.31–1.64", font)
    assert longest_fitting(versions, font, wide) == "95%: 1.31–1.64"
    assert longest_fitting(versions, font, wide - 1) == longest_fitting(versions, font, 1) == "1.31–1.64"
