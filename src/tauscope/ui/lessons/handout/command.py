"""`tauscope export --lesson`: the handout of a lesson, without a window and without a display."""

from __future__ import annotations

from tauscope.document.lessons.lesson import Lesson
from tauscope.ui.export.command import application_without_display


def exported_handout(lesson: Lesson) -> bytes:
    """Return the handout of a lesson as a PDF; `InputError` if a step cannot be made."""
    application = application_without_display()
    from tauscope.ui.lessons.handout.handout import handout_pdf  # noqa: PLC0415  # Qt

    content = handout_pdf(lesson)
    del application  # it had to live until here
    return content
