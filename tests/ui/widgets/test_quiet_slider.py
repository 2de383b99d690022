from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QVBoxLayout, QWidget
from tests.ui.hands import click, drag
from tests.ui.test_theme import contrast

from tauscope.ui.theme import THEMES, load_theme, palette
from tauscope.ui.widgets.quiet_slider import QuietSlider


@pytest.fixture
def slider(show: Callable[[QWidget], None]) -> QuietSlider:
    desk, slider = QWidget(), QuietSlider()
    slider.setRange(0, 40)
    QVBoxLayout(desk).addWidget(slider)
    desk.resize(240, 60)
    show(desk)
    return slider


def test_it_goes_to_where_it_is_clicked(slider: QuietSlider) -> None:
    y = slider.height() // 2
    for x, value in ((slider.width() - 2, 40), (slider.width() // 2, 20), (2, 0), (slider.width() - 2, 40)):
        click(slider, QPoint(x, y))
        assert slider.value() == value
        assert not slider.isSliderDown()


def test_a_drag_that_begins_beside_the_handle_takes_it_along_as_one_gesture(slider: QuietSlider) -> None:
    begun: list[int] = []
    slider.sliderPressed.connect(lambda: begun.append(slider.value()))
    y, middle = slider.height() // 2, slider.width() // 2
    drag(slider, [QPoint(middle, y), QPoint(middle + 20, y), QPoint(slider.width() - 2, y)])
    assert begun == [0]
    assert slider.value() == 40


def test_a_click_on_the_handle_moves_nothing(slider: QuietSlider) -> None:
    slider.setValue(20)
    click(slider, QPoint(slider.width() // 2 + 3, slider.height() // 2))
    assert slider.value() == 20


@pytest.mark.parametrize("name", THEMES)
def test_its_groove_is_seen_in_every_theme(slider: QuietSlider, name: str) -> None:
    theme = load_theme(name, 14.0)
    slider.setPalette(palette(theme))
    slider.setValue(20)
    picture = slider.grab().toImage()
    y = picture.height() // 2
    done, left = picture.pixelColor(picture.width() // 5, y), picture.pixelColor(picture.width() * 4 // 5, y)
    assert done == theme.colours.muted
    assert left == theme.colours.border
    assert contrast(done, theme.colours.card) >= 3
