"""The dialog of animations, driven as a hand would."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tauscope.document.animation.animation import FOREVER, Animation
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.motion import Motion
from tauscope.document.reports.plot_data import BENCH
from tauscope.ui.export.animation.dialog import AnimationDialog
from tauscope.ui.export.animation.settings import SIZES, AnimationSettings
from tauscope.ui.export.export_form import OWN_SIZE
from tauscope.ui.export.fields import choose
from tauscope.ui.widgets.bubble import Bubble


@pytest.fixture
def dialog(qtbot: QtBot, document: Document) -> AnimationDialog:
    made = AnimationDialog(document)
    qtbot.addWidget(made)
    return made


def said(dialog: AnimationDialog) -> str:
    bubble = dialog.findChild(Bubble)
    return bubble.text() if bubble else ""


def test_it_asks_for_what_its_fields_say(dialog: AnimationDialog, qtbot: QtBot, tmp_path: Path) -> None:
    choose(dialog.plot, BENCH)
    choose(dialog.plays, 3)
    choose(dialog.theme, "projector")
    dialog.start.setText("0")
    dialog.end.setText("∞")
    dialog.seconds.setText("2,5")
    dialog.rate.setText("10")
    dialog.back.setChecked(True)
    dialog.width_field.setText("800")
    dialog.height_field.setText("600")
    with qtbot.waitSignal(dialog.chosen) as signal:
        assert dialog.export_to(tmp_path / "a.gif")
    (request,) = signal.args
    assert request.animation == Animation(0.0, math.inf, 2.5, 10, back=True, plays=3)
    assert (request.still.plot, request.still.theme) == (BENCH, "projector")
    assert request.still.target == tmp_path / "a.gif"
    assert request.size_px == (800, 600)
    assert dialog.settings.folder == str(tmp_path)
    assert dialog.result() == AnimationDialog.DialogCode.Accepted


def test_it_begins_with_the_first_plot_of_the_bench(qtbot: QtBot, document: Document) -> None:
    made = AnimationDialog(replace(document, plots=("curves", "levels")))
    qtbot.addWidget(made)
    assert made.plot.currentData() == "curves"


def test_it_begins_with_the_last_settings(qtbot: QtBot, document: Document) -> None:
    turn = Animation(0.0, math.inf, 3.0, 12.0, back=True, plays=2)
    last = AnimationSettings("levels", ".mp4", (1024, 768), "dark", turn, "/somewhere")
    made = AnimationDialog(document, settings=last)
    qtbot.addWidget(made)
    assert made.asked() == last
    assert made.preset.currentData() == "Slide 4:3, 1024 × 768"


@pytest.mark.parametrize(
    ("motion", "expected"),
    [
        (Motion(), Animation()),
        (Motion(0.0, 2.0, 5.0, "back and forth"), Animation(0.0, 2.0, 10.0, back=True)),
        (Motion(1.0, 2.0, 600.0), Animation(1.0, 2.0, 300.0)),
        (Motion(1.0, 1.0), Animation()),
    ],
)
def test_without_last_settings_it_turns_as_the_dial_plays(
    qtbot: QtBot, document: Document, motion: Motion, expected: Animation
) -> None:
    made = AnimationDialog(table_edits.set_motion(document, motion))
    qtbot.addWidget(made)
    assert made.asked().animation == expected


def test_only_plots_that_show_the_document_are_offered(dialog: AnimationDialog) -> None:
    offered = [dialog.plot.itemData(place) for place in range(dialog.plot.count())]
    assert "distribution" in offered
    assert BENCH in offered
    assert "teacher" not in offered


def test_an_mp4_offers_no_play_without_end(dialog: AnimationDialog) -> None:
    assert dialog.plays.currentData() == FOREVER
    choose(dialog.format, ".mp4")
    assert dialog.plays.findData(FOREVER) < 0
    assert dialog.plays.currentData() == 1
    choose(dialog.plays, 3)
    choose(dialog.format, ".gif")
    assert dialog.plays.currentData() == 3


def test_both_ends_are_shown(dialog: AnimationDialog, qtbot: QtBot) -> None:
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.last.image.isNull())
    before = dialog.first.image.copy(), dialog.last.image.copy()
    assert before[0] != before[1]
    assert dialog.summary.text() == "150 frames of 1280 × 720 pixels, 6 s"
    dialog.end.setText("0.2")
    dialog.show_preview()
    assert dialog.first.image == before[0]
    assert dialog.last.image != before[1]


def test_sizes_have_names(dialog: AnimationDialog) -> None:
    choose(dialog.preset, "Full HD, 1920 × 1080")
    dialog.preset.activated.emit(dialog.preset.currentIndex())
    assert dialog.asked().size == SIZES["Full HD, 1920 × 1080"]
    dialog.width_field.setText("1000")
    dialog.width_field.textEdited.emit("1000")
    assert dialog.preset.currentData() == OWN_SIZE


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("start", "10", "both are the same"),
        ("seconds", "300", "Choose a smaller size, fewer seconds or fewer frames"),
        ("rate", "51", "A GIF shows at most 50"),
    ],
)
def test_what_does_not_go_together_is_said_and_nothing_is_lost(
    dialog: AnimationDialog, tmp_path: Path, field: str, text: str, sentence: str
) -> None:
    dialog.rate.setText("50")
    getattr(dialog, field).setText(text)
    dialog.show_preview()
    assert sentence in dialog.summary.text()
    dialog.ask_and_export()
    assert sentence in said(dialog)
    assert not dialog.export_to(tmp_path / "a.gif")
    assert getattr(dialog, field).text() == text
    assert dialog.result() != AnimationDialog.DialogCode.Accepted


def test_a_text_that_is_no_number_is_refused_in_its_field(dialog: AnimationDialog) -> None:
    dialog.seconds.setText("long")
    dialog.ask_and_export()
    assert "“long” is not a number" in said(dialog)


def test_a_missing_library_is_named_before_anything_is_chosen(
    dialog: AnimationDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> object:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr("tauscope.document.animation.encoder.import_module", missing)
    choose(dialog.format, ".mp4")
    dialog.show_preview()
    assert '-m pip install "tauscope[movie]"' in dialog.summary.text()
    dialog.ask_and_export()
    assert "needs PyAV" in said(dialog)


def test_every_field_has_a_name(dialog: AnimationDialog) -> None:
    fields = (dialog.plot, dialog.format, dialog.theme, dialog.preset, dialog.plays, *dialog.fields)
    names = [field.accessibleName() for field in fields]
    assert all(names)
    assert len(set(names)) == len(names)
