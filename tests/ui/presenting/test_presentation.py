"""A presentation with the keys of a clicker: steps, dial, black, freeze, the presenter's window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPixmap, QTextDocumentFragment
from PySide6.QtWidgets import QApplication, QMenu, QToolButton
from tests.ui import hands
from tests.ui.plots.painted_text import TextRecorder
from tests.ui.presenting.short_lesson import LESSON, stage, step

from tauscope.document.edits import table_edits
from tauscope.document.edits.source_edits import choose
from tauscope.document.formulas import plain
from tauscope.document.lessons.lesson_file import read_lesson, shipped_lesson
from tauscope.document.preferences import from_json, to_json
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.painting import marks
from tauscope.ui.panels.token_view import ABOVE
from tauscope.ui.presenting.presentation import Presentation
from tauscope.ui.presenting.stage import NUMBER, TEXT
from tauscope.ui.presenting.stage_text import LINES, StageText
from tauscope.ui.presenting.stage_words import TOUCH
from tauscope.ui.table.columns import LOGIT
from tauscope.ui.table.logit_table import LogitTable
from tauscope.ui.theme import load_theme
from tauscope.ui.window.main_window import MainWindow

WINDOW_SIZE = 1440, 900


def test_f5_presents_and_escape_leaves(window: MainWindow) -> None:
    hands.tap(window, Qt.Key.Key_F5)
    found = window.presentation.stage
    assert found is not None
    assert found.objectName() == "stage"
    assert found.isFullScreen()
    hands.key(found, Qt.Key.Key_Escape)
    assert window.presentation.stage is None
    assert window.isVisible()


def test_a_clicker_walks_through_the_lesson(window: MainWindow, presentation: Presentation) -> None:
    for expected, revealed in ((1, False), (1, True), (2, False), (2, False)):
        hands.key(stage(presentation), Qt.Key.Key_PageDown)
        place = window.history.document.lesson
        assert place is not None
        assert (place.step, place.revealed) == (expected, revealed)
    hands.key(stage(presentation), Qt.Key.Key_PageUp)
    assert step(window) == 1


def test_black_and_white_cover_the_stage(presentation: Presentation) -> None:
    where = stage(presentation)
    hands.key(where, Qt.Key.Key_Period)
    assert where.grab().toImage().pixelColor(50, 50) == QColor("black")
    hands.key(where, Qt.Key.Key_W)
    assert where.grab().toImage().pixelColor(50, 50) == QColor("white")
    assert presentation.presenter is not None
    assert presentation.presenter.switch.buttons["white"].isChecked()
    hands.key(where, Qt.Key.Key_W)
    assert where.covered is None
    presentation.presenter.switch.buttons["black"].click()
    assert where.covered == QColor("black")
    presentation.presenter.switch.buttons["shown"].click()
    assert where.covered is None


def test_the_room_sees_a_still_picture_while_it_is_frozen(
    window: MainWindow, presentation: Presentation
) -> None:
    where = stage(presentation)
    before = where.grab().toImage()
    hands.key(where, Qt.Key.Key_F)
    window.turn_to(0.2)
    QApplication.processEvents()
    assert where.grab().toImage() == before
    hands.key(where, Qt.Key.Key_F)
    QApplication.processEvents()
    assert where.dial.temperature == 0.2
    assert where.grab().toImage() != before


def test_one_plot_fills_the_stage_and_comes_back(presentation: Presentation) -> None:
    where = stage(presentation)
    several, width = len(where.shown), where.shown[0].width()
    hands.key(where, Qt.Key.Key_Z)
    QApplication.processEvents()
    assert len(where.shown) == 1
    assert where.shown[0].width() > 1.2 * width
    hands.key(where, Qt.Key.Key_Z)
    assert len(where.shown) == several


def test_the_table_lies_over_the_stage_and_can_be_edited(
    window: MainWindow, presentation: Presentation
) -> None:
    where = stage(presentation)
    hands.key(where, Qt.Key.Key_E)
    table = presentation._table
    assert table is not None
    assert table.isVisible()
    edit = EditRequest("x", lambda document: table_edits.set_logit(document, 0, 5.0))
    window.history.perform(edit)
    assert table.table.model().index(0, 1).data() == "5.00"
    hands.key(table.table, Qt.Key.Key_E)
    assert table.isHidden()


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1024, 768), (1280, 720)])
def test_type_is_large_enough_for_the_back_row(presentation: Presentation, width: int, height: int) -> None:
    where = stage(presentation)
    where.resize(width, height)
    QApplication.processEvents()
    least = min(height, 0.75 * width)
    assert where.theme.base >= 0.029 * least
    assert where.theme.base * where.theme.number >= 0.036 * least
    assert where.shown[0].theme.font(0.5).pixelSize() >= round(TEXT * least) - 1
    assert NUMBER >= 0.036


def test_the_presenter_sees_the_question_of_a_next_step_without_text_and_short_notes(
    window: MainWindow,
) -> None:
    window.lessons.open(shipped_lesson("say-it-back"))
    window.present(from_start=True, shape="16:9", presenter=True)
    presenter = window.presentation.presenter
    assert presenter is not None
    assert "How many times likelier is the first" in presenter.next_text.toPlainText()
    numbers = QTextDocumentFragment.fromHtml(presenter.numbers.text()).toPlainText()
    assert numbers.splitlines()[0] == "Entropy"
    assert "0.365 nats 0.527 bits" in numbers
    window.presentation.go_to(9)
    window.presentation.reveal()
    assert not presenter.next.isEnabled()
    window.presentation.stop()


def test_the_presenter_sees_steps_notes_and_what_comes(
    window: MainWindow, presentation: Presentation
) -> None:
    presenter = presentation.presenter
    assert presenter is not None
    assert presenter.objectName() == "presenterWindow"
    assert presenter.title.text() == "First"
    assert "Say it." in presenter.notes.toPlainText()
    assert presenter.next_title.text() == "2  Second"
    presenter.next.click()
    assert (presenter.title.text(), presenter.next.text()) == ("Second", "Reveal")
    presenter.dots.chosen.emit(2)
    assert step(window) == 2
    assert presenter.next_title.text() == "The end"
    window.turn_to(3.0)
    assert presenter.dial.temperature == 3


def test_closing_the_presenter_leaves_the_stage_and_closing_the_stage_leaves(
    window: MainWindow, presentation: Presentation
) -> None:
    assert presentation.presenter is not None
    presentation.presenter.close()
    assert presentation.presenter is None
    assert presentation.stage is not None
    presentation.stage.close()
    assert presentation.stage is None
    window.turn_to(0.5)
    assert window.history.document.temperature == 0.5


def test_the_room_reads_question_and_answers(window: MainWindow) -> None:
    text = LESSON.replace('kind = "draw"', 'kind = "choose"\nanswers = ["more", "less"]')
    window.lessons.open(read_lesson(text))
    window.present(from_start=True, shape="16:9")
    hands.key(stage(window.presentation), Qt.Key.Key_PageDown)
    QApplication.processEvents()
    title = stage(window.presentation).title
    assert title.accessibleName() == "Second. Heat. Where? A more · B less"
    assert title.geometry().bottom() < stage(window.presentation).shown[0].mapTo(title.window(), QPoint()).y()
    window.presentation.stop()


def test_menus_offer_stages_and_remotes(window: MainWindow) -> None:
    found = [action.menu() for action in window.menus.menus["Lesson"].actions()]
    menus = {one.title(): one for one in found if isinstance(one, QMenu)}
    stages = menus["&Stage"]
    stages.aboutToShow.emit()
    assert [action.isChecked() for action in stages.actions()] == [True, False, False]
    stages.actions()[1].trigger()
    assert window.preferences.stage == "16:9"
    menus["Re&mote Sends"].actions()[1].trigger()
    assert window.preferences.remote == "arrows"
    again = from_json(to_json(window.preferences)).preferences
    assert (again.stage, again.remote) == ("16:9", "arrows")
    assert from_json(b'{"stage": "moon", "remote": 1}').preferences.stage == "full"


def test_the_table_over_the_stage_is_gone_with_it(window: MainWindow, presentation: Presentation) -> None:
    hands.key(stage(presentation), Qt.Key.Key_E)
    presentation.stop()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window.focus.select((1,))
    assert window.focus.selected == (1,)


def test_each_plot_of_a_step_has_its_numbers(window: MainWindow) -> None:
    lesson = 'title = "Plots"\n[[step]]\ntitle = "One"\n[step.scene]\nplots = ["distribution"]\n'
    window.lessons.open(read_lesson(f'{lesson}[[step]]\ntitle = "Two"\n[step.change]\nplots = ["working"]\n'))
    window.present(from_start=True, shape="16:9")
    window.presentation.forward()
    (plot,) = stage(window.presentation).shown
    assert plot.name == "working"
    assert plot.picture is window.feed.picture
    window.presentation.stop()


def test_f7_on_the_stage_plays_and_a_step_plays_by_itself(window: MainWindow) -> None:
    lesson = read_lesson(
        'title = "Arms"\n[[step]]\ntitle = "Play"\nrun = 5\n[step.scene]\nplots = ["arms"]\n'
        '[step.scene.source]\nkind = "bandit"\narms = 3\nseed = 1\n'
    )
    window.lessons.open(lesson)
    assert window.desk.run_controller.going
    window.present(from_start=True, shape="16:9")
    assert window.desk.run_controller.going
    hands.key(stage(window.presentation), Qt.Key.Key_F7)
    assert not window.desk.run_controller.going
    hands.key(stage(window.presentation), Qt.Key.Key_F7)
    assert window.desk.run_controller.going
    window.desk.run_controller.pause()
    window.history.perform(EditRequest("choose an arm", lambda document: choose(document, 1)))
    source = window.history.document.source
    assert source.position(window.history.document.state) > 0
    hands.key(stage(window.presentation), Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert source.position(window.history.document.state) == 0
    window.presentation.stop()


def test_the_presenter_reads_question_answers_and_task(window: MainWindow) -> None:
    window.lessons.open(shipped_lesson("boltzmann"))
    window.present(from_start=True, shape="16:9", presenter=True)
    presenter = window.presentation.presenter
    assert presenter is not None
    window.presentation.forward()
    assert "B At most half" in presenter.text.toPlainText()
    assert "how much can the upper level hold?" in presenter.text.toPlainText()
    assert "bits" in presenter.numbers.text()
    window.presentation.forward()
    window.presentation.forward()
    assert "Turn the dial to the peak of C." in presenter.text.toPlainText()
    window.presentation.stop()


def test_the_dial_of_the_stage_turns_with_the_bars(window: MainWindow, presentation: Presentation) -> None:
    """Reveal leads to τ = 2 through the temperatures between, and the dial says which one the bars have."""
    hands.key(stage(presentation), Qt.Key.Key_PageDown)
    window.finish_glide()
    now = [0.0]
    window.glide._now = lambda: now[0]
    hands.key(stage(presentation), Qt.Key.Key_PageDown)
    assert window.history.document.temperature == 2
    assert stage(presentation).dial.temperature == 1
    for now[0] in (0.1, 0.2):
        window.glide.tick()
        picture = window.feed.picture
        assert picture is not None
        assert 1 < stage(presentation).dial.temperature == picture.temperature < 2
    now[0] = 1.0
    window.glide.tick()
    assert stage(presentation).dial.temperature == 2


def test_a_plot_on_the_stage_says_what_it_shows(window: MainWindow, presentation: Presentation) -> None:
    where = stage(presentation)
    titled = where._titled["distribution"]
    assert titled.title.height() >= TEXT * min(where.height(), 0.75 * where.width())
    assert titled.title._title == "Distribution"
    assert "softmax" in plain(titled.title._note)
    window.turn_to(2.0)
    assert "ghost: τ = 1" in titled.title._note
    text = LESSON.replace('kind = "draw"', 'kind = "choose"\ncovers = true\nanswers = ["more", "less"]')
    window.lessons.open(read_lesson(text))
    hands.key(where, Qt.Key.Key_PageDown)
    window.finish_glide()
    assert titled.title._note == ""


def test_a_text_takes_no_more_room_than_it_needs(qapp: QApplication) -> None:
    del qapp
    text = StageText(load_theme("projector", 20.0))
    text.resize(600, 400)
    text.show()
    heights = []
    for count in (1, 40, 400):
        text.show_text("word " * count, (), 0)
        text._fit()
        heights.append(text.maximumHeight())
    text.close()
    text.deleteLater()
    assert heights[0] < heights[1] < heights[2]
    assert heights[0] == LINES * text._line + ABOVE


def test_a_step_on_the_calibration_of_many_examples_is_not_announced_by_the_bars_of_one(
    window: MainWindow, presentation: Presentation
) -> None:
    window.lessons.open(shipped_lesson("sure-is-not-right"))
    presenter = presentation.presenter
    assert presenter is not None
    for place in range(4):
        presentation.go_to(place)
        assert presenter.next_bars.isHidden(), place


def test_the_presenter_sees_the_bars_of_the_next_step_and_the_time(
    window: MainWindow, presentation: Presentation, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.lessons.open(shipped_lesson("freezing"))
    presenter = presentation.presenter
    assert presenter is not None
    shown = presenter.next_bars.picture
    assert shown is not None
    assert list(shown.logits.values) == [2.0, 2.0, 0.5, 0.1]
    presentation.go_to(2)
    assert presenter.next_bars.isHidden()
    # However long the test has taken so far, half of the five minutes have passed.
    monkeypatch.setattr("tauscope.ui.presenting.presenter.monotonic", lambda: presentation.began + 150)
    presenter._show_time()
    assert presenter.passed.share == pytest.approx(0.5, abs=0.01)
    assert presenter.passed.accessibleName().startswith("50%")


def test_a_step_is_recorded_on_the_stage(window: MainWindow, presentation: Presentation) -> None:
    window.turn_to(3.0)
    hands.key(stage(presentation), Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    place = window.history.document.lesson
    assert place is not None
    assert (place.step, len(place.lesson.steps)) == (1, 4)
    assert window.history.document.temperature == 3


def test_titles_of_the_key_numbers_are_as_large_as_other_text(
    presentation: Presentation, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = stage(presentation)
    where.resize(1920, 1080)
    sizes = []
    real = marks.write

    def write(painter: QPainter, at: QPointF, text: str, font: QFont, *more: object) -> None:
        sizes.append(font.pixelSize())
        real(painter, at, text, font, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(marks, "write", write)
    where.numbers.grab()
    assert len(sizes) >= 6
    assert min(sizes) >= 0.029 * 1080


def test_thin_lines_of_the_stage_are_seen_in_the_thumbnail(presentation: Presentation) -> None:
    presenter = presentation.presenter
    assert presenter is not None
    large = QPixmap(1920, 1080)
    large.fill(Qt.GlobalColor.white)
    painter = QPainter(large)
    for y in range(100, 1000, 100):
        painter.fillRect(0, y, 1920, 1, Qt.GlobalColor.black)
    painter.end()
    thumbnail = presenter.thumbnail
    thumbnail.resize(640, 360)
    thumbnail._picture, thumbnail._small = large, QPixmap()
    seen = thumbnail.grab().toImage()
    grey = [y for y in range(seen.height()) if seen.pixelColor(seen.width() // 2, y).lightness() < 240]
    ratio = thumbnail.devicePixelRatioF()
    for y in range(100, 1000, 100):
        assert any(abs(at / ratio - y / 3) <= 1.5 for at in grey), f"the line at {y} is lost"


def test_at_the_last_step_the_way_on_looks_closed(presentation: Presentation) -> None:
    presenter = presentation.presenter
    assert presenter is not None
    presenter.dots.chosen.emit(0)
    QApplication.processEvents()
    accent = presenter.theme.colours.accent
    assert presenter.next.grab().toImage().pixelColor(8, 8) == accent
    presenter.dots.chosen.emit(2)
    QApplication.processEvents()
    assert not presenter.next.isEnabled()
    assert presenter.next.grab().toImage().pixelColor(8, 8) != accent


def test_the_presenter_names_solutions_and_ends_in_grey(window: MainWindow) -> None:
    window.lessons.open(shipped_lesson("napkin"))
    window.present(from_start=True, shape="16:9", presenter=True)
    presenter = window.presentation.presenter
    assert presenter is not None
    assert "Reveal: 57.5%, not 46%" in presenter.text.toPlainText()
    window.presentation.go_to(1)
    assert "Solution: It is τ = 1.515." in presenter.text.toPlainText()
    window.presentation.go_to(3)
    QApplication.processEvents()
    assert not presenter.next.isEnabled()
    at = presenter.next.mapTo(presenter, QPoint(6, presenter.next.height() // 2))
    assert presenter.grab().toImage().pixelColor(at) != presenter.theme.colours.accent
    window.presentation.stop()


def test_draws_are_drawn_on_the_stage(window: MainWindow) -> None:
    """A task that asks for draws can be done before the room; number and seed are in the menu."""
    window.lessons.open(shipped_lesson("before-the-draw"))
    window.present(from_start=True, shape="4:3", presenter=False)
    window.presentation.go_to(3)
    where = stage(window.presentation)
    where.resize(1024, 768)
    QApplication.processEvents()
    button = where.findChild(QToolButton, "draw_1000")
    assert isinstance(button, QToolButton)
    assert min(button.width(), button.height()) >= TOUCH
    titled = where._titled["draws"]
    assert titled.title.width() >= titled.title.minimumSizeHint().width()
    for _ in range(10):
        hands.click(button, QPointF(button.rect().center()))
    assert window.history.document.draws == 10_100
    assert "✓ Draw ten thousand." in where.title.accessibleName()
    window.presentation.stop()


def test_key_numbers_are_as_large_as_the_text(presentation: Presentation) -> None:
    where = stage(presentation)
    for width, height in ((1920, 1080), (1024, 768)):
        where.resize(width, height)
        QApplication.processEvents()
        paper = QImage(where.numbers.size(), QImage.Format.Format_ARGB32)
        recorder = TextRecorder(paper)
        where.numbers.paint(recorder)
        recorder.end()
        texts = {text.text: text.pixels for text in recorder.texts}
        assert {"Entropy", "1.617 bits", "of 4"} <= set(texts)
        assert min(texts.values()) >= round(where.theme.base)
        assert max(texts.values()) >= round(where.theme.base * where.theme.number)


def test_the_table_of_the_stage_is_typed_into_at_a_logit(presentation: Presentation) -> None:
    hands.tap(stage(presentation), Qt.Key.Key_E)
    table = QApplication.focusWidget()
    assert isinstance(table, LogitTable)
    assert table.currentIndex().column() == LOGIT
    presentation.toggle_table()


def test_a_note_beside_a_key_number_of_the_presenter_is_not_broken(window: MainWindow) -> None:
    window.lessons.open(shipped_lesson("zero-is-not-safest"))
    window.present(from_start=True, shape="16:9", presenter=True)
    presenter = window.presentation.presenter
    assert presenter is not None
    assert "rank\u00a01\u00a0of\u00a09" in presenter.numbers.text()
    window.presentation.stop()
