"""The lines around the number of the dial."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont

from tauscope.core.temperatures import scale
from tauscope.ui.bench.dial.dial import TemperatureDial
from tauscope.ui.bench.dial.dial_geometry import TICK_END, TICK_START
from tauscope.ui.painting import marks


@pytest.mark.parametrize("height", [150, 156, 162, 170, 190, 250, 400])
def test_the_word_keeps_clear_of_the_ticks(
    dial: TemperatureDial, monkeypatch: pytest.MonkeyPatch, height: int
) -> None:
    dial.resize(300, height)
    dial.show_temperature(1.0)
    words: dict[str, QRectF] = {}

    def note(painter: object, at: QPointF, text: str, font: QFont, *_: object) -> None:
        del painter
        width = marks.text_width(text, font)
        high = 0.5 * font.pixelSize()
        words[text] = QRectF(at.x() - width / 2, at.y() - high, width, high)

    monkeypatch.setattr(marks, "write", note)
    dial.grab()
    word = words.get(f"τ · {dial.readout.word}") or words.get(dial.readout.word)
    assert word or height < dial.roomy_height
    inner, air = dial.dial_geometry.radius - 0.5 * dial.dial_geometry.thickness, 0.25 * dial._theme.base
    for stop in (0.0, math.inf):
        for end in (TICK_START, TICK_END):
            point = dial.dial_geometry.point(scale.position(stop), inner - end)
            assert word is None or not word.adjusted(-air, 0, air, air).contains(point)
