"""The panel of digits: widgets show the document, and the hand at them edits it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from tests.ui import hands
from tests.ui.conftest import Answers

from tauscope.core.distillation.presets import EXPERIMENTS
from tauscope.document.document import Document
from tauscope.document.edits import digit_edits
from tauscope.document.panel_settings.digits import DigitsSettings
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.subjects.taught_digit import digit_of
from tauscope.document.preferences import Preferences
from tauscope.document.studies.student_words import finding
from tauscope.sources.teacher import WORTH_SHOWING, most_surprising
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.panels.digits.digits_panel import DigitsPanel
from tauscope.ui.table.columns import LOGIT
from tauscope.ui.widgets.bubble import Bubble
from tauscope.ui.window.main_window import MainWindow

WINDOW_SIZE = 1440, 900


@pytest.fixture
def digits(window: MainWindow, known_studies: None) -> MainWindow:
    del known_studies  # what is simulated is simulated once for all tests
    window.actions_by_name["digits"].trigger()
    QApplication.processEvents()
    return window


def panel(window: MainWindow) -> DigitsPanel:
    found = window.bench.panel
    assert isinstance(found, DigitsPanel)
    return found


def settings(window: MainWindow) -> DigitsSettings:
    return window.history.document.settings(DigitsSettings)


def image(window: MainWindow) -> int:
    digit = digit_of(window.history.document)
    assert digit is not None
    return digit.image


def edit(window: MainWindow, **values: Any) -> None:
    request = EditRequest("change", lambda document: digit_edits.change(document, **values))
    assert window.history.perform(request) is None
    QApplication.processEvents()


def enter(field: QLineEdit, text: str) -> None:
    field.setFocus()
    hands.overwrite(field, text)
    hands.tap(field, Qt.Key.Key_Return)


def said(window: MainWindow) -> str:
    found = window.findChild(Bubble)
    return found.text() if found is not None and found.isVisible() else ""


def test_the_menu_opens_the_digits_with_their_panel_and_plots(digits: MainWindow) -> None:
    document = digits.history.document
    assert (image(digits), document.plots[0]) == (1765, "teacher")
    assert digits.history.undo_name == "open the digits"
    assert panel(digits).card.findChild(type(panel(digits).card._note)) is not None
    assert panel(digits).images.number.text() == "1765"
    model = digits.bench.table.model()
    tip = str(model.headerData(LOGIT, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole))
    assert tip.startswith("Teacher's logit")
    digits.history.undo()
    QApplication.processEvents()
    assert digits.bench.panel is None
    assert digits.history.document.plots == Document.plots


def test_a_click_in_the_strip_shows_that_image(digits: MainWindow) -> None:
    strip = panel(digits).images.strip
    for place in (3, 9, 0):
        hands.click(strip, strip.area(place).center())
        QApplication.processEvents()
        assert image(digits) == WORTH_SHOWING[place]
        assert panel(digits).images.number.text() == str(WORTH_SHOWING[place])
        assert strip.accessibleDescription().startswith(f"Image {WORTH_SHOWING[place]}, labelled")
    hands.click(strip, strip.area(5).center(), button=Qt.MouseButton.RightButton)
    assert image(digits) == WORTH_SHOWING[0]
    assert digits.history.undo_name == f"show image {WORTH_SHOWING[0]}"
    digits.history.undo()
    QApplication.processEvents()
    assert strip.accessibleDescription().startswith(f"Image {WORTH_SHOWING[9]}")


def test_arrow_keys_go_through_the_strip(digits: MainWindow) -> None:
    strip = panel(digits).images.strip
    strip.setFocus()
    seen = []
    for key in (
        Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Home
    ):  # fmt: skip
        hands.tap(strip, key)
        seen.append(WORTH_SHOWING.index(image(digits)))
    assert seen == [0, 1, 2, 9, 9, 0]
    enter(panel(digits).images.number, "7")
    assert strip.accessibleDescription() == "none of them is shown"
    strip.setFocus()
    hands.tap(strip, Qt.Key.Key_Right)
    assert image(digits) == WORTH_SHOWING[0]


def test_the_number_of_an_image_is_typed(digits: MainWindow) -> None:
    field = panel(digits).images.number
    enter(field, "42")
    assert image(digits) == 42
    for bad in ("5000", "-1", "1.5", "NaN", "cat", "", "1797"):
        enter(field, bad)
        assert image(digits) == 42, bad
        assert said(digits), bad
        assert field.text() == "42"
    enter(field, "1796")
    assert (image(digits), said(digits)) == (1796, "")


def test_images_go_on_by_number(digits: MainWindow) -> None:
    images = panel(digits).images
    hands.click(images.next, images.next.rect().center())
    assert image(digits) == 1766
    hands.click(images.before, images.before.rect().center())
    hands.click(images.before, images.before.rect().center())
    assert image(digits) == 1764
    images.number.setFocus()
    hands.tap(images.number, Qt.Key.Key_Up)
    hands.tap(images.number, Qt.Key.Key_PageUp)
    hands.tap(images.number, Qt.Key.Key_Down)
    assert image(digits) == 1774
    enter(images.number, "1796")
    assert not images.next.isEnabled()
    hands.tap(images.number, Qt.Key.Key_Up)
    assert image(digits) == 1796
    enter(images.number, "0")
    assert (images.before.isEnabled(), images.next.isEnabled()) == (False, True)
    assert digits.history.undo_name == "show image 0"


def test_the_most_surprising_come_first(digits: MainWindow) -> None:
    images = panel(digits).images
    enter(images.number, "5")
    hands.click(images.by_surprise, images.by_surprise.rect().center())
    QApplication.processEvents()
    assert (image(digits), settings(digits).by_surprise) == (most_surprising()[0], True)
    assert digits.history.undo_name == "go by surprise"
    hands.click(images.next, images.next.rect().center())
    hands.click(images.next, images.next.rect().center())
    assert image(digits) == most_surprising()[2]
    digits.history.undo()
    digits.history.undo()
    digits.history.undo()
    QApplication.processEvents()
    assert (image(digits), images.by_surprise.isChecked()) == (5, False)
    digits.history.redo()
    QApplication.processEvents()
    assert images.by_surprise.isChecked()
    hands.click(images.by_surprise, images.by_surprise.rect().center())
    QApplication.processEvents()
    assert (image(digits), settings(digits).by_surprise) == (most_surprising()[0], False)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_is_chosen_and_shown(digits: MainWindow, name: str) -> None:
    row = panel(digits).student
    other = next(one for one in EXPERIMENTS if one != name)
    edit(digits, digits=EXPERIMENTS[other].transfer.digits, images=EXPERIMENTS[other].transfer.images)
    assert row.experiments.buttons[other].isChecked()
    button = row.experiments.buttons[name]
    hands.click(button, button.rect().center())
    QApplication.processEvents()
    transfer = EXPERIMENTS[name].transfer
    assert (settings(digits).digits, settings(digits).images) == (transfer.digits, transfer.images)
    assert [one for one, button in row.experiments.buttons.items() if button.isChecked()] == [name]
    assert row.images.text() == str(transfer.images)
    digits.history.undo()
    QApplication.processEvents()
    assert [one for one, button in row.experiments.buttons.items() if button.isChecked()] == [other]


def test_arrow_keys_choose_among_experiments(digits: MainWindow) -> None:
    buttons = panel(digits).student.experiments.buttons
    first = buttons["only-zeros-and-ones"]
    first.setFocus()
    hands.tap(first, Qt.Key.Key_Right)
    assert settings(digits).experiment == "no-threes"
    hands.tap(buttons["no-threes"], Qt.Key.Key_Left)
    assert settings(digits).experiment == "only-zeros-and-ones"


def test_own_digits_are_typed(digits: MainWindow) -> None:
    row = panel(digits).student
    own = row.experiments.buttons["own"]
    hands.click(own, own.rect().center())
    QApplication.processEvents()
    assert row.digits.hasFocus()
    assert not own.isChecked(), "nothing has changed yet"
    enter(row.digits, "3, 5 8")
    assert settings(digits).digits == (3, 5, 8)
    assert (row.digits.text(), own.isChecked()) == ("3, 5, 8", True)
    for bad, words in (
        ("4", "only the digit 4"),
        ("", "no digits"),
        ("0, 12", "0 to 9"),
        ("cat", "not a number"),
    ):
        enter(row.digits, bad)
        assert words in said(digits), bad
        assert (settings(digits).digits, row.digits.text()) == ((3, 5, 8), "3, 5, 8")
    enter(row.digits, "0–9")
    assert (settings(digits).experiment, said(digits)) == ("ordinary", "")


FIELDS: dict[str, tuple[str, int, tuple[str, ...]]] = {
    "images": ("250", 250, ("1", "260", "1e9", "2.5", "NaN", "")),
    "first_seed": ("8", 8, ("-1", "10000", "x", "inf")),
    "seeds": ("20", 20, ("0", "9", "101", "NaN")),
}


@pytest.mark.parametrize("name", FIELDS)
def test_numbers_are_typed_shown_and_refused(digits: MainWindow, name: str) -> None:
    good, value, refused = FIELDS[name]
    field = getattr(panel(digits).student, name)
    before = getattr(settings(digits), name)
    for bad in refused:
        enter(field, bad)
        assert said(digits), bad
        assert (getattr(settings(digits), name), field.text()) == (before, str(before))
    enter(field, good)
    assert (getattr(settings(digits), name), said(digits)) == (value, "")
    assert (digits.history.undo_name or "").startswith("set the ")
    digits.history.undo()
    QApplication.processEvents()
    assert field.text() == str(before)


def test_hard_and_soft_are_mixed_by_slider_and_field(digits: MainWindow) -> None:
    row = panel(digits).student
    slider = row.slider
    y = slider.rect().center().y()
    hands.drag(slider, [QPoint(slider.width() - 5, y), QPoint(slider.width() // 2, y), QPoint(2, y)])
    QApplication.processEvents()
    assert settings(digits).mix == 0.0
    assert row.mix.text() == "0"
    digits.history.undo()
    QApplication.processEvents()
    assert (settings(digits).mix, slider.value(), row.mix.text()) == (1.0, 100, "1")
    enter(row.mix, "0,25")
    assert (settings(digits).mix, slider.value()) == (0.25, 25)
    for bad in ("1.5", "-0.1", "NaN", "soft"):
        enter(row.mix, bad)
        assert said(digits), bad
        assert (settings(digits).mix, row.mix.text()) == (0.25, "0.25")
    slider.setFocus()
    hands.tap(slider, Qt.Key.Key_Right)
    assert settings(digits).mix == 0.26


def test_switches_set_the_control_and_the_kind_of_student(digits: MainWindow) -> None:
    row = panel(digits).student
    for switch, name, on, off in ((row.shuffled, "shuffled", True, False), (row.network, "hidden", 32, 0)):
        hands.click(switch, QPointF(switch.rect().center()))
        QApplication.processEvents()
        assert getattr(settings(digits), name) == on
        digits.history.undo()
        QApplication.processEvents()
        assert (getattr(settings(digits), name), switch.isChecked()) == (off, False)
        edit(digits, **{name: on})
        assert switch.isChecked()


def test_all_that_the_panel_sets_is_saved_and_opened(
    digits: MainWindow, answers: Answers, tmp_path: Any
) -> None:
    enter(panel(digits).images.number, "42")
    edit(digits, digits=(0, 4, 7), images=33, mix=0.5, seeds=12, first_seed=3, shuffled=True, hidden=32)
    answers.save = tmp_path / "digits.tauscope"
    digits.actions_by_name["save"].trigger()
    saved = digits.history.document
    digits.actions_by_name["new"].trigger()
    assert digits.history.document == Document()
    digits.session.read(answers.save)
    assert digits.history.document == saved
    row = panel(digits).student
    assert (panel(digits).images.number.text(), row.digits.text(), row.mix.text()) == ("42", "0, 4, 7", "0.5")
    assert (row.shuffled.isChecked(), row.network.isChecked()) == (True, True)


BAD = [
    ('"image": 1765', '"image": 5000', "goes from 0 to 1,796"),
    ('"image": 1765', '"image": "x"', "number"),
    ('"mix": 0.5', '"mix": NaN', ""),
    ('"mix": 0.5', '"mix": 7', "goes from 0 to 1"),
    ('"images": 100', '"images": 1000000000', "goes from 2 to 1,297"),
    ('"images": 100', '"images": 300', "too many"),
    ('"digits": [', '"digits": [], "x": [', "teaches nothing"),
]


def test_a_bad_session_is_refused_and_the_present_one_stays(
    digits: MainWindow, answers: Answers, tmp_path: Any
) -> None:
    edit(digits, mix=0.5)
    answers.save = tmp_path / "digits.tauscope"
    digits.actions_by_name["save"].trigger()
    text = answers.save.read_text("utf-8")
    before = digits.history.document
    for old, new, sentence in BAD:
        assert old in text
        bad = tmp_path / "bad.tauscope"
        bad.write_text(text.replace(old, new, 1), "utf-8")
        digits.notice.clear()
        digits.session.read(bad)
        assert digits.history.document == before, new
        assert digits.notice.isVisible(), new
        assert sentence in digits.notice.text
        assert digits.notice.text.rstrip().endswith("."), new


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
@pytest.mark.parametrize("theme", ["light", "projector"])
def test_nothing_of_the_panel_is_cut(
    make_window: Callable[..., MainWindow], size: tuple[int, int], theme: str
) -> None:
    window = make_window(Preferences(theme=theme))
    window.resize(*size)
    window.actions_by_name["digits"].trigger()
    for _ in range(3):
        QApplication.processEvents()
    shown = panel(window)
    images, row = shown.images, shown.student
    fields = (images.number, row.digits, row.images, row.first_seed, row.seeds, row.mix)
    words = (images.by_surprise, row.shuffled, row.network, *row.experiments.buttons.values())
    for part in (images.strip, *fields, *words):
        assert part.width() >= part.minimumSizeHint().width(), part.objectName()
    for part in (images.strip, images.before, images.next, row.slider, *fields, *words):
        assert part.isVisible()
        area = part.rect().translated(part.mapTo(shown, QPoint()))
        assert shown.rect().contains(area), part.objectName()


def test_the_panel_says_what_the_students_learned(digits: MainWindow, qtbot: QtBot) -> None:
    edit(digits, images=20)
    found = panel(digits).finding
    qtbot.waitUntil(lambda: "of all ten digits" in found.toolTip(), timeout=60_000)
    expected = finding(Picture.of(digits.history.document))
    assert found.toolTip() == expected
    assert expected.endswith(found.shown)
    edit(digits, shuffled=True)
    qtbot.waitUntil(lambda: found.toolTip().startswith("Control"), timeout=60_000)
    assert "Shuffled" in found.shown or "Control" in found.shown
