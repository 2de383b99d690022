"""The export dialog, driven as a hand would."""

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from tauscope.document.document import Document
from tauscope.document.files.figures import extract_png
from tauscope.document.picture.study import StudyResults
from tauscope.document.reports.plot_data import BENCH
from tauscope.ui.export.clipboard import CLIPBOARD_DPI, clipboard_data
from tauscope.ui.export.dialog import ExportDialog
from tauscope.ui.export.export_form import OWN_SIZE
from tauscope.ui.export.figure import Figure
from tauscope.ui.export.settings import PRESETS, Settings
from tauscope.ui.widgets.bubble import Bubble


@pytest.fixture
def dialog(qtbot: QtBot, document: Document) -> ExportDialog:
    made = ExportDialog(document)
    qtbot.addWidget(made)
    return made


def said(dialog: ExportDialog) -> str:
    bubble = dialog.findChild(Bubble)
    return bubble.text() if bubble else ""


def choose(dialog: ExportDialog, ending: str) -> None:
    dialog.format.setCurrentIndex(dialog.format.findData(ending))


def test_it_writes_what_its_fields_say(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.plot.setCurrentIndex(dialog.plot.findData(BENCH))
    dialog.width_field.setText("85,5")
    dialog.dpi.setText("72")
    with qtbot.waitSignal(dialog.exported) as signal:
        assert dialog.export_to(tmp_path / "a.png")
    (request,) = signal.args
    assert (request.plot, request.size_mm, request.dpi) == (BENCH, (85.5, 90.0), 72)
    assert QImage(str(tmp_path / "a.png")).width() == round(85.5 / 25.4 * 72)
    assert dialog.result() == ExportDialog.DialogCode.Accepted


def test_text_as_outlines_is_for_svg(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    assert not dialog.outlines.isEnabled()
    choose(dialog, ".svg")
    assert dialog.outlines.isEnabled()
    dialog.outlines.setChecked(True)
    with qtbot.waitSignal(dialog.exported) as signal:
        assert dialog.export_to(tmp_path / "a.svg")
    (request,) = signal.args
    assert request.outlines
    assert b"<text" not in (tmp_path / "a.svg").read_bytes()


def test_outlines_that_were_asked_for_an_svg_are_no_hindrance_to_a_png(
    dialog: ExportDialog, tmp_path: Path
) -> None:
    choose(dialog, ".svg")
    dialog.outlines.setChecked(True)
    choose(dialog, ".png")
    assert dialog.export_to(tmp_path / "a.png")
    assert dialog.settings.outlines


def test_it_begins_where_the_last_one_ended(
    dialog: ExportDialog, document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    choose(dialog, ".svg")
    dialog.transparent.setChecked(True)
    dialog.outlines.setChecked(True)
    dialog.height_field.setText("45")
    assert dialog.export_to(tmp_path / "a.svg")
    assert dialog.settings.folder == str(tmp_path)
    after = ExportDialog(document, settings=dialog.settings)
    qtbot.addWidget(after)
    assert after.asked() == dialog.settings


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("width_field", "1x", "“1x” is not a number."),
        ("height_field", "0", "goes from 1 to 2000"),
        ("dpi", "300.5", "“300.5” is not a whole number."),
        ("dpi", "", "A number is missing here."),
    ],
)
def test_a_bad_number_is_refused_at_its_field(
    dialog: ExportDialog, field: str, text: str, sentence: str, tmp_path: Path
) -> None:
    line = getattr(dialog, field)
    line.setText(text)
    assert not dialog.export_to(tmp_path / "a.png")
    assert sentence in said(dialog)
    assert line.property("refused")
    assert not (tmp_path / "a.png").exists()
    line.setText("100")
    assert line.check()
    assert not line.property("refused")


def test_a_file_that_cannot_be_written_is_explained(dialog: ExportDialog, tmp_path: Path) -> None:
    assert not dialog.export_to(tmp_path / "missing" / "a.png")
    assert "could not be saved" in said(dialog)


def test_too_many_pixels_are_explained(dialog: ExportDialog, tmp_path: Path) -> None:
    for field, text in ((dialog.width_field, "2000"), (dialog.height_field, "2000"), (dialog.dpi, "1200")):
        field.setText(text)
    assert not dialog.export_to(tmp_path / "a.png")
    assert "pixels are more than 200 million" in said(dialog)


def test_a_format_offers_only_what_it_has_a_use_for(dialog: ExportDialog) -> None:
    for ending, size, dots in ((".png", True, True), (".pdf", True, False), (".csv", False, False)):
        choose(dialog, ending)
        assert dialog.width_field.isEnabled() == size
        assert dialog.theme.isEnabled() == size
        assert dialog.dpi.isEnabled() == dots


def test_a_table_is_written_whatever_stands_in_the_fields_for_figures(
    dialog: ExportDialog, tmp_path: Path
) -> None:
    dialog.width_field.setText("nonsense")
    choose(dialog, ".csv")
    assert dialog.export_to(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text().startswith("label,")


def test_presets_fill_the_fields_and_the_fields_name_the_preset(dialog: ExportDialog) -> None:
    for place, size in enumerate(PRESETS.values()):
        dialog.preset.setCurrentIndex(place)
        dialog.preset.activated.emit(place)
        assert dialog.asked().size_mm == size
    dialog.width_field.setText("77")
    dialog.width_field.textEdited.emit("77")
    assert dialog.preset.currentData() == OWN_SIZE


def test_every_choice_says_what_it_is_for(dialog: ExportDialog) -> None:
    choices = (dialog.plot, dialog.format, dialog.theme, dialog.preset)
    assert [choice.accessibleName() for choice in choices] == ["Plot", "Format", "Theme", "Size"]


def test_the_preview_follows(dialog: ExportDialog) -> None:
    dialog.show_preview()
    wide = dialog.preview.image.size()
    dialog.width_field.setText("90")
    dialog.show_preview()
    assert dialog.preview.image.width() < wide.width()
    kept = dialog.preview.image.cacheKey()
    dialog.width_field.setText("x")
    dialog.show_preview()
    assert dialog.preview.image.cacheKey() == kept
    dialog.width_field.setText("90")
    choose(dialog, ".tsv")
    dialog.show_preview()
    assert dialog.preview.text.startswith("label\tlogit")


def test_settings_know_their_figure(document: Document) -> None:
    figure = Settings(plot="levels", transparent=True).figure(document, (1,), StudyResults())
    assert figure == Figure(document, "levels", transparent=True, selection=(1,))


def test_a_copied_picture_is_sharp_and_carries_its_session(document: Document) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setMimeData(clipboard_data(Figure(document, BENCH, (60, 40))))
    assert clipboard.image().width() == round(60 / 25.4 * CLIPBOARD_DPI)
    assert '"cat"' in extract_png(bytes(clipboard.mimeData().data("image/png").data()))
    clipboard.clear()
