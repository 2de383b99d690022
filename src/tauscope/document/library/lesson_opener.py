"""Lessons as something to open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tauscope.document.document import Document
from tauscope.document.files.codec import Decoded
from tauscope.document.files.openers.opener import TextOpener
from tauscope.document.files.shapes import Shape

if TYPE_CHECKING:
    from tauscope.document.files.openers.location import Location

_STEP = re.compile(rb"^[ \t]*\[\[[ \t]*step[ \t]*\]\][ \t]*(?:#.*)?\r?$", re.MULTILINE)
"""Header of a step's table."""


class LessonOpener(TextOpener):
    """A lesson: its first step begins a session."""

    title, what, endings = "Lessons and decoding trees", "a lesson (TOML)", (".toml",)
    shape = Shape.TABLE

    def takes(self, location: Location) -> bool:
        """Return True for a text with a table of a step: decoding trees have the same ending."""
        return bool(_STEP.search(location.head))

    def decode(self, data: bytes, encoding: str) -> Decoded:
        """Read the lesson, and go to its first step."""
        from tauscope.document.library.lesson_files import checked_lesson  # noqa: PLC0415  # when a lesson is opened
        from tauscope.document.library.lesson_walk import begin  # noqa: PLC0415

        return Decoded(begin(Document(), checked_lesson(data.decode(encoding))))
