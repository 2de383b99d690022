"""What the plots of two compared files say where they have no numbers yet, or none at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, Qt

from tauscope.document.picture.answers import Failed
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPainter

    from tauscope.document.picture.answers import Answer
    from tauscope.ui.theme import Theme

WAITING = "Comparing the files …"


def instead(painter: QPainter, answer: Answer[Any], area: QRect, theme: Theme) -> None:
    """Write why there is nothing to see yet, or at all."""
    text = answer.sentence if isinstance(answer, Failed) else WAITING
    font, room = theme.font(), area.width() - 2 * theme.base
    rect = QRectF(area)
    for number, line in enumerate(marks.wrapped(text, font, room)):
        at = QPointF(rect.center().x(), rect.center().y() + (1.4 * number - 0.5) * theme.base)
        marks.write(painter, at, line, font, theme.colours.muted, Qt.AlignmentFlag.AlignHCenter)
