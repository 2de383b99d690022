from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QVBoxLayout, QWidget
from tests.ui.hands import click, drag

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
