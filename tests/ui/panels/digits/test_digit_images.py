"""What the first row of the panel of digits says of an image, and keys that are held."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QToolTip
from tests.ui.panels.digits.test_digits import WINDOW_SIZE, digits, edit, enter, image, panel

from tauscope.document.preferences import Preferences
from tauscope.sources.teacher import WORTH_SHOWING, most_surprising
from tauscope.ui.widgets.card import Elided
from tauscope.ui.window.main_window import MainWindow

__all__ = ["WINDOW_SIZE", "digits"]


def note(window: MainWindow) -> str:
    QApplication.processEvents()
    found = panel(window).card.findChild(Elided, "cardNote")
    assert found is not None
    return found.shown


def test_the_note_says_what_the_image_is(digits: MainWindow) -> None:
    assert note(digits) == "test image, labelled 3, teacher: 3"
    enter(panel(digits).images.number, "1794")
    assert note(digits) == "test image, labelled 8, teacher: 6"
    enter(panel(digits).images.number, "9")
    assert note(digits) == "training image, labelled 9, teacher: 9"
    edit(digits, by_surprise=True)
    rank = most_surprising().index(9) + 1
    assert f"{rank}th of 1,797" in note(digits)


def test_a_held_key_is_one_step_of_undo(digits: MainWindow) -> None:
    field = panel(digits).images.number
    field.setFocus()
    for again in (False, True, True, True):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, "", again)
            QApplication.sendEvent(field, event)
    assert image(digits) == 1761
    assert digits.history.undo_name == "the image before"
    digits.history.undo()
    assert image(digits) == 1765


def test_the_strip_names_each_image(digits: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, *_: told.append(text))
    strip = panel(digits).images.strip
    for point in (strip.area(1).center(), QPointF(-5.0, 2.0)):
        at = point.toPoint()
        QApplication.sendEvent(strip, QHelpEvent(QEvent.Type.ToolTip, at, strip.mapToGlobal(QPoint(at))))
    assert told == [f"Image {WORTH_SHOWING[1]}, labelled 9. Click it, or use ← and →", ""]


class LayoutRequests(QObject):
    """Counts the requests for another layout that anything receives."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        del watched
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def test_a_row_that_fits_asks_for_no_further_layout(digits: MainWindow) -> None:
    for _ in range(10):
        QApplication.processEvents()
    requests = LayoutRequests()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(requests)
    for _ in range(10):
        QApplication.processEvents()
    application.removeEventFilter(requests)
    assert panel(digits).isVisible()
    assert requests.count == 0


def test_the_button_of_the_ranking_is_shortened_before_images_are_tiny(digits: MainWindow) -> None:
    images = panel(digits).images
    heights: dict[str, set[int]] = {}
    for room in range(1000, 200, -5):
        images.fit(room)
        heights.setdefault(images.by_surprise.text(), set()).add(images.strip.sizeHint().height())
    assert min(heights["Most surprising"]) > min(heights["Surprising"])
    assert len(heights["Surprising"]) == 2


@pytest.mark.parametrize(
    ("theme", "size", "visible"),
    [("light", (1440, 900), True), ("light", (1024, 768), True), ("projector", (1440, 900), False)],
)
def test_the_button_of_a_calibrated_student_takes_no_line_from_the_plots(
    make_window: Callable[..., MainWindow], theme: str, size: tuple[int, int], visible: bool
) -> None:
    window = make_window(Preferences(theme=theme), size)
    window.actions_by_name["digits"].trigger()
    for _ in range(5):
        QApplication.processEvents()
    row, shown = panel(window).student, [plot.name for plot in window.bench.shown]
    height = row.height()
    assert row.calibration.of_student.isVisible() == visible
    row.calibration.show_button(shown=False)
    for _ in range(5):
        QApplication.processEvents()
    assert row.height() == height
    assert [plot.name for plot in window.bench.shown] == shown
