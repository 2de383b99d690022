from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from tauscope.ui.painting import marks
from tauscope.ui.theme import Theme

BAR = QRectF(10, 10, 60, 80)


def painted(theme: Theme, number: int | None, bar: QRectF = BAR) -> QImage:
    image = QImage(100, 100, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    marks.fill_bar(painter, bar, theme, number)
    painter.end()
    return image


def colours_in(image: QImage, area: QRectF) -> set[str]:
    inside = area.toAlignedRect().adjusted(4, 4, -4, -4)
    points = itertools.product(
        range(inside.left(), inside.right(), 2), range(inside.top(), inside.bottom(), 2)
    )
    return {image.pixelColor(x, y).name(QColor.NameFormat.HexArgb) for x, y in points}


@pytest.mark.parametrize("number", range(4))
def test_first_four_classes_are_told_apart_by_colour_alone(theme: Theme, number: int) -> None:
    assert marks.cue(number) is None
    assert len(colours_in(painted(theme, number), BAR)) == 1
    assert marks.class_pen(theme, number).style() == Qt.PenStyle.SolidLine


@pytest.mark.parametrize("number", range(4, 10))
def test_from_the_fifth_class_on_there_is_a_second_cue(theme: Theme, number: int) -> None:
    assert len(colours_in(painted(theme, number), BAR)) > 1
    assert marks.class_pen(theme, number).style() == Qt.PenStyle.CustomDashLine


def test_no_two_classes_have_the_same_cue() -> None:
    cues = [marks.cue(number) for number in range(4, 10)]
    assert len({cue.angle for cue in cues if cue}) == 6
    assert len({cue.dashes for cue in cues if cue}) == 6


def test_everything_else_is_plain_grey(theme: Theme) -> None:
    assert colours_in(painted(theme, None), BAR) == {theme.colours.grey.name(QColor.NameFormat.HexArgb)}


@pytest.mark.parametrize("number", [0, 5, None])
@pytest.mark.parametrize("size", [(0, 0), (60, 0), (0, 60), (0.1, 0.1), (3, 90), (-5, 10)])
def test_bars_of_any_size_are_painted(theme: Theme, number: int | None, size: tuple[float, float]) -> None:
    painted(theme, number, QRectF(10, 10, *size))


def test_hatch_stays_in_its_bar(theme: Theme) -> None:
    image = painted(theme, 5)
    outside = [(x, y) for x in (5, 75) for y in range(100)] + [(x, y) for x in range(100) for y in (5, 95)]
    assert all(image.pixelColor(x, y).alpha() == 0 for x, y in outside)


@pytest.mark.parametrize("text", ["plain", "<b>bold</b>", "קול", "猫" * 50, "", "x" * 10_000, "a\nb"])
@pytest.mark.parametrize("width", [0, 20, 500])
def test_shortened_text_fits(theme: Theme, text: str, width: float) -> None:
    short = marks.short(text, theme.font(), width)
    ellipsis = marks.text_width("…", theme.font())
    assert marks.text_width(short, theme.font()) <= max(width, ellipsis) + 1


@pytest.mark.parametrize(
    ("align", "left"),
    [
        (Qt.AlignmentFlag.AlignLeft, 0.0),
        (Qt.AlignmentFlag.AlignHCenter, 0.5),
        (Qt.AlignmentFlag.AlignRight, 1.0),
    ],
)
def test_text_is_aligned_to_its_point(theme: Theme, align: Qt.AlignmentFlag, left: float) -> None:
    image = QImage(200, 40, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    marks.write(painter, QPointF(100, 25), "HHHH", theme.font(), theme.colours.text, align)
    painter.end()
    columns = [x for x in range(200) if any(image.pixelColor(x, y).alpha() for y in range(40))]
    width = marks.text_width("HHHH", theme.font())
    assert columns[0] == pytest.approx(100 - left * width, abs=3)
    assert columns[-1] == pytest.approx(100 + (1 - left) * width, abs=3)


def test_numbers_over_bars_are_there_for_all_or_for_none(theme: Theme) -> None:
    for largest, widest in [(0.88, "88%"), (0.999, "99.9%"), (1.0, "100%"), (0.05, "5%")]:
        rooms = [marks.text_width(widest, theme.font(size, strong=True)) for size in (0.78, 0.87)]
        assert rooms[0] < rooms[1]
        assert marks.number_font(theme, rooms[1], largest) == theme.font(0.87, strong=True)
        assert marks.number_font(theme, rooms[1] - 1, largest) == theme.font(0.78, strong=True)
        assert marks.number_font(theme, rooms[0] - 1, largest) is None
        bare = marks.text_width(widest.removesuffix("%"), theme.font(0.78, strong=True))
        assert marks.number_font(theme, bare, largest, sign="") == theme.font(0.78, strong=True)
