"""The list of lessons: those that ship, and the one of the user's own that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from tauscope.document.lessons.lesson_file import lessons

if TYPE_CHECKING:
    from collections.abc import Collection

    from tauscope.document.lessons.lesson import LessonPlace

DONE, BEGUN, NEW = "✓", "◐", "○"
"""Signs of a lesson that was walked to its end, the present one, and one that was not."""


class LessonList(QListWidget):
    """Shows each lesson with its sign, and how far one has come in the present one."""

    asked = Signal(str)
    """Emitted with the id of the lesson that was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lessonList")
        self.setAccessibleName("All lessons")
        self.itemActivated.connect(self._ask)
        self.itemClicked.connect(self._ask)

    def show_lessons(self, place: LessonPlace | None, done: Collection[str]) -> None:
        """Show all lessons, at the place where one is, and those that are done."""
        self.clear()
        if place is not None and place.lesson.id not in lessons():
            item = QListWidgetItem(f"{BEGUN}  {place.lesson.title}")
            item.setToolTip("A lesson of your own: Lesson → Save Lesson As… keeps it in a file")
            self.addItem(item)
            self.setCurrentItem(item)
        for number, lesson in enumerate(lessons().values(), 1):
            here = place is not None and place.lesson.id == lesson.id
            sign = DONE if lesson.id in done else BEGUN if here else NEW
            reached = f"   {place.step + 1} of {len(lesson.steps)}" if here and place is not None else ""
            item = QListWidgetItem(f"{sign}  {number}  {lesson.title}{reached}")
            item.setData(Qt.ItemDataRole.UserRole, lesson.id)
            item.setToolTip(f"{lesson.goal} About {lesson.minutes} minutes.")
            self.addItem(item)
            if here:
                self.setCurrentItem(item)
        rows = sum(self.sizeHintForRow(row) for row in range(self.count()))
        self.setFixedHeight(rows + 2 * self.frameWidth() + 2)

    def _ask(self, item: QListWidgetItem) -> None:
        if name := item.data(Qt.ItemDataRole.UserRole):
            self.asked.emit(name)
