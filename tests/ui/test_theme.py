"""What a theme promises of its colours is computed here."""

from __future__ import annotations

import itertools
import tomllib
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QPalette, QRawFont

from tauscope.resources import resource
from tauscope.ui.theme import FAMILY, THEMES, Colours, Theme, load_theme, palette, style_sheet

TEXT = ("text", "muted", "accent", "refused")
GROUNDS = ("card", "window")
MARKS = ("grey", "ghost", "accent", "track_cold", "track_middle", "track_hot")

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
Triple = NDArray[np.float64]


@pytest.fixture(params=THEMES)
def colours(request: pytest.FixtureRequest) -> Colours:
    return load_theme(request.param, 14.0).colours


def linear(colour: QColor) -> Triple:
    """Linear RGB from 0 to 1."""
    values = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: QColor, other: QColor) -> float:
    """The ratio of WCAG 2."""
    low, high = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(colour: QColor, sight: Triple) -> Triple:
    """CIE L*a*b* under D65 as this sight sees it."""
    seen = TO_XYZ @ np.clip(sight @ linear(colour), 0, 1) / TO_XYZ.sum(axis=1)
    f = np.where(seen > (6 / 29) ** 3, np.cbrt(seen), seen / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def nearest(colours: tuple[QColor, ...], sight: Triple) -> float:
    """Distance (ΔE 1976) of the two that look most alike."""
    seen = [lab(colour, sight) for colour in colours]
    return min(float(np.linalg.norm(one - other)) for one, other in itertools.combinations(seen, 2))


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(QColor("white"), QColor("black")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("name", "ground"), list(itertools.product(TEXT, GROUNDS)))
def test_text_can_be_read(colours: Colours, name: str, ground: str) -> None:
    assert contrast(getattr(colours, name), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize(
    ("name", "ground"),
    [
        ("text", "selection"),
        ("text", "button_hover"),
        ("text", "button"),
    ],
)
def test_text_can_be_read_on_what_is_pressed_and_chosen(colours: Colours, name: str, ground: str) -> None:
    assert contrast(getattr(colours, name), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("name", MARKS)
def test_marks_stand_out_from_the_card(colours: Colours, name: str) -> None:
    assert contrast(getattr(colours, name), colours.card) >= 3


@pytest.mark.parametrize("number", range(10))
def test_class_stands_out_from_the_card(colours: Colours, number: int) -> None:
    assert contrast(colours.of_class(number), colours.card) >= 3


@pytest.mark.parametrize("sight", list(SIGHT))
def test_first_four_classes_differ_for_every_eye(colours: Colours, sight: str) -> None:
    assert nearest(colours.classes[:4], SIGHT[sight]) >= 20


@pytest.mark.parametrize("sight", list(SIGHT))
def test_all_classes_differ_for_every_eye(colours: Colours, sight: str) -> None:
    assert nearest((*colours.classes, colours.grey), SIGHT[sight]) >= 9


@pytest.mark.parametrize("name", THEMES)
def test_theme_file_has_every_token_and_no_other(name: str) -> None:
    table: dict[str, Any] = tomllib.loads(resource("themes", f"{name}.toml").read_text("utf-8"))
    assert set(table["colours"]) == set(Colours._fields)
    assert set(table) == {"enlarge", "fill", "line", "plot_text", "key_numbers", "colours"}
    assert len(table["colours"]["classes"]) == 10


@pytest.mark.parametrize("name", THEMES)
def test_every_colour_is_one(name: str) -> None:
    theme = load_theme(name, 14.0)
    tokens = (*own_colours(theme), *theme.colours.classes)
    assert all(colour.isValid() and colour.alpha() == 255 for colour in tokens)


def test_beyond_the_last_class_there_is_grey(colours: Colours) -> None:
    assert colours.of_class(None) == colours.grey


@pytest.mark.parametrize("name", THEMES)
def test_palette_leaves_no_colour_to_the_system(name: str) -> None:
    theme = load_theme(name, 14.0)
    roles = [role for role in QPalette.ColorRole if role not in (QPalette.ColorRole.NoRole, role.NColorRoles)]
    dressed, known = palette(theme), {colour.name() for colour in own_colours(theme)}
    assert {dressed.color(role).name() for role in roles} <= known


def own_colours(theme: Theme) -> list[QColor]:
    return [value for value in theme.colours if isinstance(value, QColor)]


@pytest.mark.parametrize("name", THEMES)
def test_style_sheet_has_no_token_left_open(name: str) -> None:
    assert "$" not in style_sheet(load_theme(name, 14.0))


def test_projector_is_white_large_and_thick() -> None:
    light, projector = load_theme("light", 14.0), load_theme("projector", 14.0)
    assert projector.colours.card == projector.colours.window == QColor("white")
    assert projector.base > light.base
    assert projector.line > light.line


@pytest.mark.usefixtures("fonts")
def test_font_is_the_one_that_ships(theme: Theme) -> None:
    assert QFontInfo(theme.font()).family() == FAMILY
    assert QFontInfo(theme.font(strong=True)).weight() > QFontInfo(theme.font()).weight()


@pytest.mark.parametrize("strong", [False, True])
def test_figures_are_all_as_wide_as_one_another(theme: Theme, strong: bool) -> None:
    metrics = QFontMetricsF(theme.font(strong=strong))
    widths = [metrics.horizontalAdvance(digit * 10) / 10 for digit in "0123456789"]
    assert max(widths) - min(widths) < 0.05


@pytest.mark.parametrize("mark", list("τ∞−Σ²·×"))
def test_font_has_the_signs_of_numbers_and_formulas(theme: Theme, mark: str) -> None:
    assert QRawFont.fromFont(theme.font()).supportsCharacter(ord(mark))


def test_larger_is_larger_and_thicker(theme: Theme) -> None:
    larger = theme.enlarged(2.0)
    assert (larger.base, larger.line) == (2 * theme.base, 2 * theme.line)
