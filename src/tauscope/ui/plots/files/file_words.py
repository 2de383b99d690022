"""What is said of two compared files: divergences of which a lower bound may be all that is known."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, Qt

from tauscope.core.numbers import screen_number, screen_percentage
from tauscope.document.picture.answers import Failed
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPainter

    from tauscope.document.picture.answers import Answer
    from tauscope.document.studies.two_files import FilesCompared
    from tauscope.ui.theme import Theme

WAITING = "Comparing the files …"


def nats(value: float) -> str:
    """Write a divergence with three digits that count.

    Examples
    --------
    >>> nats(0.01234), nats(1.5), nats(0.0), nats(float("inf")), nats(3e-7)
    ('0.0123', '1.50', '0', '∞', '3.00e−07')
    """
    if value == 0 or math.isinf(value):
        return "∞" if value else "0"
    if abs(value) >= 1:
        return screen_number(value, 2)
    text = f"{value:#.3g}"
    return text.replace("-", "−")


def far(pair: Iterable[float]) -> str:
    """Write a divergence of which both bounds are given; an unbounded one is “at least” its lower bound."""
    low, high = pair
    if math.isnan(low):
        return "unknown"
    return nats(low) if low == high else f"at least {nats(low)}"


def totals(result: FilesCompared) -> list[str]:
    """Say in short phrases how far two files are apart: means over the steps, divergences in nats."""
    lines = [
        f"KL(this ‖ other) {far(result.mean('forward'))}",
        f"KL(other ‖ this) {far(result.mean('backward'))}",
        f"same likeliest token {screen_percentage(result.agreement)}",
    ]
    gain = result.mean("gain")
    if not math.isnan(gain.low):
        low, high = (nats(end) for end in gain)
        lines.append(f"ln p of the chosen token {low if low == high else f'{low} … {high}'} in the other")
    return [*lines, *([result.note] if result.note else [])]


def instead(painter: QPainter, answer: Answer[Any], area: QRect, theme: Theme) -> None:
    """Write why there is nothing to see yet, or at all."""
    text = answer.sentence if isinstance(answer, Failed) else WAITING
    font, room = theme.font(), area.width() - 2 * theme.base
    rect = QRectF(area)
    for number, line in enumerate(marks.wrapped(text, font, room)):
        at = QPointF(rect.center().x(), rect.center().y() + (1.4 * number - 0.5) * theme.base)
        marks.write(painter, at, line, font, theme.colours.muted, Qt.AlignmentFlag.AlignHCenter)
